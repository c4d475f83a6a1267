"""Inputs of identity."""

import strawberry

from commerce.identity import rules
from commerce.identity.types import Contact
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.inputs import email

LONGEST_PASSWORD = 1000


@strawberry.input(one_of=True, description="How to reach a person.")
class ContactInput:
    email: str | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET

    def to_contact(self, *path: str) -> Contact:
        """The contact in its one form.

        Raises:
            InvalidInput: it cannot be one.
        """
        if self.email:
            return rules.email_of(email(self.email, *path, "email"), *path, "email")
        return rules.phone_of(self.phone or "", *path, "phone")


def password(value: str, *path: str) -> str:
    """A password as somebody typed it; whether it is a good one is asked elsewhere.

    Raises:
        InvalidInput: nobody types that much.
    """
    if len(value) > LONGEST_PASSWORD:
        raise InvalidInput("too_long", path=path)
    return value


@strawberry.input(description="Who signs in, with what password.")
class SessionCreateInput:
    contact: ContactInput
    password: str
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the session in cookies."
    )


@strawberry.input(description="The session to renew.")
class SessionRefreshInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="Left out where a cookie carries it."
    )


@strawberry.input(description="The session to end.")
class SessionRevokeInput:
    id: strawberry.ID


@strawberry.input(description="Which sessions to end.")
class SessionsRevokeAllInput:
    keep_current: bool = strawberry.field(
        default=False, description="Stay signed in on this device."
    )
