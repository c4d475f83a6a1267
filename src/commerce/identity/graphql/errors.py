"""Errors of identity in the schema."""

import strawberry

from commerce.identity.errors import (
    BeyondReach,
    LastSuperAdmin,
    RoleFixed,
    RoleInUse,
    SessionOver,
    StaffAccount,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    WrongProof,
)
from commerce.kernel.graphql.errors import UserError, exposes


@exposes(WrongCredentials)
@strawberry.type(description="No active account with this contact and password.")
class WrongCredentialsError(UserError):
    pass


@exposes(SessionOver)
@strawberry.type(description="The refresh token is not good, or not any more.")
class SessionOverError(UserError):
    pass


@exposes(TooManyAttempts)
@strawberry.type(description="This sender has tried too often and has to wait.")
class TooManyAttemptsError(UserError):
    retry_after: int = strawberry.field(description="In seconds.")


@exposes(WrongProof)
@strawberry.type(description="The code or link is wrong, used, too old, or was tried too often.")
class WrongProofError(UserError):
    pass


@exposes(WeakPassword)
@strawberry.type(description="The password is easy to guess.")
class WeakPasswordError(UserError):
    rule: str


@exposes(BeyondReach)
@strawberry.type(description="Nobody gives, takes or makes what they do not hold.")
class BeyondReachError(UserError):
    missing: list[str] = strawberry.field(description="Some of what is missing; at most 10.")


@exposes(LastSuperAdmin)
@strawberry.type(description="The last super admin stays.")
class LastSuperAdminError(UserError):
    pass


@exposes(RoleFixed)
@strawberry.type(description="A built-in role stays as it is.")
class RoleFixedError(UserError):
    pass


@exposes(RoleInUse)
@strawberry.type(description="Somebody holds this role, or is invited to.")
class RoleInUseError(UserError):
    pass


@exposes(StaffAccount)
@strawberry.type(description="The account belongs to staff or a seller, not to a buyer.")
class StaffAccountError(UserError):
    pass
