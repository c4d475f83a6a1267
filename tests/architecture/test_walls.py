"""Every table says who reaches it, and PostgreSQL holds everybody to that."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from commerce.app import migrate
from commerce.graphql import schema
from commerce.kernel import grants
from commerce.kernel.grants import shown_columns
from commerce.kernel.reads import Statement
from commerce.kernel.tables import Base
from commerce.kernel.walls import PLATFORM, PUBLIC, ROLES, SELLER, VIEWS, wall_of
from tests.scratch import ask

TABLES = dict(sorted({**Base.metadata.tables, **VIEWS.tables}.items()))
HISTORY = "alembic_version"
LOGIN = "walls_login"
FORBIDDEN = [
    "create table extra (n int)",
    "create temporary table extra (n int)",
    "create function extra() returns int language sql return 1",
    "create schema extra",
    "create role extra",
    "alter table offers_offer add column extra int",
    "alter table offers_offer disable row level security",
    "drop policy own on offers_offer",
    "drop table cart_line",
    "truncate cart_line",
    "create index on cart_line (quantity)",
    "set session authorization postgres",
    "alter role commerce_api superuser",
    "copy (select 1) to program 'true'",
    "copy cart_line from '/etc/passwd'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    "create extension dblink",
    "alter system set jit = on",
    "load 'auto_explain'",
]


@pytest.fixture(scope="module")
def walled(database_url: str) -> str:
    """The database, as its owner."""
    return database_url


@pytest.fixture(scope="module")
def login(walled: str) -> str:
    """The database, as the program logs in."""
    url = re.sub(r"//.*@", f"//{LOGIN}:{LOGIN}@", walled)
    grants.secure(walled, url, Base.metadata)
    return url


def as_role(url: str, role: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True, options=f"-c role={role}")


@pytest.fixture(params=ROLES)
def connection(login: str, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    with as_role(login, request.param) as connection:
        yield connection


def test_every_table_says_who_reaches_it(walled: str) -> None:
    names = "select relname from pg_class where relnamespace = 'public'::regnamespace"
    stored = {name for (name,) in ask(walled, f"{names} and relkind in ('r', 'v', 'm', 'p')")}

    assert stored - {HISTORY} == set(TABLES)
    assert [name for name, table in TABLES.items() if wall_of(table) is None] == []


def test_only_tables_that_say_so_are_read_by_the_public(login: str) -> None:
    with as_role(login, PUBLIC) as connection:
        for name, table in TABLES.items():
            shown = shown_columns(name, Base.metadata) if wall_of(table).public else []
            for column in table.columns:
                query = sql.SQL("select {} from {} limit 1").format(
                    sql.Identifier(column.name), sql.Identifier(name)
                )
                if column.name in shown:
                    connection.execute(query)
                    continue
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(query)
    closed = ("cart_", "orders_", "payments_", "identity_", "kernel_", "inventory_stock")
    assert [
        name for name in TABLES if name.startswith(closed) and wall_of(TABLES[name]).public
    ] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLES)
def test_each_role_holds_the_privileges_that_are_declared(walled, role, name) -> None:
    wall = wall_of(TABLES[name])
    assert wall is not None
    declared = {PLATFORM: wall.platform, SELLER: wall.seller, PUBLIC: ()}[role]
    all_of_them = "select,insert,update,delete,truncate,references,trigger"
    held = ask(
        walled,
        f"select p from unnest(string_to_array('{all_of_them}', ',')) p"
        f" where has_table_privilege('{role}', '{name}', p)",
    )

    assert {privilege for (privilege,) in held} == set(declared)


def test_rows_of_sellers_are_under_policies(walled: str) -> None:
    found = ask(walled, "select relname from pg_class where relrowsecurity")

    owned = {name for name, table in TABLES.items() if wall_of(table).owner}
    assert {name for (name,) in found} == owned
    # What names a seller belongs to a seller: nothing of the kind is left outside.
    named = {name for name, table in Base.metadata.tables.items() if "seller_id" in table.columns}
    closed = {"identity_token", "identity_grant", "identity_invitation"}
    assert named - owned == {"cart_delivery", *closed}


def test_no_role_has_rights_of_its_own(walled: str) -> None:
    rights = "rolsuper or rolcreaterole or rolcreatedb or rolcanlogin"
    found = ask(
        walled,
        f"select rolname, {rights} or rolreplication or rolbypassrls,"
        " (select count(*) from pg_auth_members m where m.member = r.oid)"
        f" from pg_roles r where rolname like 'commerce\\_%'",
    )

    assert set(found) == {(role, False, 0) for role in ROLES}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_no_role_changes_the_shape_or_reaches_beyond_the_database(connection, statement) -> None:
    with pytest.raises((InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
        connection.execute(statement)


def test_migrating_again_changes_nothing_and_mends_what_was_changed(walled: str) -> None:
    policies = (
        "select p.oid, c.relname, polname, pg_get_expr(polqual, polrelid)"
        " from pg_policy p join pg_class c on c.oid = polrelid order by 1"
    )
    grants = "select relname, relacl::text from pg_class where relacl is not null order by 1"
    before = ask(walled, policies), ask(walled, grants)

    migrate(walled)
    assert (ask(walled, policies), ask(walled, grants)) == before

    with psycopg.connect(walled, autocommit=True) as owner:
        owner.execute("grant select on cart_cart to commerce_public, public")
        owner.execute("drop policy own on inventory_stock")
        owner.execute("create policy extra on inventory_stock to commerce_seller using (true)")
    migrate(walled)
    assert ask(walled, grants) == before[1]
    assert len(ask(walled, policies)) == len(before[0])
    assert ask(walled, "select 1 from pg_policy where polname = 'extra'") == []


def statements_of(module: str) -> Iterator[Statement]:
    """Those a module keeps, by name or in a dictionary."""
    kept = vars(sys.modules[module]).values() if module.startswith("commerce.") else ()
    for each in kept:
        yield from (one for one in (each.values() if isinstance(each, dict) else (each,))
                    if isinstance(one, Statement))  # fmt: skip


def test_a_login_that_forgets_its_role_reaches_nothing(login: str) -> None:
    with psycopg.connect(login, autocommit=True) as connection:
        for name in TABLES:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(sql.SQL("select from {}").format(sql.Identifier(name)))


def test_every_read_may_be_run_by_the_role_it_is_sent_to(login: str) -> None:
    schema.build()
    found = [each for name in list(sys.modules) for each in statements_of(name)]
    reads = {
        (each.role, each.sql)
        for each in found
        if each.lasting and each.sql.startswith("SELECT") and " FOR UPDATE" not in each.sql
    }

    for role in ROLES:
        with as_role(login, role) as connection:
            for _, text in sorted(each for each in reads if each[0] == role):
                if "nextval" not in text:
                    connection.execute(f"explain (generic_plan) {text}".encode())
    assert len({text for role, text in reads if role == PUBLIC}) >= 40
