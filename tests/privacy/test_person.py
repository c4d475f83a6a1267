"""Export and erasure of all about a person; the classes of the columns say what that is."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    select,
    text,
    update,
)

from commerce.customers.models import StoredAddress
from commerce.identity.models import Account, Challenge, Link, Passkey, Session
from commerce.identity.types import AccountState, Purpose
from commerce.kernel import person
from commerce.kernel.clock import now
from commerce.kernel.ids import decode, encode, new_id
from commerce.kernel.privacy import INTERNAL, PII, PUBLIC, belongs_to, identifies, index_for
from commerce.kernel.sealing import Sealed, SealedJson, SealedText, index_of
from commerce.kernel.tables import Base
from commerce.orders.models import Order, OrderGroup
from commerce.orders.types import OrderStatus
from commerce.payments.models import Attempt, Payment
from commerce.privacy import service
from commerce.privacy.models import Erasure
from commerce.privacy.types import ErasureState, Subject
from tests.flows.journey import Journey

MAIL = "aziza@example.uz"
PLANTED = ("aziza@example.uz", "Aziza Karimova", "Amir Temur", "+998901234567")
ACCOUNT = {
    "identity_account": 1,
    "identity_session": 1,
    "identity_challenge": 1,
    "identity_link": 1,
    "identity_passkey": 1,
    "customers_address": 1,
    "privacy_erasure": 1,
}
PASSKEY = {"name": "Mine", "key_id": "x", "public": "x", "sign_count": 0, "backed_up": False}
BOOKS = (
    select(func.sum(Payment.amount), func.sum(Payment.captured), func.count()),
    select(func.sum(OrderGroup.net), func.sum(OrderGroup.tax), func.max(OrderGroup.serial)),
    select(func.sum(Order.items_net), func.max(Order.number), func.max(Order.status)),
)


@pytest.fixture
async def journey(gql: Any, make: Any) -> Journey:
    """A placed purchase of Aziza; Bahrom has begun to shop."""
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()
    offer = await make.offer(stock=5)
    journey = await Journey(gql).ready([(offer.id, 2)])
    await journey.complete()
    await make.cart(email="bahrom@example.uz", email_index=index_of("bahrom@example.uz"))
    return journey


async def deliver(db: Any) -> None:
    async with db.transaction() as tx:
        await tx.session.execute(update(Order).values(status=OrderStatus.DELIVERED))


async def books(db: Any) -> list[Any]:
    async with db.transaction() as tx:
        return [tuple((await tx.session.execute(stmt)).one()) for stmt in BOOKS]


async def exported(db: Any, **subject: Any) -> dict[str, list[dict[str, Any]]]:
    async with db.transaction() as tx:
        found = await service.export(tx, Subject(**subject))
    assert json.loads(json.dumps(found)) == found
    return found


async def test_an_export_has_all_that_was_given_and_bought_and_nothing_of_others(
    db, journey
) -> None:
    found = await exported(db, email=" Aziza@Example.uz ")

    assert {name: len(rows) for name, rows in found.items()} == {
        "cart_cart": 1,
        "cart_line": 1,
        "cart_delivery": 1,
        "orders_group": 1,
        "orders_order": 1,
        "orders_line": 1,
        "orders_history": 1,
        "payments_payment": 1,
        "payments_attempt": 1,
    }
    assert found["orders_group"][0]["shipping_address"]["name"] == "Aziza Karimova"
    assert found["orders_line"][0]["quantity"] == 2
    assert "bahrom" not in json.dumps(found)


async def test_an_export_has_every_personal_column_and_no_secret(db, journey) -> None:
    tables = [t for t in Base.metadata.sorted_tables if person.personal(t)]
    async with db.transaction() as tx:
        put_account(tx)
    async with db.transaction() as tx:
        for table in tables:
            values = {c.key: planted(c) for c in person.personal(table)}
            await tx.session.execute(update(table).values(values))

    found = await exported(db, email=MAIL)

    for table in tables:
        for column in person.personal(table):
            assert found[table.name][0][column.key] == planted(column), str(column)
    assert journey.token not in json.dumps(found)
    assert not {"token_hash", "email_index"} & {key for row in found["cart_cart"] for key in row}


def planted(column: Column[Any]) -> Any:
    value = f"planted {column}"
    return {"text": value} if isinstance(column.type, SealedJson) else value


async def test_the_token_of_a_purchase_proves_that_one_alone(db, make, journey) -> None:
    other, _ = await make.cart(email=MAIL, email_index=index_of(MAIL))

    by_mail = await exported(db, email=MAIL)
    by_token = await exported(db, token=journey.token)

    assert len(by_mail["cart_cart"]) == 2
    assert [row["id"] for row in by_token["cart_cart"]] == [decode_cart(journey)]
    assert str(other.id) not in json.dumps(by_token)
    assert len(by_token["orders_group"]) == 1


def decode_cart(journey: Journey) -> str:
    return str(decode("cart", journey.cart))


@pytest.mark.parametrize("nobody", [{}, {"email": ""}, {"email": "x@y.uz"}, {"token": "umc_x"}])
async def test_nobody_is_nobody(db, journey, nobody) -> None:
    assert await exported(db, **nobody) == {}
    async with db.transaction() as tx:
        assert await service.erase(tx, Subject(**nobody)) == person.Erased()


async def test_an_erased_person_is_nowhere_and_the_books_are_as_they_were(db, journey) -> None:
    await deliver(db)
    before = await books(db)

    async with db.transaction() as tx:
        done = await service.erase(tx, Subject(email=MAIL))

    assert done.rows == {"cart_cart": 1, "orders_group": 1, "payments_attempt": 1}
    assert done.kept == {}
    assert await books(db) == before
    assert await exported(db, email=MAIL) == {}
    left = json.dumps(await exported(db, token=journey.token))
    assert not [text for text in PLANTED if text in left]
    assert "bahrom" in json.dumps(await exported(db, email="bahrom@example.uz"))


async def test_an_erased_purchase_can_still_be_read(db, gql, journey) -> None:
    await deliver(db)
    async with db.transaction() as tx:
        await service.erase(tx, Subject(token=journey.token))

    document = """query ($id: ID!, $token: String!) { orderGroup(id: $id, token: $token) {
      number state email phone note shippingAddress { name } total { gross { amount } } } }"""
    async with db.transaction() as tx:
        (group,) = await tx.all(select(OrderGroup))
        (attempt,) = await tx.all(select(Attempt))
    shown = await gql(document, id=encode("og", group.id), token=journey.token)
    assert shown["orderGroup"]["number"] == str(group.serial)
    assert (shown["orderGroup"]["email"], shown["orderGroup"]["note"]) == (None, "")
    assert shown["orderGroup"]["shippingAddress"] is None
    assert (attempt.data, attempt.action) == ({}, None)


async def test_a_purchase_on_its_way_is_kept_until_it_is_over(db, journey) -> None:
    async with db.transaction() as tx:
        done = await service.erase(tx, Subject(email=MAIL))

    assert done.rows == {"cart_cart": 1}
    assert done.kept["orders_group"] == done.kept["payments_attempt"] == 1
    found = await exported(db, email=MAIL)
    assert found["orders_group"][0]["email"] == MAIL

    await deliver(db)
    async with db.transaction() as tx:
        done = await service.erase(tx, Subject(email=MAIL))
    assert done.rows == {"orders_group": 1, "payments_attempt": 1}
    assert done.kept == {}


async def test_what_is_old_and_over_forgets_who_it_was_about(db, journey) -> None:
    async with db.transaction() as tx:
        for table in (Base.metadata.tables[name] for name in ("orders_group", "payments_attempt")):
            await tx.session.execute(update(table).values(updated_at=now() - timedelta(days=40)))
    before = await books(db)

    assert await service.forget_old(db, 50) == 0
    # The purchase is on its way, though the attempt to pay it is over.
    assert await service.forget_old(db, 30) == 1
    assert (await exported(db, email=MAIL))["orders_group"][0]["email"] == MAIL

    await deliver(db)
    assert await service.forget_old(db, 30) == 1
    assert await service.forget_old(db, 30) == 0
    found = await exported(db, token=journey.token)
    assert found["orders_group"][0]["email"] is None
    assert found["cart_cart"][0]["email"] == MAIL
    assert [row[:2] for row in await books(db)] == [row[:2] for row in before]


def test_every_table_with_personal_data_says_whose_it_is() -> None:
    tables = {table.name for table in Base.metadata.sorted_tables if person.personal(table)}

    assert tables <= person.reached()
    assert all(
        {"updated_at", "created_at"} & {*Base.metadata.tables[name].c.keys()} for name in tables
    )


def test_every_personal_column_is_sealed_in_its_own_place() -> None:
    for table in Base.metadata.sorted_tables:
        for column in person.personal(table):
            assert isinstance(column.type, Sealed), f"{column} is personal and not sealed"
            assert column.type.place == str(column)


@pytest.fixture
def toys(database_url: str) -> Iterator[MetaData]:
    """Tables of a domain to come, made by the owner of the database."""
    metadata = toy_tables()
    owner = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with owner.begin() as connection:
        metadata.create_all(connection)
        connection.execute(text("grant all on toy_person, toy_letter to public"))
    yield metadata
    metadata.drop_all(owner)
    owner.dispose()


def toy_tables() -> MetaData:
    metadata = MetaData()
    Table(
        "toy_person",
        metadata,
        Column("id", Integer, primary_key=True, info=PUBLIC),
        Column("account_id", Integer, info=INTERNAL | identifies("account")),
        Column("email", SealedText("toy_person.email"), info=PII),
        Column("email_index", String, info=index_for("email")),
    )
    Table(
        "toy_letter",
        metadata,
        Column("id", Integer, primary_key=True, info=PUBLIC),
        Column("person_id", Integer, info=INTERNAL | belongs_to("toy_person.id")),
        Column("words", SealedText("toy_letter.words"), nullable=False, info=PII),
        Column("stamp", Integer, info=INTERNAL),
    )
    return metadata


async def test_a_table_that_is_added_is_covered_by_its_marks_alone(toys, db) -> None:
    people, letters = toys.tables["toy_person"], toys.tables["toy_letter"]
    async with db.transaction() as tx:
        for at, mail in ((1, MAIL), (2, "bahrom@example.uz")):
            values = {"id": at, "account_id": at * 10, "email": mail}
            await tx.session.execute(people.insert().values(email_index=index_of(mail), **values))
            words = {"id": at, "person_id": at, "words": f"dear {mail}", "stamp": 5}
            await tx.session.execute(letters.insert().values(**words))

    async with db.transaction() as tx:
        found = await person.export(tx, {"account": 10}, metadata=toys)
        done = await person.erase(tx, {"email": index_of(MAIL)}, metadata=toys)
        left = (await tx.session.execute(select(letters.c.words, letters.c.stamp))).all()

    assert found == {
        "toy_person": [{"id": 1, "account_id": 10, "email": MAIL}],
        "toy_letter": [{"id": 1, "person_id": 1, "words": f"dear {MAIL}", "stamp": 5}],
    }
    assert done.rows == {"toy_person": 1, "toy_letter": 1}
    assert sorted(left) == [("", 5), ("dear bahrom@example.uz", 5)]


def put_account(tx: Any) -> Account:
    """Aziza has an account, is signed in, and is to prove something."""
    account = Account(
        id=new_id(),
        state=AccountState.ACTIVE,
        name="Aziza Karimova",
        email=MAIL,
        email_index=index_of(MAIL),
        email_verified_at=now(),
        phone="+998901234567",
        phone_index=index_of("+998901234567"),
        password_hash="$argon2id$x",
        language="en",
    )
    tx.put(account)
    tx.put(Session(account_id=account.id, address="203.0.113.7", expires_at=now(), agent="Firefox"))
    tx.put(
        Challenge(
            account_id=account.id, purpose=next(iter(Purpose)), language="en", expires_at=now()
        )
    )
    tx.put(Link(account_id=account.id, provider="test", subject_index="x", email=MAIL))
    tx.put(Passkey(**PASSKEY, account_id=account.id))
    tx.put(StoredAddress(account_id=account.id, address={"city": "Toshkent"}))
    tx.put(Erasure(account_id=account.id, state=ErasureState.CANCELLED, due_at=now()))
    return account


async def test_an_account_in_use_is_handed_out_and_not_erased_before_it_is_closed(db) -> None:
    async with db.transaction() as tx:
        account = put_account(tx)
    who = Subject(account_id=account.id)

    found = await exported(db, account_id=account.id)
    async with db.transaction() as tx:
        early = await service.erase(tx, who)
        await tx.session.execute(update(Account).values(state=AccountState.ERASED))
    async with db.transaction() as tx:
        late = await service.erase(tx, who)
        row = (await tx.session.execute(select(Account.__table__))).one()

    assert found["identity_account"][0]["email"] == MAIL
    assert found["identity_session"][0]["address"] == "203.0.113.7"
    assert "argon2id" not in json.dumps(found)
    assert (early.rows, early.kept) == ({}, ACCOUNT)
    assert (late.rows, late.kept) == (ACCOUNT, {})
    assert (row.name, row.email, row.email_index, row.password_hash) == ("", None, None, None)


async def test_what_an_account_bought_and_put_into_carts_is_its_persons(db, make, journey) -> None:
    async with db.transaction() as tx:
        account = put_account(tx)
    await make.cart(account_id=account.id, note="Ring twice")
    async with db.transaction() as tx:
        await tx.session.execute(update(OrderGroup).values(account_id=account.id, email_index=None))
    who = Subject(account_id=account.id)

    found = await exported(db, account_id=account.id)
    await deliver(db)
    async with db.transaction() as tx:
        early = await service.erase(tx, who)
        await tx.session.execute(update(Account).values(state=AccountState.ERASED))
    async with db.transaction() as tx:
        late = await service.erase(tx, who)

    assert found["cart_cart"][0]["note"] == "Ring twice"
    assert found["orders_group"][0]["shipping_address"]["name"] == "Aziza Karimova"
    assert len(found["orders_line"]) == len(found["payments_attempt"]) == 1
    assert early.rows == {}
    assert late.rows == ACCOUNT | {"cart_cart": 1, "orders_group": 1, "payments_attempt": 1}
    assert late.kept == {}
