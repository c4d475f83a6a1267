"""SELECT statements of customers."""

from typing import Any

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.customers.models import Consent, StoredAddress
from commerce.customers.rules import MOST_CONSENTS
from commerce.kernel.tables import Rows


def addresses() -> Rows:
    """The address books of the accounts `:ids`, the oldest address first."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    return (
        select(*StoredAddress.__table__.c)
        .where(StoredAddress.account_id == any_(ids))
        .order_by(StoredAddress.id)
    )


def consents() -> Rows:
    """What the accounts `:ids` have agreed to and taken back, the latest first."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    return (
        select(*Consent.__table__.c)
        .where(Consent.account_id == any_(ids))
        .order_by(Consent.id.desc())
        .limit(MOST_CONSENTS)
    )
