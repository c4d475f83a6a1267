"""A served shop with planted people: nothing it writes or tells a stranger says who they are."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog

from commerce.app import import_all
from commerce.kernel import log
from commerce.kernel.privacy import DataClass, names_of
from commerce.kernel.tables import Base
from tests.flows.journey import ADDRESS, CREATE, Journey
from tests.races.carts import Market
from tests.races.shop import Shop
from tests.scratch import scratch_database

import_all("models")
NAME, MAIL, PHONE = "Gulchehra Rahmatullayeva", "gulchehra.r@example.uz", "+998935557788"
STREET, NOTE = "Shota Rustaveli 77", "ring at Gulchehra's neighbour"
TRACES = ("Gulchehra", "gulchehra", "Rahmatullayeva", "935557788", "Rustaveli", "neighbour")
HOME = {
    "name": NAME, "country": "UZ", "city": "Toshkent", "line1": STREET, "postalCode": "100000",
    "phone": PHONE,
}  # fmt: skip
UPDATE_NOTE = """
mutation ($input: CartNoteUpdateInput!) {
  cartNoteUpdate(input: $input) { errors { ... on UserError { code } } }
}"""


@pytest.fixture
async def shop(server_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    with scratch_database(server_url) as url:
        shop = Shop(url, tmp_path, COMMERCE_LOG_LEVEL="debug")
        shop.start()
        yield shop
        await shop.client.aclose()
        shop.stop()


def found(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


async def buy(shop: Shop) -> Journey:
    """A purchase of the planted person."""
    async with shop.making() as make:
        market = await Market(make).open()
        offer = await market.make.offer(stock=5)
    journey = await Journey(shop.gql).fill([(offer.id, 1)])
    await shop.gql(ADDRESS, input={**journey.ref, "shippingAddress": HOME})
    await journey.deliver()
    return journey


async def test_what_fails_names_nobody_in_answers_logs_and_metrics(shop: Shop) -> None:
    journey = await buy(shop)
    person = {"email": MAIL, "phone": PHONE}
    wrong: list[tuple[str, Any]] = [
        (CREATE, {"input": {**person, "nonsense": NAME}}),
        (CREATE, {"input": [NAME, MAIL]}),
        (CREATE, {"input": {"email": {"address": MAIL}}}),
        (CREATE, {"input": {**person, "lines": [{"offer": NAME, "quantity": MAIL}]}}),
        (ADDRESS, {"input": {**journey.ref, "shippingAddress": {**HOME, "country": NAME}}}),
        (ADDRESS, {"input": {**journey.ref, "shippingAddress": {**HOME, "floor": STREET}}}),
        (UPDATE_NOTE, {"input": {**journey.ref, "note": [NOTE, {"a": NOTE}]}}),
        (f'mutation {{ cartCreate(input: {{email: "{MAIL}", floor: 1}}) {{ token }} }}', {}),
        (f'{{ orderGroup(id: "{MAIL}", token: 7) {{ id }} }}', {}),
        (f'{{ nobody(name: "{NAME}") }}', {}),
        (f'{{ channels(sort: "{NAME}") {{ slug }} }}', {}),
        (f'{{ products(first: "{NAME}") {{ nodes {{ id }} }} }}', {}),
        (f'{{ "{NAME}" }}', {}),
        (f'{{ channels """{NOTE}""" }}', {}),
        ("query ($a: OrderStatus) { orders(status: $a) { nodes { id } } }", {"a": NAME}),
        (f'{{ orders(status: "{NAME}") {{ nodes {{ id }} }} }}', {}),
    ]
    answers = [(await shop.post(document, values)).text for document, values in wrong]
    shop.run("alter table cart_cart add constraint nobody check (email is null) not valid")
    answers.append((await shop.post(CREATE, {"input": person})).text)
    shop.run("alter table cart_cart drop constraint nobody")
    shop.run("alter table cart_cart rename column note to notes")
    answers.append((await shop.post(CREATE, {"input": person})).text)
    metrics = (await shop.client.get("/metrics")).text

    assert [text for text in answers if "errors" not in json.loads(text)] == []
    assert {trace for text in answers for trace in found(text)} == set()
    assert found(metrics) == []
    assert found(shop.log()) == []
    assert "nobody" in shop.log() and "Traceback" in shop.log()


async def test_a_value_that_the_database_quotes_is_not_written(
    server_url: str, capsys: Any
) -> None:
    with scratch_database(server_url) as url, psycopg.connect(url, autocommit=True) as line:
        line.execute("create table toy (mail text unique, legs int check (legs > 0))")
        line.execute("insert into toy values (%s, 1)", [MAIL])
        written = [
            faults(line, "insert into toy values (%s, 1)", MAIL),
            faults(line, "insert into toy values (%s, -1)", NAME),
            faults(line, "select %s::text::uuid", NAME),
            faults(line, "select %s::text::jsonb", f'{{"name": {NAME}, "at": "{STREET}"}}'),
        ]

    assert len(written) == 4
    for text in written:
        assert "Traceback" in text and "psycopg.errors." in text
        assert found(text) == [], text


def faults(line: psycopg.Connection[Any], sql: str, value: str) -> str:
    """How the log shows an error of the database."""
    try:
        line.execute(sql.encode(), [value])
    except psycopg.Error as error:
        event = {"event": "failed", "exc_info": error}
        shown = structlog.processors.format_exc_info(None, "error", event)
        return str(log.redact(None, "error", shown)["exception"])
    raise AssertionError("it did not fail")


@pytest.fixture
def classes(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = list(Base.metadata.tables.values())
    monkeypatch.setattr(log, "_of_class", {})
    log.protect(personal=names_of(DataClass.PII, tables), secret=names_of(DataClass.SECRET, tables))


@pytest.mark.usefixtures("classes")
def test_every_column_that_is_personal_or_secret_is_hidden_by_its_name() -> None:
    tables = list(Base.metadata.tables.values())
    for kind in (DataClass.PII, DataClass.SECRET):
        for name in names_of(kind, tables):
            camel = re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)
            for shown in (name, camel, name.upper()):
                assert NAME not in str(log.redacted(shown, NAME))
                assert NAME not in str(log.redacted(shown, {"any": {"where": NAME}})) or (
                    kind is DataClass.PII and ("mail" in name or "phone" in name)
                )
    assert log.redacted("shippingAddress", {"city": "x"}) == "[personal]"
    assert log.redacted("note", "") == ""
    assert log.redacted("state", "placed") == "placed"
