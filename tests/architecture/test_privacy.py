"""Every column says what class of data it holds, and what holds personal data looks after it."""

import dataclasses
import importlib
import re

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from commerce.app import import_all
from commerce.kernel.events import known_events
from commerce.kernel.privacy import DataClass, class_of, names_of
from commerce.kernel.sealing import Sealed
from commerce.kernel.tables import Base
from tests.architecture.sources import ROOT

import_all("models")
for module in ("outbox", "idempotency"):
    importlib.import_module(f"commerce.kernel.{module}")
TABLES = Base.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]
CARD = r"(?i)\bpan\b|card_?number|\bcvc|\bcvv"
PERSONAL = re.compile(r"e_?mail|phone|address|first_name|last_name|birth|passport|\bnote\b|pinfl")
OPENS = re.compile(r"token|secret|password|hash$|credential")


def test_every_column_carries_a_class() -> None:
    for column in COLUMNS:
        class_of(column)

    assert len(COLUMNS) > 200


def test_a_column_without_a_class_is_refused() -> None:
    bare = Table("toy", MetaData(), Column("legs", Integer)).c.legs

    with pytest.raises(LookupError, match=r"toy\.legs"):
        class_of(bare)


def test_events_carry_nothing_that_is_personal_or_opens_something() -> None:
    """They are kept for long and told to many."""
    import_all("events")
    private = names_of(DataClass.PII, TABLES) | names_of(DataClass.SECRET, TABLES)
    fields = {
        f"{kind.name}.{each.name}"
        for kind in known_events().values()
        for each in dataclasses.fields(kind)
    }

    assert len(fields) > 50
    assert {name for name in fields if name.rpartition(".")[2] in private} == set()
    assert {name for name in fields if PERSONAL.search(name.rpartition(".")[2])} == set()


def test_no_column_or_argument_is_for_the_number_of_a_card() -> None:
    sdl = (ROOT / "schema" / "schema.graphql").read_text("utf-8")

    assert re.findall(CARD, sdl) == []
    assert [str(column) for column in COLUMNS if re.search(CARD, column.key)] == []


def test_what_sounds_personal_is_not_declared_harmless() -> None:
    """A note of a movement of stock is written by staff about goods; a moment tells no address."""
    harmless = {str(c) for c in COLUMNS if class_of(c) in (DataClass.PUBLIC, DataClass.INTERNAL)}

    assert {name for name in harmless if PERSONAL.search(name.rpartition(".")[2])} == {
        "identity_account.email_verified_at",
        "identity_account.phone_verified_at",
        "inventory_movement.note",
    }


def test_what_is_secret_is_sealed_or_a_digest() -> None:
    digests = ("hash", "index", "salt", "wrapped")
    plain = [
        str(column)
        for column in COLUMNS
        if class_of(column) is DataClass.SECRET
        and not isinstance(column.type, Sealed)
        and not column.key.endswith(digests)
    ]

    assert plain == []


def test_what_opens_something_is_secret() -> None:
    open_ = {str(c) for c in COLUMNS if class_of(c) is not DataClass.SECRET}

    assert {name for name in open_ if OPENS.search(name.rpartition(".")[2])} == {
        "kernel_idempotency.request_hash"
    }
