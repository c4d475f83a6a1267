"""Use cases of tax."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commerce.kernel.cache import Cache
from commerce.kernel.db import Tx, bump, forbid_open_transaction
from commerce.kernel.errors import InvalidInput, LimitReached, NotFound
from commerce.kernel.plugins import PluginError, ProviderFailed, Registry, ask
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings
from commerce.tax import queries, rules
from commerce.tax.events import TaxClassCreated, TaxRateChanged
from commerce.tax.models import TaxClass, TaxRate
from commerce.tax.providers import TAX
from commerce.tax.types import TaxDoc, TaxQuote

_RATES_OF = compiled(queries.rates_of())
_KEPT_SECONDS = 1.0


async def rates(reader: Reader, cache: Cache, country: str) -> Mapping[str, int]:
    """The rates of a country in parts per million by class; at most one second old."""

    async def load() -> Mapping[str, int]:
        rows = await reader.all(_RATES_OF, country=country)
        return {row.class_code: row.rate for row in rows}

    return await cache.get(("tax_rates", country), _KEPT_SECONDS, load)


async def quote(registry: Registry, settings: Settings, doc: TaxDoc) -> TaxQuote:
    """Ask the provider; when it fails or answers nonsense, the table of rates speaks.

    `estimated` of the quote tells which of the two it was.

    Raises:
        RuntimeError: a transaction is open in this task.
    """
    forbid_open_transaction()
    try:
        provider = registry.only(TAX)
        found = await ask("tax", provider.quote(doc), seconds=settings.provider_seconds)
    except (PluginError, ProviderFailed):
        return rules.estimate(doc)
    return found if rules.answers(doc, found) else rules.estimate(doc)


async def create_class(tx: Tx, code: str, name: Mapping[str, str]) -> TaxClass:
    """Add a class of goods.

    Raises:
        Conflict: the code is taken.
    """
    row = TaxClass(code=code, name=dict(name))
    tx.add(row)
    await tx.flush({"uq_tax_class_code": ("input", "code")})
    tx.emit(TaxClassCreated(class_id=row.id, code=code))
    return row


async def _class_id(tx: Tx, code: str) -> object:
    return await tx.one_or_none(select(TaxClass.id).where(TaxClass.code == code))


async def set_rate(
    tx: Tx, country: str, class_code: str, rate: int, *, expected_version: int | None = None
) -> TaxRate:
    """Set the rate of a class in a country, in parts per million.

    Raises:
        InvalidInput: below zero.
        LimitReached: above a million, which is 100 %.
        NotFound: there is no such class.
        StaleVersion: somebody else changed the rate.
    """
    if rate < 0:
        raise InvalidInput("not_negative", path=("input", "percent"))
    if rate > rules.MAX_RATE:
        raise LimitReached(rules.MAX_RATE, path=("input", "percent"))
    if await _class_id(tx, class_code) is None:
        raise NotFound(path=("input", "taxClass"))
    new = insert(TaxRate).values(country=country, class_code=class_code, rate=rate)
    made = await tx.session.execute(new.on_conflict_do_nothing().returning(TaxRate.id))
    fresh = made.first() is not None
    row = await tx.one_or_none(queries.rate_locked(country, class_code))
    assert isinstance(row, TaxRate)
    if not fresh:
        bump(row, expected_version)
        row.rate = rate
        await tx.flush()
    tx.emit(TaxRateChanged(rate_id=row.id, country=country, class_code=class_code, rate=rate))
    return row
