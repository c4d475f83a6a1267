"""Tables of the audit trail; both are written by triggers alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import INTERNAL
from commerce.kernel.tables import Base
from commerce.kernel.walls import READ, backstage


class AuditEntry(Base):
    """One thing that was done; its `link`, a hash, binds it to its place and to the one before."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_row_id_position", "row_id", "position"),
        Index("ix_audit_entry_actor_position", "actor", "position"),
        Index("ix_audit_entry_kind_position", "kind", "position"),
        Index("ix_audit_entry_request_id_position", "request_id", "position"),
        Index("ix_audit_entry_events", "position", postgresql_where=text("action = 'event'")),
        backstage(platform=READ),
    )

    position: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=INTERNAL
    )
    at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)
    actor: Mapped[str] = mapped_column(info=INTERNAL)
    request_id: Mapped[str] = mapped_column(info=INTERNAL)
    action: Mapped[str] = mapped_column(info=INTERNAL)
    kind: Mapped[str] = mapped_column(info=INTERNAL)
    row_id: Mapped[str] = mapped_column(Text(collation="C"), info=INTERNAL)
    before: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
    after: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
    link: Mapped[bytes] = mapped_column(info=INTERNAL)


class AuditHead(Base):
    """How many entries there are and what the last one is bound to, so that none can be cut off."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), backstage(platform=READ))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=INTERNAL)
    entries: Mapped[int] = mapped_column(BigInteger, info=INTERNAL)
    link: Mapped[bytes] = mapped_column(info=INTERNAL)
