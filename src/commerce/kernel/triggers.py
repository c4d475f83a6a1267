"""The triggers behind the audit trail: which tables they watch, and which columns they hide.

The models say it. `attach` brings a migrated database in line with them, so that a new table is
watched, and a column that became secret is hidden, without a migration that could be forgotten.
"""

from collections.abc import Collection
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import MetaData, Table

NAME = "audit_note"
_FOUND = """
    select c.relname, t.tgargs, t.tgenabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname = %s and not t.tgisinternal and c.relnamespace = 'public'::regnamespace
"""
_TABLES = "select tablename from pg_tables where schemaname = 'public'"
_READY = "select to_regprocedure('audit_note()') is not null"
_ENABLED = "O"


@dataclass(frozen=True, slots=True)
class Watch:
    """One table under watch: its key, what never appears of it, and what appears masked."""

    table: str
    key: tuple[str, ...]
    secret: tuple[str, ...]
    personal: tuple[str, ...]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the trigger is given."""
        return tuple(",".join(names) for names in (self.key, self.secret, self.personal))


def watches(metadata: MetaData, unwatched: Collection[str]) -> list[Watch]:
    """How the models want each table watched."""
    tables = metadata.tables
    return [_watch(tables[name]) for name in sorted(tables) if name not in unwatched]


def _watch(table: Table) -> Watch:
    return Watch(
        table.name,
        tuple(column.name for column in table.primary_key),
        _of_class(table, "secret"),
        _of_class(table, "pii"),
    )


def _of_class(table: Table, wanted: str) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.info.get("class") == wanted)


def attach(url: str, wanted: Collection[Watch]) -> list[str]:
    """Make the triggers of the database at `url` those that are wanted; returns what changed.

    Tables that its schema does not have yet are left out.
    """
    with psycopg.connect(url) as connection:
        if not _one(connection, _READY):
            return []
        known = {row[0] for row in connection.execute(_TABLES)}
        present = {each.table: each.arguments for each in wanted if each.table in known}
        found = attached(connection)
        changed = sorted(
            name for name in {*present, *found} if present.get(name) != found.get(name)
        )
        if changed:
            connection.execute("set local lock_timeout = '5s'")
        for name in changed:
            table = sql.Identifier(name)
            drop = sql.SQL("drop trigger if exists audit_note on {}")
            connection.execute(drop.format(table))
            if name in present:
                connection.execute(_created(table, present[name]))
    return changed


def attached(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, tuple[str, ...]]:
    """The arguments of every trigger that is there and switched on, by table."""
    return {
        str(table): read_arguments(arguments)
        for table, arguments, enabled in connection.execute(_FOUND, [NAME])
        if enabled in (_ENABLED, _ENABLED.encode())
    }


def read_arguments(stored: object) -> tuple[str, ...]:
    """The arguments of a trigger from the form in which the catalogue keeps them."""
    assert isinstance(stored, bytes)
    return tuple(stored.decode().split("\0")[:-1])


def _created(table: sql.Identifier, arguments: tuple[str, ...]) -> sql.Composed:
    # The condition is the whole price for those who are not on record.
    return sql.SQL(
        "create trigger audit_note after insert or update or delete on {} for each row"
        " when (current_setting('commerce.actor', true) <> '')"
        " execute function audit_note({})"
    ).format(table, sql.SQL(", ").join(map(sql.Literal, arguments)))


def _one(connection: "psycopg.Connection[tuple[object, ...]]", query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None
