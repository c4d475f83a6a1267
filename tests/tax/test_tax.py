"""Tax classes and rates through the API, and quotes when the provider fails."""

import asyncio

import pytest
from sqlalchemy import text

from commerce.kernel.plugins import Registry
from commerce.tax import service
from commerce.tax.providers import TAX, TaxedLine, TaxQuote
from commerce.testing.tax import DOC

SET = """
mutation ($input: TaxRateSetInput!) { taxRateSet(input: $input) {
  taxRate { country taxClass percent version }
  errors { __typename ... on UserError { code path } }
} }
"""
CREATE = """
mutation { taxClassCreate(input: {code: "books", name: [{language: "en", text: "Books"}]}) {
  taxClass { code name } errors { __typename ... on UserError { path } }
} }
"""
RATES = '{ taxRates(country: "UZ", first: 10) { nodes { taxClass percent } } }'


async def test_a_rate_is_set_and_seen_by_everybody(gql, make, admin) -> None:
    await make.channel()
    await gql(CREATE, admin)

    rate = {"country": "UZ", "taxClass": "books", "percent": "7.5"}
    payload = (await gql(SET, admin, input=rate))["taxRateSet"]

    assert payload == {"taxRate": {**rate, "version": 1}, "errors": []}
    again = (await gql(SET, admin, input={**rate, "percent": "0"}))["taxRateSet"]
    assert again["taxRate"]["version"] == 2
    assert (await gql(RATES))["taxRates"]["nodes"] == [{"taxClass": "books", "percent": "0"}]
    classes = await gql("{ taxClasses(first: 5) { nodes { code name } } }")
    assert classes["taxClasses"]["nodes"] == [{"code": "books", "name": "Books"}]


async def test_a_class_is_there_once(gql, make, admin) -> None:
    await make.channel()
    await gql(CREATE, admin)

    payload = (await gql(CREATE, admin))["taxClassCreate"]

    assert payload == {
        "taxClass": None,
        "errors": [{"__typename": "ConflictError", "path": ["input", "code"]}],
    }


@pytest.mark.parametrize(
    ("change", "kind", "path"),
    [
        ({"percent": "100.0001"}, "LimitReachedError", "percent"),
        ({"percent": "-1"}, "InvalidInputError", "percent"),
        ({"percent": "1.00001"}, "InvalidInputError", "percent"),
        ({"taxClass": "unheard-of"}, "NotFoundError", "taxClass"),
        ({"expectedVersion": 9}, "StaleVersionError", None),
    ],
)
async def test_an_impossible_rate_is_refused_and_nothing_changes(
    gql, make, admin, change, kind, path
) -> None:
    await make.channel()
    await make.tax_rate(120_000)

    values = {"country": "UZ", "taxClass": "standard", "percent": "5", **change}
    payload = (await gql(SET, admin, input=values))["taxRateSet"]

    assert [error["__typename"] for error in payload["errors"]] == [kind]
    assert payload["errors"][0]["path"] == (["input", path] if path else None)
    assert (await gql(RATES))["taxRates"]["nodes"] == [{"taxClass": "standard", "percent": "12"}]


async def test_a_seller_does_not_set_rates(refused, make, seller_actor) -> None:
    await make.channel()
    rate = {"country": "UZ", "taxClass": "standard", "percent": "5"}

    assert await refused(SET, seller_actor(await make.seller()), input=rate) == ["FORBIDDEN"]
    assert await refused(SET, input=rate) == ["UNAUTHENTICATED"]
    assert await refused(CREATE) == ["UNAUTHENTICATED"]


async def test_rates_are_read_once_a_second(make, app, sql) -> None:
    await make.tax_rate(120_000)
    with sql.counted() as seen:
        for _ in range(5):
            assert await service.rates(app.db.reader(), app.cache, "UZ") == {"standard": 120_000}
    assert seen.count == 1


class Fails:
    async def quote(self, doc):
        raise OSError("no route")


class Sleeps:
    async def quote(self, doc):
        await asyncio.sleep(5)


class Lies:
    async def quote(self, doc):
        return TaxQuote({line.ref: TaxedLine(1, 1, 0) for line in doc.lines})


class Forgets:
    async def quote(self, doc):
        return TaxQuote({})


@pytest.mark.parametrize("provider", [Fails(), Sleeps(), Lies(), Forgets(), None])
async def test_when_the_provider_fails_the_table_speaks(app, settings, provider) -> None:
    registry = Registry()
    if provider:
        registry.provide(TAX, "theirs", provider)
    impatient = settings.model_copy(update={"provider_seconds": 0.05})

    quote = await service.quote(registry, impatient, DOC)

    assert quote.estimated
    assert quote.lines["b"] == TaxedLine(net=10_000, tax=1_200, rate=120_000)


async def test_the_providers_word_is_taken_when_it_adds_up(app, settings, registry) -> None:
    quote = await service.quote(registry, settings, DOC)

    assert not quote.estimated
    assert quote.lines["f"].net + quote.lines["f"].tax == 10**16


async def test_the_database_holds_the_range_of_rates(make, db) -> None:
    row = await make.tax_rate(120_000)
    with pytest.raises(Exception, match="ck_tax_rate_rate_range"):
        async with db.transaction() as tx:
            change = text("update tax_rate set rate = 1000001 where id = :id")
            await tx.session.execute(change, {"id": row.id})


async def test_the_provider_is_never_asked_inside_a_transaction(db, settings, registry) -> None:
    with pytest.raises(RuntimeError, match="inside a database transaction"):
        async with db.transaction():
            await service.quote(registry, settings, DOC)
