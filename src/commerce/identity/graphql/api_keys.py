"""Root fields of API keys."""

from datetime import datetime, timedelta
from typing import Any, Self

import strawberry

from commerce.identity import queries, service
from commerce.identity.errors import BeyondReach
from commerce.identity.graphql import errors
from commerce.identity.graphql.acting import own
from commerce.identity.graphql.places import SELLER
from commerce.identity.graphql.role_types import PermissionName
from commerce.identity.graphql.roles import named
from commerce.identity.names import KEY
from commerce.identity.permissions import API_KEY_MANAGE
from commerce.identity.powers import permissions_in
from commerce.identity.types import NewKey
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import (
    Info,
    Payload,
    attribute,
    mutation,
    payload,
    public_id,
    query,
)
from commerce.kernel.graphql.inputs import line
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_LONGEST_OVERLAP = 7 * 24 * 60


@strawberry.type(description="A key for programs; its secret is kept by nobody.")
class ApiKey:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(KEY)
    name: str = attribute("row.name")
    permissions: list[PermissionName] = attribute(
        lambda self, _: sorted(permissions_in(self.row.role, self.row.permissions or ())),
        about="What it may do, as far as its maker holds it still.",
    )
    created_at: datetime = attribute("row.created_at")
    expires_at: datetime | None = attribute("row.expires_at")
    revoked_at: datetime | None = attribute("row.revoked_at")
    last_used_at: datetime | None = attribute("row.last_used_at", about="To the hour.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """Of a row of `queries.keys`, or of a stored key."""
        return cls(row=row)


@strawberry.input(description="A key to be.")
class ApiKeyCreateInput:
    name: str
    permissions: list[PermissionName]
    seller: strawberry.ID | None = strawberry.field(
        default=None, description="For one seller; left out, for the whole platform."
    )
    expires_at: datetime | None = None

    def to_new(self) -> NewKey:
        seller = self.seller
        return NewKey(
            name=line(self.name, "input", "name", longest=100),
            permissions=named(self.permissions),
            seller_id=None
            if seller is None
            else ids.decode(SELLER, seller, path=("input", "seller")),
            expires_at=self.expires_at,
        )


@strawberry.input(description="A key to put another one in the place of.")
class ApiKeyRotateInput:
    id: strawberry.ID
    overlap_minutes: int = strawberry.field(
        default=0, description="How long the old one is good yet; at most a week."
    )

    @property
    def overlap(self) -> timedelta:
        if not 0 <= self.overlap_minutes <= _LONGEST_OVERLAP:
            raise InvalidInput("number", path=("input", "overlapMinutes"))
        return timedelta(minutes=self.overlap_minutes)


@strawberry.input(description="A key to end.")
class ApiKeyRevokeInput:
    id: strawberry.ID


@payload(BeyondReach)
class ApiKeyCreatePayload(Payload):
    """The key, and its secret: it is shown only now."""

    api_key: ApiKey | None = None
    secret: str | None = None


@payload(BeyondReach)
class ApiKeyRotatePayload(Payload):
    """The key that takes the place, and its secret: it is shown only now."""

    api_key: ApiKey | None = None
    secret: str | None = None


@payload()
class ApiKeyRevokePayload(Payload):
    api_key: ApiKey | None = None


@strawberry.type
class ApiKeyQuery:
    @query(requires(API_KEY_MANAGE))
    async def api_keys(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[ApiKey]:
        """Keys, latest first; a seller sees its own."""
        return await Connection[ApiKey].read(
            queries.keys(info.context.actor),
            queries.KEYS_BY_AGE,
            page_args(first=first, after=after, last=last, before=before),
            make=ApiKey.of,
            context=info.context,
        )


@strawberry.type
class ApiKeyMutation:
    @mutation(requires(API_KEY_MANAGE), ApiKeyCreatePayload)
    async def api_key_create(self, info: Info, input: ApiKeyCreateInput) -> ApiKeyCreatePayload:
        """Make a key that may do some of what you may; only people make keys."""
        context = info.context
        maker, new = own(context), input.to_new()
        async with context.db.transaction() as tx:
            row, secret = await service.create_key(tx, context.actor, maker, new)
        return ApiKeyCreatePayload(api_key=ApiKey.of(row, context), secret=secret)

    @mutation(requires(API_KEY_MANAGE), ApiKeyRotatePayload)
    async def api_key_rotate(self, info: Info, input: ApiKeyRotateInput) -> ApiKeyRotatePayload:
        """Make a key in the place of another one; you are its maker then."""
        context = info.context
        maker, overlap = own(context), input.overlap
        key_id = ids.decode(KEY, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            row, secret = await service.rotate_key(
                tx, context.actor, maker, key_id, overlap=overlap
            )
        return ApiKeyRotatePayload(api_key=ApiKey.of(row, context), secret=secret)

    @mutation(requires(API_KEY_MANAGE), ApiKeyRevokePayload)
    async def api_key_revoke(self, info: Info, input: ApiKeyRevokeInput) -> ApiKeyRevokePayload:
        """End a key; it is refused within a second."""
        context = info.context
        key_id = ids.decode(KEY, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            row = await service.revoke_key(tx, context.actor, key_id)
        return ApiKeyRevokePayload(api_key=ApiKey.of(row, context))
