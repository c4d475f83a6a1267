"""Tables of customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.customers.types import ConsentKind
from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL, PII, belongs_to
from commerce.kernel.sealing import SealedJson
from commerce.kernel.tables import Record, Versioned
from commerce.kernel.walls import BACKSTAGE, backstage


class StoredAddress(Versioned):
    """An address of somebody's book; one at most is the first choice for goods, one for bills."""

    __tablename__ = "customers_address"
    __table_args__ = (
        Index(
            "uq_customers_address_shipping",
            "account_id",
            unique=True,
            postgresql_where="default_shipping",
        ),
        Index(
            "uq_customers_address_billing",
            "account_id",
            unique=True,
            postgresql_where="default_billing",
        ),
        BACKSTAGE,
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id"),
        index=True,
        info=INTERNAL | belongs_to("identity_account.id"),
    )
    address: Mapped[dict[str, Any]] = mapped_column(
        SealedJson("customers_address.address"), info=PII
    )
    default_shipping: Mapped[bool] = mapped_column(default=False, info=INTERNAL)
    default_billing: Mapped[bool] = mapped_column(default=False, info=INTERNAL)


class Consent(Record):
    """That somebody agreed to a version of something, or does not any more; only ever added to."""

    __tablename__ = "customers_consent"
    __table_args__ = (
        Index("ix_customers_consent_account_id", "account_id", "kind", "id"),
        backstage(platform=("select", "insert")),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id"), info=INTERNAL | belongs_to("identity_account.id")
    )
    kind: Mapped[ConsentKind] = mapped_column(info=INTERNAL)
    version: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    given: Mapped[bool] = mapped_column(info=INTERNAL)
    at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
