"""Root query fields about the system itself."""

from importlib.metadata import version

import strawberry

from commerce.kernel.access import PUBLIC
from commerce.kernel.errors import Unavailable
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.reads import Statement

_ONE = Statement("select 1")


@strawberry.type(description="How the system is.")
class Health:
    version: str
    database: bool = strawberry.field(description="Whether the database answers.")


@strawberry.type
class SystemQuery:
    @query(PUBLIC)
    async def health(self, info: Info) -> Health:
        """Which version answers, and whether its database does."""
        try:
            well = await info.context.reader.scalar(_ONE) == 1
        except Unavailable:
            well = False
        return Health(version=version("commerce"), database=well)
