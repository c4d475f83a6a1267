"""Everything that is stored, as one fingerprint per table: versions, times and events included."""

from commerce.kernel.reads import Reader, Statement
from commerce.kernel.tables import Base


async def stored(reader: Reader) -> dict[str, str]:
    """The number of rows and the digest of all rows of every table."""
    found = {}
    for name in sorted(Base.metadata.tables):
        sql = (
            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '')"
            f' from "{name}" t'
        )
        found[name] = str(await reader.scalar(Statement(sql)))
    return found


async def count(reader: Reader, table: str) -> int:
    """How many rows a table has."""
    return int(await reader.scalar(Statement(f'select count(*) from "{table}"')))
