"""Tables of privacy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL, PII, SECRET, belongs_to, kept_while
from commerce.kernel.sealing import SealedText
from commerce.kernel.tables import Record
from commerce.kernel.walls import BACKSTAGE
from commerce.privacy.types import ErasureState

OPEN = (ErasureState.WAITING, ErasureState.HOLDING)


class Export(Record):
    """All that is kept about somebody, once it is made; for a few days.

    The archive is a copy of what is elsewhere, so no export hands out another one.
    """

    __tablename__ = "privacy_export"
    __table_args__ = BACKSTAGE

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id"),
        index=True,
        info=INTERNAL | belongs_to("identity_account.id"),
    )
    archive: Mapped[str | None] = mapped_column(SealedText("privacy_export.archive"), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    ready_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)


class Erasure(Record):
    """Somebody wants to be erased.

    While something about them is still needed, their contacts are kept here to find it by, and
    to tell them; then they go too. `due_at` is when to look at it next.
    """

    __tablename__ = "privacy_erasure"
    __table_args__ = (
        Index(
            "uq_privacy_erasure_waiting",
            "account_id",
            unique=True,
            postgresql_where="state = 'waiting'",
        ),
        Index(
            "ix_privacy_erasure_due",
            "due_at",
            postgresql_where="state in ('waiting', 'holding')",
        ),
        {"info": kept_while(lambda: Erasure.state.in_(OPEN)) | BACKSTAGE["info"]},
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id"),
        index=True,
        info=INTERNAL | belongs_to("identity_account.id"),
    )
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.WAITING, info=INTERNAL)
    email: Mapped[str | None] = mapped_column(SealedText("privacy_erasure.email"), info=PII)
    phone: Mapped[str | None] = mapped_column(SealedText("privacy_erasure.phone"), info=PII)
    language: Mapped[str] = mapped_column(String(8), default="", info=INTERNAL)
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    due_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    done_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
