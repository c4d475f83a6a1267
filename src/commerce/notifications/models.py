"""Tables of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL
from commerce.kernel.tables import Record
from commerce.kernel.walls import BACKSTAGE
from commerce.notifications.types import MessageKind, MessageState


class Message(Record):
    """Something to be said about `subject_id`: to whom, and with what secret, is found then.

    `key` names the occasion, of which people are told once.
    """

    __tablename__ = "notifications_message"
    __table_args__ = (
        Index("ix_notifications_message_due", "due_at", postgresql_where=text("state = 'waiting'")),
        BACKSTAGE,
    )

    key: Mapped[str] = mapped_column(String(120), unique=True, info=INTERNAL)
    kind: Mapped[MessageKind] = mapped_column(info=INTERNAL)
    subject_id: Mapped[UUID] = mapped_column(info=INTERNAL)
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING, info=INTERNAL)
    attempts: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True, info=INTERNAL)
    due_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    done_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
