"""Visitors who call the API over HTTP as it is served; whatever they do is undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import httpx
import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from commerce.app import App
from tests.leaks import assert_discreet
from tests.security.world import World

SECONDS = 2.0
VISITORS = ("admin", "seller", "guest")
FAULTS = {"INTERNAL", "TIMEOUT", "UNAVAILABLE"}


@dataclass
class Reply:
    """An answer that kept the rules every answer keeps."""

    status: int
    body: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        """Codes of top-level errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]

    @property
    def payload(self) -> Any:
        """The value of the only root field."""
        return next(iter((self.body.get("data") or {"": None}).values()))

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """The typed errors of a mutation."""
        payload = self.payload
        found: list[dict[str, Any]] = payload.get("errors") or [] if payload else []
        return found


@dataclass
class Visitors:
    """Sends requests; `undone` ones leave nothing behind."""

    app: App
    world: World
    connection: AsyncConnection
    http: httpx.AsyncClient

    async def send(self, who: str, body: bytes) -> Reply:
        """One request that is answered in time, without a fault and without a leak."""
        headers = {"content-type": "application/json"}
        if who in self.world.tokens:
            headers["authorization"] = f"Bearer {self.world.tokens[who]}"
        started = perf_counter()
        response = await self.http.post("/graphql", content=body, headers=headers)
        seconds = perf_counter() - started
        answer = orjson.loads(response.content)
        assert_discreet(response.text)
        assert response.status_code < 500, answer
        reply = Reply(response.status_code, answer)
        assert not FAULTS & set(reply.codes), answer
        assert seconds < SECONDS, f"{seconds:.1f} s"
        return reply

    async def ask(self, who: str, document: str, variables: Mapping[str, Any]) -> Reply:
        """A document with variables."""
        return await self.send(who, orjson.dumps({"query": document, "variables": variables}))

    async def undone(self, who: str, body: bytes) -> Reply:
        """A request whose effects are rolled back."""
        point = await self.connection.begin_nested()
        try:
            return await self.send(who, body)
        finally:
            await point.rollback()
            self.forget()

    def forget(self) -> None:
        """What the process remembers of a request that was rolled back."""
        self.app.cache.clear()
        self.app.switches.on = ()
