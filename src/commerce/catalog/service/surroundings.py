"""What hangs on a product, read from one row of `queries.surroundings_of`."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID


def surroundings(row: Any) -> SimpleNamespace:
    """The row with `brand`, `tags`, `categories` and `options` as rows of their own."""
    return SimpleNamespace(
        id=row.id,
        brand=_stored(row.brand) if row.brand else None,
        tags=[_stored(each) for each in row.tags],
        categories=[_stored(each) for each in row.categories],
        options=[_option(each) for each in row.options],
    )


def _stored(row: Mapping[str, Any]) -> SimpleNamespace:
    """A row that came as JSON, with its ids as they are elsewhere."""
    uids = {name: UUID(row[name]) for name in ("id", "parent_id") if row.get(name) is not None}
    return SimpleNamespace(**{**row, **uids})


def _option(stored: Mapping[str, Any]) -> SimpleNamespace:
    values = [SimpleNamespace(**each) for each in stored["values"] or ()]
    return SimpleNamespace(**{**stored, "values": values})
