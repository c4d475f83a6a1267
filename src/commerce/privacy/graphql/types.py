"""Exports and erasures in the schema."""

from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, public_id
from commerce.kernel.ids import encode
from commerce.privacy.models import Erasure

EXPORT = "exp"
PATH = "/account/exports"


@strawberry.type(description="All that is kept about a person, put together for them.")
class AccountExport:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(EXPORT)
    requested_at: datetime = attribute("row.created_at")
    ready_at: datetime | None = attribute("row.ready_at", about="Null while it is being made.")
    expires_at: datetime = attribute("row.expires_at", about="When it is thrown away.")
    url: str | None = attribute(
        lambda self, context: self.address(context),
        about="Where to GET it as JSON, signed in as here; null while it is being made.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The export of a stored row."""
        return cls(row=row)

    def address(self, context: Context) -> str | None:
        """Where the person can fetch it, once it is there."""
        if self.row.ready_at is None:
            return None
        return f"{context.settings.reached_at}{PATH}/{encode(EXPORT, self.row.id)}"


@strawberry.type(description="What becomes of an account that is to be erased.")
class AccountErasure:
    requested_at: datetime
    due_at: datetime = strawberry.field(description="Signing in before then calls it off.")
    erased: bool = strawberry.field(description="Whether it was carried out at once.")
    purchases_kept: int = strawberry.field(
        description="Purchases under way: kept until they are over, and erased then."
    )

    @classmethod
    def of(cls, row: Erasure, *, erased: bool) -> Self:
        """The erasure as it was asked for."""
        return cls(
            requested_at=row.created_at,
            due_at=row.due_at,
            erased=erased,
            purchases_kept=row.kept.get("orders_group", 0),
        )
