"""Root fields of roles and grants."""

from collections.abc import Sequence

import strawberry

from commerce.identity import queries, service
from commerce.identity.errors import BeyondReach, LastSuperAdmin, RoleFixed, RoleInUse
from commerce.identity.graphql import errors
from commerce.identity.graphql.places import PlaceInput
from commerce.identity.graphql.role_types import PermissionInfo, PermissionName, Role, RoleGrant
from commerce.identity.names import ACCOUNT, GRANT, ROLE
from commerce.identity.permissions import ROLE_MANAGE, ROLE_READ, STAFF_MANAGE
from commerce.identity.types import NewRole, RoleKind, RolePatch
from commerce.kernel import ids
from commerce.kernel.access import all_permissions, requires
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload, query
from commerce.kernel.graphql.inputs import line, optional
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection, MoneyInput
from commerce.kernel.pages import page_args

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_MOST = 200


@strawberry.input(description="A role to be.")
class RoleCreateInput:
    name: str
    description: str = ""
    kind: RoleKind = strawberry.field(
        default=RoleKind.PLATFORM, description="Where it is to be held."
    )
    permissions: list[PermissionName]
    refund_limits: list[MoneyInput] | None = None

    def to_new(self) -> NewRole:
        return NewRole(
            name=line(self.name, "input", "name", longest=100),
            description=optional(self.description, "input", "description", longest=500),
            kind=self.kind,
            permissions=named(self.permissions),
            refund_limits=_limits(self.refund_limits or ()),
        )


@strawberry.input(description="Changes to a role; what is left out stays.")
class RoleUpdateInput:
    id: strawberry.ID
    expected_version: int | None = None
    name: str | None = None
    description: str | None = None
    permissions: list[PermissionName] | None = None
    refund_limits: list[MoneyInput] | None = None

    def to_patch(self) -> RolePatch:
        limits, about = self.refund_limits, self.description
        return RolePatch(
            name=None if self.name is None else line(self.name, "input", "name", longest=100),
            description=None
            if about is None
            else optional(about, "input", "description", longest=500),
            permissions=None if self.permissions is None else named(self.permissions),
            refund_limits=None if limits is None else _limits(limits),
        )


@strawberry.input(description="A role to delete.")
class RoleDeleteInput:
    id: strawberry.ID
    expected_version: int | None = None


@strawberry.input(description="Who is to hold which role where.")
class RoleGrantInput:
    account: strawberry.ID
    role: strawberry.ID
    place: PlaceInput | None = strawberry.field(
        default=None, description="Left out, it is the whole platform."
    )


@strawberry.input(description="A grant to take back.")
class RoleRevokeInput:
    id: strawberry.ID


def named(given: Sequence[str]) -> frozenset[str]:
    """Permissions by name.

    Raises:
        InvalidInput: they are too many.
    """
    if len(given) > _MOST:
        raise InvalidInput("too_long", path=("input", "permissions"))
    return frozenset(str(each) for each in given)


def _limits(given: Sequence[MoneyInput]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in given:
        amount = each.to_money("input", "refundLimits")
        if amount.minor < 0:
            raise InvalidInput("not_negative", path=("input", "refundLimits"))
        if amount.currency in found:
            raise InvalidInput("twice", path=("input", "refundLimits"))
        found[amount.currency] = amount.minor
    return found


@payload(BeyondReach)
class RoleCreatePayload(Payload):
    role: Role | None = None


@payload(BeyondReach, RoleFixed)
class RoleUpdatePayload(Payload):
    role: Role | None = None


@payload(BeyondReach, RoleFixed, RoleInUse)
class RoleDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@payload(BeyondReach)
class RoleGrantPayload(Payload):
    grant: RoleGrant | None = None


@payload(BeyondReach, LastSuperAdmin)
class RoleRevokePayload(Payload):
    revoked_id: strawberry.ID | None = None


@strawberry.type
class RoleQuery:
    @query(requires(ROLE_READ))
    async def role(self, info: Info, id: strawberry.ID) -> Role | None:
        """A role; a seller sees those that its members can have."""
        stmt = queries.roles(info.context.actor)
        table = stmt.selected_columns
        row = await info.context.reader.first(stmt.where(table.id == ids.given(ROLE, id)))
        return Role.of(row, info.context) if row else None

    @query(requires(ROLE_READ))
    async def roles(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Role]:
        """Roles by name; a seller sees those that its members can have."""
        return await Connection[Role].read(
            queries.roles(info.context.actor),
            queries.ROLES_BY_NAME,
            page_args(first=first, after=after, last=last, before=before),
            make=Role.of,
            context=info.context,
        )

    @query(requires(ROLE_READ))
    async def permissions(self, info: Info) -> list[PermissionInfo]:
        """Everything that a role can allow."""
        return [PermissionInfo.of(each) for each in all_permissions().values()]


@strawberry.type
class RoleMutation:
    @mutation(requires(ROLE_MANAGE), RoleCreatePayload)
    async def role_create(self, info: Info, input: RoleCreateInput) -> RoleCreatePayload:
        """Make a role of permissions that you hold yourself."""
        async with info.context.db.transaction() as tx:
            row = await service.create_role(tx, info.context.actor, input.to_new())
        return RoleCreatePayload(role=Role.of(row, info.context))

    @mutation(requires(ROLE_MANAGE), RoleUpdatePayload)
    async def role_update(self, info: Info, input: RoleUpdateInput) -> RoleUpdatePayload:
        """Change a role; in force with the next request of those who hold it."""
        role_id = ids.decode(ROLE, input.id, path=("input", "id"))
        patch, version = input.to_patch(), input.expected_version
        async with info.context.db.transaction() as tx:
            row = await service.update_role(
                tx, info.context.actor, role_id, patch, expected_version=version
            )
        return RoleUpdatePayload(role=Role.of(row, info.context))

    @mutation(requires(ROLE_MANAGE), RoleDeletePayload)
    async def role_delete(self, info: Info, input: RoleDeleteInput) -> RoleDeletePayload:
        """Delete a role that nobody holds."""
        role_id = ids.decode(ROLE, input.id, path=("input", "id"))
        async with info.context.db.transaction() as tx:
            await service.delete_role(
                tx, info.context.actor, role_id, expected_version=input.expected_version
            )
        return RoleDeletePayload(deleted_id=input.id)

    @mutation(requires(STAFF_MANAGE), RoleGrantPayload)
    async def role_grant(self, info: Info, input: RoleGrantInput) -> RoleGrantPayload:
        """Let somebody hold a role; in force with their next request."""
        account_id = ids.decode(ACCOUNT, input.account, path=("input", "account"))
        role_id = ids.decode(ROLE, input.role, path=("input", "role"))
        place = PlaceInput.of(input.place)
        async with info.context.db.transaction() as tx:
            row = await service.grant(tx, info.context.actor, account_id, role_id, place)
        return RoleGrantPayload(grant=RoleGrant.of(row, info.context))

    @mutation(requires(STAFF_MANAGE), RoleRevokePayload)
    async def role_revoke(self, info: Info, input: RoleRevokeInput) -> RoleRevokePayload:
        """Take a role back; in force with their next request."""
        grant_id = ids.decode(GRANT, input.id, path=("input", "id"))
        async with info.context.db.transaction() as tx:
            await service.revoke(tx, info.context.actor, STAFF_MANAGE, grant_id)
        return RoleRevokePayload(revoked_id=input.id)
