"""The walls in PostgreSQL: roles, privileges and row policies, derived from the models.

`secure` runs after every migration, as the owner of the tables, and makes the database agree
with what the models declare; what is as it should be is not touched.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import MetaData

from commerce.kernel.reads import Statement
from commerce.kernel.walls import (
    PLATFORM,
    PUBLIC,
    ROLES,
    SELLER,
    SETTING,
    VIEWS,
    Wall,
    is_shown,
    wall_of,
)

IS_OWNER = Statement(
    "select rolsuper or exists (select from pg_class where relname = 'kernel_outbox'"
    " and relowner = login.oid) from pg_roles login where rolname = session_user"
)
"""Whether the login of the program could do without the walls."""

Connection = psycopg.Connection[Any]
# Databases of one server share their roles: another migration may be making them now.
_MADE_MEANWHILE = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation)
# Read once per statement, not per row; the second cast makes it an array and not a subquery.
_LIST = f"string_to_array(current_setting('{SETTING}', true), ',')::uuid[]"
_MINE = f"any ((select {_LIST})::uuid[])"
_STORED_POLICIES = """
select c.relname, p.polname, obj_description(p.oid, 'pg_policy')
from pg_policy p join pg_class c on c.oid = p.polrelid
where c.relnamespace = 'public'::regnamespace
"""
_WALLED = """
select relname, relrowsecurity from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """A row policy; its text is kept as the comment of the policy, to be compared."""

    table: str
    name: str
    text: str


def secure(owner_url: str, login_url: str, metadata: MetaData) -> None:
    """Make roles, the login of the program, privileges and policies what they should be.

    Raises:
        psycopg.Error: the owner may not do that.
    """
    with psycopg.connect(owner_url) as connection:
        connection.execute("select pg_advisory_lock(hashtext('commerce.walls'))")
        connection.execute("set lock_timeout = '5s'")
        _make_roles(connection, login_url)
        connection.commit()
        there: dict[str, bool] = dict(connection.execute(_WALLED).fetchall())
        walls = {
            name: wall
            for name, table in (metadata.tables | VIEWS.tables).items()
            if name in there and (wall := wall_of(table)) is not None
        }
        _grant(connection, walls, metadata)
        _rule_rows(connection, policies(walls), there)


def _make_roles(connection: Connection, login_url: str) -> None:
    """The roles, and the login that may take them on when it is not there yet."""
    known = {name for (name,) in connection.execute("select rolname from pg_roles")}
    given = conninfo_to_dict(login_url)
    login = str(given.get("user") or connection.info.user)
    password = sql.Literal(given.get("password"))
    wanted: dict[str, sql.Composable] = dict.fromkeys(ROLES, sql.SQL("nologin"))
    wanted[login] = sql.SQL("login noinherit password {}").format(password)
    for role, how in wanted.items():
        if role not in known:
            with suppress(*_MADE_MEANWHILE), connection.transaction():
                _run(connection, "create role {} {}", sql.Identifier(role), how)
    mode = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    lacking = connection.execute(
        "select role from unnest(%s::text[]) role where not pg_has_role(%s, role, %s)",
        [list(ROLES), login, mode],
    )
    for (role,) in lacking.fetchall():
        _run(connection, "grant {} to {}", sql.Identifier(role), sql.Identifier(login))


def _run(connection: Connection, text: LiteralString, *parts: sql.Composable) -> None:
    connection.execute(sql.SQL(text).format(*parts))


def _grant(connection: Connection, walls: Mapping[str, Wall], metadata: MetaData) -> None:
    roles = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    database = sql.Identifier(connection.info.dbname)
    _run(connection, "revoke temporary on database {} from public", database)
    _run(connection, "revoke create on schema public from public, {}", roles)
    _run(connection, "grant usage on schema public to {}", roles)
    _run(connection, "revoke all on all tables in schema public from public, {}", roles)
    for name, wall in walls.items():
        table = sql.Identifier(name)
        shown = sql.SQL(", ").join(map(sql.Identifier, shown_columns(name, metadata)))
        if wall.public:
            _run(connection, "grant select ({}) on {} to {}", shown, table, sql.Identifier(PUBLIC))
        for role, privileges in ((PLATFORM, wall.platform), (SELLER, wall.seller)):
            if privileges:
                what = sql.SQL(", ").join(map(sql.SQL, privileges))
                _run(connection, "grant {} on {} to {}", what, table, sql.Identifier(role))
    writers = sql.SQL(", ").join(map(sql.Identifier, (PLATFORM, SELLER)))
    _run(connection, "grant usage on all sequences in schema public to {}", writers)


def shown_columns(name: str, metadata: MetaData) -> list[str]:
    """The columns of a public table that the public reads."""
    table = (metadata.tables | VIEWS.tables)[name]
    return [column.name for column in table.columns if is_shown(column)]


def policies(walls: Mapping[str, Wall]) -> Iterator[Policy]:
    """The row policies of all tables whose rows belong to sellers."""
    for name, wall in walls.items():
        if wall.owner is None:
            continue
        own = _own(name, walls)
        seen = wall.shown if wall.shared is None else wall.shared
        yield Policy(name, "platform", f"to {PLATFORM} using (true)")
        yield Policy(name, "own", f"to {SELLER} using ({own})")
        if seen is not None:
            yield Policy(name, "seen", f"for select to {SELLER} using ({seen})")
        if wall.shown is not None:
            yield Policy(name, "shown", f"for select to {PUBLIC} using ({wall.shown})")


def _own(name: str, walls: Mapping[str, Wall]) -> str:
    owner = walls[name].owner
    assert owner is not None, f"{name} does not lead to a seller"
    if owner.parent is None:
        return f"{name}.{owner.column} = {_MINE}"
    parent = owner.parent.partition(".")[0]
    same = f"{owner.parent} = {name}.{owner.column}"
    return f"exists (select from {parent} where {same} and {_own(parent, walls)})"


def _rule_rows(connection: Connection, wanted: Iterator[Policy], there: Mapping[str, bool]) -> None:
    stored = {
        Policy(table, name, text or "")
        for table, name, text in connection.execute(_STORED_POLICIES)
    }
    right = set(wanted)
    for policy in sorted(stored - right, key=repr):
        _run(connection, "drop policy {} on {}", *_names(policy))
    for table in sorted({policy.table for policy in right if not there[policy.table]}):
        _run(connection, "alter table {} enable row level security", sql.Identifier(table))
    for policy in sorted(right - stored, key=repr):
        _run(connection, "create policy {} on {} {}", *_names(policy), sql.SQL(policy.text))
        comment = sql.Literal(policy.text)
        _run(connection, "comment on policy {} on {} is {}", *_names(policy), comment)


def _names(policy: Policy) -> tuple[sql.Identifier, sql.Identifier]:
    return sql.Identifier(policy.name), sql.Identifier(policy.table)
