"""The handle that callers hold: rows as named tuples, one statement at a time."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Executable

from commerce.kernel.reads.statements import Statement, per_request
from commerce.kernel.reads.tally import count_statement


class ReadSource(Protocol):
    """Where rows come from."""

    async def fetch(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        """All rows of one statement, as named tuples."""
        ...

    async def position(self) -> int | None:
        """How far the server has written; None when nobody needs to know."""
        ...


class Reader:
    """Queries of one request, one statement at a time; rows are named tuples."""

    def __init__(self, source: ReadSource) -> None:
        self._source = source

    async def all(self, stmt: Statement | Executable, **params: Any) -> list[Any]:
        """Every row."""
        statement = stmt if isinstance(stmt, Statement) else per_request(stmt)
        count_statement()
        rows = await self._source.fetch(statement, statement.values(params))
        return statement.opened(rows) if statement.opens else rows

    async def first(self, stmt: Statement | Executable, **params: Any) -> Any | None:
        """The first row, or None."""
        return next(iter(await self.all(stmt, **params)), None)

    async def scalar(self, stmt: Statement | Executable, **params: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.first(stmt, **params)
        return None if row is None else row[0]


def keyed(rows: Sequence[Any], name: str) -> dict[Any, Any]:
    """Rows by one of their columns; the column is unique."""
    return {getattr(row, name): row for row in rows}
