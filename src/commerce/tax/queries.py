"""SELECT statements of tax."""

from sqlalchemy import String, bindparam, select

from commerce.kernel.db import Rows
from commerce.tax.models import TaxClass, TaxRate


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


def rate_locked(country: str, class_code: str) -> Rows:
    """The rate of a class in a country, locked."""
    return (
        select(TaxRate)
        .where(TaxRate.country == country, TaxRate.class_code == class_code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
