"""Tables of identity."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.identity.types import Role
from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL, SECRET
from commerce.kernel.tables import Record


class Token(Record):
    """An API token; only the SHA-256 of the secret is kept."""

    __tablename__ = "identity_token"
    __table_args__ = (
        CheckConstraint("(role = 'seller') = (seller_id is not null)", name="seller_of_seller"),
    )

    name: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    role: Mapped[Role] = mapped_column(info=INTERNAL)
    seller_id: Mapped[UUID | None] = mapped_column(ForeignKey("sellers_seller.id"), info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    expires_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    revoked_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
