"""Values at rest: sealed, bound to their place, opened as they were; broken ones are refused."""

import os
import stat
from base64 import b64encode

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from commerce.cart.models import Cart
from commerce.kernel import sealing
from commerce.kernel.clock import now
from commerce.kernel.keyring import Keyring, WrongMasterKey, master_keys
from commerce.kernel.reads import per_request
from commerce.kernel.sealing import BrokenSeal, SealedJson, SealedText, index_of, secret_for
from commerce.kernel.settings import WrongSettings, load_settings
from tests.scratch import ask, scratch_database

EMAIL = SealedText("cart_cart.email")
ADDRESS = SealedJson("cart_cart.shipping_address")
JSON = st.dictionaries(st.text(), st.none() | st.booleans() | st.text() | st.lists(st.text()))
pytestmark = pytest.mark.usefixtures("database_url")


@given(text=st.text())
def test_text_comes_back_as_it_was_and_cannot_be_read_at_rest(text: str) -> None:
    stored = EMAIL.process_bind_param(text)

    assert EMAIL.process_result_value(stored) == text
    assert stored is not None
    assert len(text) < 4 or text not in stored


@given(value=JSON)
def test_an_object_comes_back_as_it_was(value: dict[str, object]) -> None:
    assert ADDRESS.process_result_value(ADDRESS.process_bind_param(value)) == value


def test_nothing_is_nothing_and_the_same_value_is_sealed_differently_each_time() -> None:
    assert EMAIL.process_bind_param(None) is None
    assert EMAIL.process_result_value(None) is None
    assert EMAIL.process_bind_param("anna@example.uz") != EMAIL.process_bind_param(
        "anna@example.uz"
    )


def test_a_value_from_before_there_was_a_seal_is_read_as_it_is() -> None:
    assert EMAIL.process_result_value("anna@example.uz") == "anna@example.uz"
    assert ADDRESS.process_result_value('{"city": "Tashkent"}') == {"city": "Tashkent"}


@pytest.mark.parametrize("at", [-2, 20])
def test_a_value_that_was_changed_does_not_open_and_is_not_quoted(at: int) -> None:
    stored = EMAIL.process_bind_param("anna@example.uz")
    assert stored is not None
    letter = "A" if stored[at] != "A" else "B"
    changed = stored[:at] + letter + stored[at:][1:]

    with pytest.raises(BrokenSeal) as refused:
        EMAIL.process_result_value(changed)

    assert str(refused.value) == "cart_cart.email: the stored value was changed or moved"


@pytest.mark.parametrize("stored", ["s1.", "s1.deadbeef.", "s1.deadbeef.AAAA", "s1.\N{FIRE}"])
def test_a_value_under_no_key_of_ours_does_not_open(stored: str) -> None:
    with pytest.raises(BrokenSeal, match=r"^cart_cart\.email: its key .* is not there$"):
        EMAIL.process_result_value(stored)


def test_a_value_is_good_in_its_own_column_only() -> None:
    stored = SealedText("cart_cart.phone").process_bind_param("+998901234567")

    with pytest.raises(BrokenSeal, match="changed or moved"):
        EMAIL.process_result_value(stored)


def test_a_sealed_column_cannot_be_compared_in_sql() -> None:
    with pytest.raises(TypeError, match=r"email is sealed: look it up by `index_of` its value"):
        select(Cart.id).where(Cart.email == "anna@example.uz")

    assert "IS NULL" in str(select(Cart.id).where(Cart.email.is_(None)))


def test_an_index_is_the_same_for_the_same_value_whatever_its_letters() -> None:
    assert index_of(" Anna@Example.UZ") == index_of("anna@example.uz")
    assert index_of("anna@example.uz") != index_of("hanna@example.uz")
    assert len(index_of("x")) == 64


def test_a_derived_secret_comes_back_and_belongs_to_its_purpose() -> None:
    assert secret_for("mail", b"1") == secret_for("mail", b"1")
    assert len({secret_for("mail", b"1"), secret_for("mail", b"2"), secret_for("sms", b"1")}) == 3


async def test_a_cart_is_sealed_in_its_table_and_read_open(make, db, reader) -> None:
    async with db.transaction() as tx:
        cart = Cart(
            token_hash="0" * 64,
            channel_id=(await make.channel()).id,
            currency="UZS",
            country="UZ",
            language="uz-Latn",
            email="anna@example.uz",
            shipping_address={"city": "Buxoro"},
            expires_at=now(),
        )
        tx.put(cart)
    row = await reader.first(select(*Cart.__table__.c).where(Cart.id == cart.id))

    assert (row.email, row.phone, row.note) == ("anna@example.uz", None, "")
    assert (row.shipping_address, row.payment_data) == ({"city": "Buxoro"}, {})
    statement = per_request(select(Cart.email, Cart.shipping_address).where(Cart.id == cart.id))
    (raw,) = await reader._source.fetch(statement, statement.values({}))
    assert raw.email.startswith(sealing.MARK) and raw.shipping_address.startswith(sealing.MARK)


def test_another_master_key_is_refused_by_name_and_reads_nothing(server_url) -> None:
    with scratch_database(server_url) as url:
        Keyring(url, [b"a" * 32]).read()

        with pytest.raises(WrongMasterKey, match="COMMERCE_MASTER_KEY is not the key"):
            Keyring(url, [b"b" * 32]).read()
        Keyring(url, [b"b" * 32, b"a" * 32]).read()


def test_a_data_key_that_was_changed_in_the_database_is_refused(server_url) -> None:
    with scratch_database(server_url) as url:
        Keyring(url, [b"a" * 32]).read()
        with psycopg.connect(url) as line:
            line.execute(
                "update kernel_data_key set wrapped = overlay(wrapped placing 'AAAA' from 9)"
            )

        with pytest.raises(WrongMasterKey, match=r"^data key \w{8} was changed in the database$"):
            Keyring(url, [b"a" * 32]).read()


def test_the_first_readers_of_an_empty_database_agree_on_its_keys(server_url) -> None:
    with scratch_database(server_url) as url:
        names = {Keyring(url, [b"a" * 32]).active.name for _ in range(3)}

        assert len(names) == 1
        purposes = ask(url, "select purpose from kernel_data_key order by 1")
        assert purposes == [("root",), ("seal",)]


def test_development_keeps_a_key_of_its_own_that_only_its_owner_reads(tmp_path, bare) -> None:
    settings = load_settings(data_dir=tmp_path / "shop")

    (key,) = master_keys(settings)

    assert len(key) == 32
    assert master_keys(settings) == (key,)
    assert stat.S_IMODE((tmp_path / "shop" / "master.key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "shop") == ["master.key"]


def test_a_file_without_a_key_is_named(tmp_path, bare) -> None:
    (tmp_path / "master.key").write_text("nothing")

    with pytest.raises(WrongSettings, match=r"master\.key does not hold 32 bytes in base64"):
        master_keys(load_settings(data_dir=tmp_path))


def test_production_does_without_no_key(bare) -> None:
    with pytest.raises(WrongSettings, match=r"^COMMERCE_MASTER_KEY: production needs one; "):
        master_keys(load_settings(environment="production"))


def test_keys_are_written_with_commas_between_them_and_a_short_one_is_refused(
    monkeypatch,
) -> None:
    long, short = b64encode(b"a" * 32).decode(), b64encode(b"b" * 16).decode()

    monkeypatch.setenv("COMMERCE_MASTER_KEY", f"{long},{long}")
    assert master_keys(load_settings()) == (b"a" * 32, b"a" * 32)
    for wrong in (f"{long},{short}", short, "", "=", f"{long},"):
        monkeypatch.setenv("COMMERCE_MASTER_KEY", wrong)
        with pytest.raises(WrongSettings, match=r"^COMMERCE_MASTER_KEY: write 32 ") as refused:
            load_settings()
        assert not wrong or wrong not in str(refused.value)


@pytest.fixture
def bare(monkeypatch) -> None:
    monkeypatch.delenv("COMMERCE_MASTER_KEY")
