"""Every table of the product is watched, or says why it need not be."""

import psycopg
from psycopg.rows import tuple_row

from commerce.audit.rules import UNWATCHED
from commerce.kernel.privacy import DataClass, class_of
from commerce.kernel.tables import Base
from commerce.kernel.triggers import attach, attached, watches
from tests.scratch import scratch_database


def test_every_table_is_watched_in_a_migrated_database_or_named_with_a_reason(
    server_url: str,
) -> None:
    with (
        scratch_database(server_url) as url,
        psycopg.connect(url, row_factory=tuple_row) as connection,
    ):
        found = attached(connection)

    assert set(found) | set(UNWATCHED) == set(Base.metadata.tables)
    assert set(found) & set(UNWATCHED) == set()
    assert all(UNWATCHED.values())
    assert found == {each.table: each.arguments for each in watches(Base.metadata, UNWATCHED)}


def test_what_is_secret_or_personal_is_hidden_by_its_class() -> None:
    for each in watches(Base.metadata, UNWATCHED):
        columns = Base.metadata.tables[each.table].columns
        of = {column.name: class_of(column) for column in columns}
        assert {name for name in of if of[name] is DataClass.SECRET} == set(each.secret)
        assert {name for name in of if of[name] is DataClass.PII} == set(each.personal)
        assert each.key


def test_a_migration_brings_triggers_in_line_with_the_models(server_url: str) -> None:
    wanted = watches(Base.metadata, UNWATCHED)
    fewer = [each for each in wanted if each.table != "cart_cart"]
    with scratch_database(server_url) as url:
        assert attach(url, wanted) == []
        assert attach(url, fewer) == ["cart_cart"]
        assert attach(url, wanted) == ["cart_cart"]
        with psycopg.connect(url) as connection:
            connection.execute("alter table offers_offer disable trigger audit_note")
        assert attach(url, wanted) == ["offers_offer"]
