"""Tables of identity."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.identity.types import Role
from commerce.kernel.clock import now
from commerce.kernel.tables import Record
from commerce.kernel.walls import BACKSTAGE


class Token(Record):
    """An API token; only the SHA-256 of the secret is kept."""

    __tablename__ = "identity_token"
    __table_args__ = (
        CheckConstraint("(role = 'seller') = (seller_id is not null)", name="seller_of_seller"),
        BACKSTAGE,
    )

    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role]
    seller_id: Mapped[UUID | None] = mapped_column(ForeignKey("sellers_seller.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
