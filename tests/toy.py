"""A toy schema with one of everything the edge must cope with, and an application around it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry
from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.requests import Request

from commerce.http.app import create_app
from commerce.http.options import HttpOptions, MakeContext, Probes
from commerce.kernel.graphql.engine import Engine
from commerce.kernel.graphql.limits import Limits


class TooMany(Exception):
    """A public refusal with facts."""

    extensions_code: ClassVar[str] = "RATE_LIMITED"

    def __init__(self, wait: int) -> None:
        super().__init__("slow down")
        self.extensions = {"retryAfterMs": wait}


class Secret(Exception):
    """A fault whose text and extensions nobody outside may see."""

    extensions: ClassVar[dict[str, str]] = {"dsn": "postgresql://root:hunter2@db"}


@dataclass
class Context:
    """Counts statements like the real one."""

    statements: int = 0
    idempotency_key: str | None = None


WRITTEN: list[str] = []  # what mutations did


@strawberry.type
class Tag:
    name: str


@strawberry.type
class PageInfo:
    has_next_page: bool = False


@strawberry.type
class Item:
    id: strawberry.ID
    name: str = "tea"

    @strawberry.field
    def items(self, first: int | None = None, last: int | None = None) -> "ItemConnection":
        return connection(first or last or 0)

    @strawberry.field
    def tags(self) -> list[Tag]:
        return [Tag(name="green"), Tag(name="black")]

    @strawberry.field(metadata={"size": 3})
    def few_tags(self) -> list[Tag]:
        return [Tag(name="green")]


@strawberry.type
class ItemEdge:
    node: Item
    cursor: str = "c"


@strawberry.type
class ItemConnection:
    nodes: list[Item]
    edges: list[ItemEdge]
    page_info: PageInfo


def connection(count: int) -> ItemConnection:
    items = [Item(id=strawberry.ID(str(n))) for n in range(count)]
    return ItemConnection(
        nodes=items, edges=[ItemEdge(node=item) for item in items], page_info=PageInfo()
    )


@strawberry.input
class Words:
    text: str = ""
    more: list["Words"] = strawberry.field(default_factory=list)
    numbers: list[int] = strawberry.field(default_factory=list)


Info = strawberry.Info[Any, None]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    def echo(self, words: Words) -> str:
        return words.text

    @strawberry.field
    def number(self, n: int = 0) -> int:
        return n

    @strawberry.field
    async def item(self, info: Info) -> Item | None:
        info.context.statements += 1
        return Item(id=strawberry.ID("1"))

    @strawberry.field
    def items(self, first: int | None = None, last: int | None = None) -> ItemConnection:
        return connection(first or last or 0)

    @strawberry.field(metadata={"cost": 40})
    def dear(self) -> str:
        return "dear"

    @strawberry.field
    def nodes(self, ids: list[strawberry.ID]) -> list[Item | None]:
        return [Item(id=id) for id in ids]

    @strawberry.field
    def broken(self) -> str | None:
        raise Secret("select * from password_hash")

    @strawberry.field
    def broken_hard(self) -> str:
        raise Secret("select * from password_hash")

    @strawberry.field
    def too_large(self) -> int | None:
        return 2**40

    @strawberry.field
    def limited(self) -> str | None:
        raise TooMany(1500)

    @strawberry.field
    async def slow(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "slept"

    @strawberry.field
    def key(self, info: Info) -> str | None:
        found: str | None = info.context.idempotency_key
        return found


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def write(self, text: str, seconds: float = 0) -> str:
        await asyncio.sleep(seconds)
        WRITTEN.append(text)
        return text


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


def toy_schema() -> GraphQLSchema:
    schema: GraphQLSchema = strawberry.Schema(
        query=Query, mutation=Mutation, subscription=Subscription
    )._schema
    return schema


def toy_engine(*, introspection: bool = True, limits: Limits | None = None) -> Engine:
    return Engine(toy_schema(), limits=limits, introspection=introspection, expose_cost=True)


async def make_context(request: Request) -> Context:
    if "x-fail" in request.headers:
        raise Secret("no database at postgresql://root:hunter2@db")
    if "x-limited" in request.headers:
        raise TooMany(1500)
    return Context(idempotency_key=request.headers.get("idempotency-key"))


def toy_app(
    engine: Engine | None = None,
    *,
    options: HttpOptions | None = None,
    probes: Probes | None = None,
    context: MakeContext = make_context,
) -> Starlette:
    return create_app(
        engine or toy_engine(),
        context,
        options=options or HttpOptions(development=True),
        probes=probes,
    )


def audited_app() -> Starlette:
    """Factory for the server process of the protocol audits."""
    return toy_app()
