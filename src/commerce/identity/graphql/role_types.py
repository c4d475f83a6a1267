"""Roles and grants in the schema."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias

import strawberry

from commerce.identity import loaders
from commerce.identity.names import GRANT, ROLE
from commerce.identity.powers import permissions_in
from commerce.identity.types import RoleKind
from commerce.kernel.access import Permission as Known
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, batch, public_id
from commerce.kernel.graphql.types import Money

if TYPE_CHECKING:
    Permission: TypeAlias = str

strawberry.enum(RoleKind, description="Where a role is held: on the platform, or in one seller.")
PermissionName = Annotated["Permission", strawberry.lazy("commerce.graphql.codes")]


@strawberry.type(description="What a role can allow.")
class PermissionInfo:
    name: PermissionName
    description: str
    of_seller: bool = strawberry.field(description="Whether it can be held for one seller.")
    of_channel: bool = strawberry.field(description="Whether it can be held for one channel.")

    @classmethod
    def of(cls, known: Known) -> Self:
        return cls(
            name=known.name,
            description=known.description,
            of_seller=known.of_seller,
            of_channel=known.of_channel,
        )


@strawberry.type(description="A set of permissions under a name.")
class Role:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(ROLE)
    version: int = attribute("row.version")
    name: str = attribute("row.name")
    description: str = attribute("row.description")
    kind: RoleKind = attribute(lambda self, _: RoleKind(self.row.kind))
    built_in: bool = attribute(lambda self, _: self.row.key is not None)
    permissions: list[PermissionName] = attribute(
        lambda self, _: sorted(permissions_in(self.row.key, self.row.permissions))
    )
    refund_limits: list[Money] = attribute(
        lambda self, _: [Money.of(minor, each) for each, minor in self.row.refund_limits.items()],
        about="The highest refunds it allows, by currency; a currency that is not there has none.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The role of a row of `loaders.role_by_id`, or of a stored one."""
        return cls(row=row)


@strawberry.type(description="A role that somebody holds: on the platform, or in one place of it.")
class RoleGrant:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(GRANT)
    role: Role | None = batch(loaders.role_by_id, key="row.role_id", make=Role.of)
    created_at: datetime = attribute("row.created_at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The grant of a row of `loaders.grants_of`, or of a stored one."""
        return cls(row=row)
