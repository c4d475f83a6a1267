"""A filled shop, asked the same of both executors; whatever they do is undone."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from commerce.app import App
from commerce.http.engine import graphql_engine
from commerce.identity import service as identity
from commerce.kernel.access import GUEST, Actor
from commerce.kernel.clock import now
from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest
from commerce.kernel.rates import Limiter, all_rates, paces
from commerce.kernel.reads import Statement
from commerce.kernel.tables import Base
from tests.conftest import OneConnection
from tests.security.world import World

COUNTS = Statement(
    " union all ".join(f'select count(*) from "{name}"' for name in sorted(Base.metadata.tables))
)
FRESH = re.compile(
    rb"[a-z]{2,5}_[0-9A-HJKMNP-TV-Z]{26}|um[a-z]_[\w-]+|[A-Z]{1,3}-[0-9A-Z-]{6,}"
    rb"|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<![\w-])[\w-]{43}(?![\w-])|\b[A-Z2-7]{32}\b"
    rb"|\b100\d{3}(?:-\d+)?\b"
)
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")


class Patient(OneConnection):
    """Reads that go on when nobody waits for them any more: their transaction has to last."""

    async def fetch(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        return await asyncio.shield(super().fetch(sql, params))


@dataclass
class Shop:
    """`compiled` compiles at once; `library` leaves all to graphql-core; documents are shared."""

    app: App
    world: World
    connection: AsyncConnection
    compiled: Engine
    library: Engine

    @classmethod
    def open(cls, app: App, world: World, connection: AsyncConnection) -> "Shop":
        settings = app.settings
        compiled = graphql_engine(settings, compile_at=1)
        library = graphql_engine(settings.model_copy(update={"compiled": False}))
        library.documents = compiled.documents
        app.limiter = Limiter(paces(dict.fromkeys(all_rates())))  # none is in force
        return cls(app, world, connection, compiled, library)

    async def actor(self, who: str) -> Actor:
        if who not in self.world.tokens:
            return GUEST
        return await identity.actor_of(self.app.db.reader(), self.app.cache, self.world.tokens[who])

    async def compare(self, text: str, variables: Mapping[str, Any], actor: Actor) -> None:
        """Both answer a query the same, to the byte."""
        first = await self._ask(self.compiled, text, variables, actor)
        second = await self._ask(self.library, text, variables, actor)
        assert _parts(first) == _parts(second), f"{text}\n{variables}"

    async def compare_undone(self, text: str, variables: Mapping[str, Any], actor: Actor) -> None:
        """Both do the same; ids they make up are told apart by their order, new moments not."""
        began = now().strftime("%Y-%m-%dT%H:%M:%S").encode()
        first, left = await self._undone(self.compiled, text, variables, actor)
        second, right = await self._undone(self.library, text, variables, actor)
        told = [_numbered(_parts(each), began) for each in (first, second)]
        assert told[0] == told[1], f"{text}\n{variables}"
        assert left == right, f"{text}\n{variables}"

    async def _undone(
        self, engine: Engine, text: str, variables: Mapping[str, Any], actor: Actor
    ) -> tuple[Answer, list[Any]]:
        self.app.cache.clear()
        point = await self.connection.begin_nested()
        answer = await self._ask(engine, text, variables, actor)
        counts = [row[0] for row in await self.app.db.reader().all(COUNTS)]
        await point.rollback()
        return answer, counts

    async def _ask(
        self, engine: Engine, text: str, variables: Mapping[str, Any], actor: Actor
    ) -> Answer:
        request = GraphQLRequest(text, variables=dict(variables))
        return await engine.run(request, self.app.context(actor=actor), allow_mutation=True)


def _parts(answer: Answer) -> bytes:
    return orjson.dumps([answer.outcome.value, answer.data, answer.errors])


def _numbered(answer: bytes, began: bytes) -> bytes:
    """Ids and numbers by the order in which they first come; moments from `began` on alike."""
    seen: dict[bytes, int] = {}

    def number(match: re.Match[bytes]) -> bytes:
        return b"@%d" % seen.setdefault(match.group(), len(seen))

    def moment(match: re.Match[bytes]) -> bytes:
        return match.group() if match.group() < began else b"@now"

    return FRESH.sub(number, MOMENT.sub(moment, answer))
