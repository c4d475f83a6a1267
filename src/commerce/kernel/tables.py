"""Tables: the declarative base, what every record has, and the outbox of events."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, Index, MetaData, Select, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.ids import new_id
from commerce.kernel.walls import backstage

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
STATUS = Enum(  # stored as text with a CHECK, read back as the Python enum
    StrEnum,
    native_enum=False,
    length=32,
    create_constraint=True,
    values_callable=lambda kind: [item.value for item in kind],
)
Minor = Annotated[int, mapped_column(BigInteger)]
Translations = dict[str, str]
Rows: TypeAlias = Select[*tuple[Any, ...]]


class Base(DeclarativeBase):
    """Declarative base: names of constraints and the column type of each Python type."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: STATUS,
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, str]: JSONB,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class Record(Base):
    """A table whose key is a UUIDv7."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


class Versioned(Record):
    """A record that people edit: each change counts `version` up."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class OutboxRow(Base):
    """An event waiting for its handlers; `id` gives the order of writing."""

    __tablename__ = "kernel_outbox"
    __table_args__ = (
        Index("ix_kernel_outbox_waiting", "id", postgresql_where=text("delivered_at is null")),
        backstage("insert"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    event_id: Mapped[UUID] = mapped_column(default=new_id, unique=True)
    name: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    written_at: Mapped[datetime] = mapped_column(default=now)
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    retry_at: Mapped[datetime] = mapped_column(default=now)
