"""Everything that is stored, as one fingerprint per table: versions, times and events included.

Whether an event has been delivered, and what follows from that by itself, is left out.
"""

from commerce.kernel.db import Base
from commerce.kernel.reads import Reader, Statement


_DERIVED = ("search_", "kernel_handled")
_TOLD = {"kernel_outbox": "(t.event_id, t.name, t.payload)"}


async def stored(reader: Reader) -> dict[str, str]:
    """The number of rows and the digest of all rows of every table."""
    found = {}
    for name in sorted(Base.metadata.tables):
        if name.startswith(_DERIVED):
            continue
        row = f"{_TOLD.get(name, 't')}::text"
        sql = (
            f"select count(*) || ' ' || coalesce(md5(string_agg({row}, ',' order by {row})), '')"
            f' from "{name}" t'
        )
        found[name] = str(await reader.scalar(Statement(sql)))
    return found


async def count(reader: Reader, table: str) -> int:
    """How many rows a table has."""
    return int(await reader.scalar(Statement(f'select count(*) from "{table}"')))
