"""What the use cases of the catalog share: free slugs, deletion, rows that must be there."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import ARRAY, ColumnElement, String, Uuid, any_, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from commerce.catalog import rules
from commerce.catalog.errors import InUse
from commerce.catalog.models import Brand, Category, Product
from commerce.catalog.models import Collection as CollectionRow
from commerce.catalog.types import Text
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.tables import Base
from commerce.kernel.text import pick

Slugged = type[Product] | type[Category] | type[CollectionRow] | type[Brand]


def among(column: InstrumentedAttribute[Any], ids: Collection[UUID]) -> ColumnElement[bool]:
    """Whether the column is one of these ids."""
    return column == any_(literal(sorted(ids), ARRAY(Uuid)))


def among_texts(column: InstrumentedAttribute[str], texts: Collection[str]) -> ColumnElement[bool]:
    """Whether the column is one of these texts."""
    return column == any_(literal(sorted(texts), ARRAY(String)))


async def free_slug(tx: Tx, kind: Slugged, name: Text) -> str:
    """A slug made of a name, numbered when others have it; a race ends at the unique constraint.

    Asks for 1, 4, 16, ... candidates at a time, each found by the index.
    """
    base = rules.slug_base(pick(name, "en"))
    first, size = 1, 1
    while True:
        wanted = [rules.with_number(base, number) for number in range(first, first + size)]
        taken = set(await tx.all(select(kind.slug).where(among_texts(kind.slug, wanted))))
        free = next((each for each in wanted if each not in taken), None)
        if free is not None:
            return free
        first, size = first + size, size * 4


async def drop(tx: Tx, *rows: Base) -> None:
    """Delete rows.

    Raises:
        InUse: something that does not go with them refers to one.
    """
    for row in rows:
        await tx.session.delete(row)
    try:
        await tx.flush()
    except IntegrityError as error:
        if isinstance(error.orig, ForeignKeyViolation):
            raise InUse from error
        raise


async def must_exist(
    tx: Tx, key: InstrumentedAttribute[UUID], ids: Sequence[UUID], *path: str
) -> None:
    """Check that there is a row for every id.

    Raises:
        NotFound: there is none for one; the path ends with its place in the list.
    """
    found = set(await tx.all(select(key).where(among(key, ids)))) if ids else set()
    for at, wanted in enumerate(ids):
        if wanted not in found:
            raise NotFound(path=(*path, str(at)))
