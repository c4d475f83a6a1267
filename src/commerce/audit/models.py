"""Tables of the audit trail; both are written by triggers alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.tables import Base


class AuditEntry(Base):
    """One thing that was done; `hash` binds it to its place and to the entry before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_row_id_position", "row_id", "position"),
        Index("ix_audit_entry_actor_position", "actor", "position"),
        Index("ix_audit_entry_kind_position", "kind", "position"),
        Index("ix_audit_entry_request_id_position", "request_id", "position"),
        Index("ix_audit_entry_events", "position", postgresql_where=text("action = 'event'")),
    )

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    request_id: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    row_id: Mapped[str] = mapped_column(Text(collation="C"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    hash: Mapped[bytes]


class AuditHead(Base):
    """How many entries there are and what the last one is bound to, so that none can be cut off."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]
