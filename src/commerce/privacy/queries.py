"""SELECT statements of privacy."""

from typing import Any

from sqlalchemy import DateTime, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.tables import Rows
from commerce.privacy.models import Erasure, Export
from commerce.privacy.types import ErasureState


def exports() -> Rows:
    """The exports of the accounts `:ids` that are there at `:at`, the latest first."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    table = Export.__table__.c
    return (
        select(table.id, table.account_id, table.created_at, table.ready_at, table.expires_at)
        .where(
            table.account_id == any_(ids),
            table.expires_at > bindparam("at", type_=DateTime(timezone=True)),
        )
        .order_by(table.id.desc())
        .limit(100)
    )


def archive() -> Rows:
    """The archive of the export `:id` of the account `:account_id`, if it is there at `:at`."""
    table = Export.__table__.c
    return select(table.archive).where(
        table.id == bindparam("id", type_=Uuid()),
        table.account_id == bindparam("account_id", type_=Uuid()),
        table.expires_at > bindparam("at", type_=DateTime(timezone=True)),
        table.archive.is_not(None),
    )


def addressee() -> Rows:
    """How to reach whom the erasure `:id` is about, while something about them is kept."""
    table = Erasure.__table__.c
    return select(table.email, table.phone, table.language).where(
        table.id == bindparam("id", type_=Uuid()), table.state == ErasureState.HOLDING
    )
