"""SELECT statements of tax."""

from uuid import UUID

from sqlalchemy import String, bindparam, select

from commerce.kernel.pages import Key, text_value
from commerce.kernel.tables import Rows
from commerce.tax.models import TaxClass, TaxRate

CLASSES_BY_CODE = (Key("code", TaxClass.__table__.c.code, text_value),)
RATES_BY_COUNTRY = (
    Key("country", TaxRate.__table__.c.country, text_value),
    Key("class_code", TaxRate.__table__.c.class_code, text_value),
)


def rates_of() -> Rows:
    """The rates of `:country`."""
    country = bindparam("country", type_=String())
    return select(TaxRate.class_code, TaxRate.rate).where(TaxRate.country == country)


def classes() -> Rows:
    """All classes."""
    return select(*TaxClass.__table__.c)


def rates(country: str | None) -> Rows:
    """All rates, or those of one country."""
    stmt = select(*TaxRate.__table__.c)
    return stmt if country is None else stmt.where(TaxRate.country == country)


def class_by_id(class_id: UUID) -> Rows:
    """One class."""
    return classes().where(TaxClass.id == class_id)


def rate_by_id(rate_id: UUID) -> Rows:
    """One rate."""
    return rates(None).where(TaxRate.id == rate_id)


def rate_locked(country: str, class_code: str) -> Rows:
    """The rate of a class in a country, locked."""
    return (
        select(TaxRate)
        .where(TaxRate.country == country, TaxRate.class_code == class_code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
