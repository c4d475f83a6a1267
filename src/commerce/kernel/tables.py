"""Tables: the declarative base, what every record has, the outbox of events, data keys."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    Identity,
    Index,
    MetaData,
    Select,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.ids import new_id
from commerce.kernel.privacy import INTERNAL, PUBLIC, SECRET
from commerce.kernel.walls import BACKSTAGE, backstage

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

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1, info=PUBLIC)


class Versioned(Record):
    """A record that people edit: each change counts `version` up."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1, server_default="1", info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, info=INTERNAL)


class OutboxRow(Base):
    """An event waiting for its handlers; `id` gives the order of writing."""

    __tablename__ = "kernel_outbox"
    __table_args__ = (
        Index("ix_kernel_outbox_waiting", "id", postgresql_where=text("delivered_at is null")),
        backstage("insert"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True, info=INTERNAL)
    event_id: Mapped[UUID] = mapped_column(default=new_id, unique=True, info=INTERNAL)
    name: Mapped[str] = mapped_column(info=INTERNAL)
    subject_id: Mapped[UUID] = mapped_column(index=True, info=INTERNAL)
    payload: Mapped[dict[str, Any]] = mapped_column(info=INTERNAL)
    written_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    delivered_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0", info=INTERNAL)
    retry_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


class DataKeyRow(Base):
    """A key that seals data, wrapped by the master key that is called `master`; see `keyring`."""

    __tablename__ = "kernel_data_key"
    __table_args__ = BACKSTAGE

    id: Mapped[str] = mapped_column(String(8), primary_key=True, info=INTERNAL)
    purpose: Mapped[str] = mapped_column(String(16), info=INTERNAL)
    wrapped: Mapped[str] = mapped_column(info=SECRET)
    master: Mapped[str] = mapped_column(String(16), info=INTERNAL)
    state: Mapped[str] = mapped_column(String(16), info=INTERNAL)
    made_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    retired_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class AuditDraft(Base):
    """What a transaction did, until its end makes entries of the audit trail out of it.

    No draft outlives its transaction, so the table needs no log to survive a crash.
    """

    __tablename__ = "kernel_audit_draft"
    __table_args__ = ({"prefixes": ["UNLOGGED"], **backstage("insert")},)

    written_in: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        server_default=text("pg_current_xact_id()::text::bigint"),
        info=INTERNAL,
    )
    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, info=INTERNAL
    )
    at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"), info=INTERNAL)
    actor: Mapped[str] = mapped_column(info=INTERNAL)
    request_id: Mapped[str] = mapped_column(info=INTERNAL)
    action: Mapped[str] = mapped_column(info=INTERNAL)
    kind: Mapped[str] = mapped_column(info=INTERNAL)
    row_id: Mapped[str] = mapped_column(info=INTERNAL)
    before: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
    after: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
