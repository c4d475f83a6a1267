"""A schema with every construct the compiled executor knows, and with much that goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal

import strawberry
from graphql import GraphQLSchema

from commerce.kernel.access import PUBLIC, Access
from commerce.kernel.graphql.engine import Engine
from commerce.kernel.graphql.fields import batch, computed, query
from commerce.kernel.graphql.scalars import CONFIG
from tests.kernel.animals import (
    Animal,
    Box,
    Cat,
    Context,
    Dog,
    Home,
    Info,
    Mood,
    Stone,
    Thing,
    Wish,
    animal,
    home_of,
)
from tests.kernel.oddities import Fault, Odd

__all__ = ["Context"]
KNOWN = Access("known", lambda actor: actor.known)


@strawberry.type
class Query:
    @query(PUBLIC)
    async def animals(self, info: Info, first: int = 4, start: int = 1) -> list[Animal]:
        """Some animals."""
        return [animal(start + number) for number in range(first)]

    @query(PUBLIC)
    async def dogs(self, info: Info) -> list[Dog]:
        """Some dogs, one of them with a chip."""
        return [Dog(uid=1), Dog(uid=3, chip=4), Dog(uid=5, chip=5)]

    @query(PUBLIC)
    async def things(self, info: Info) -> list[Thing | None]:
        """Whatever there is."""
        return [Dog(uid=1), Stone(), None, Cat(uid=2), Dog(uid=3)]

    @query(KNOWN)
    async def secret(self, info: Info) -> Stone | None:
        """For those who signed in."""
        info.context.calls.append("secret")
        return Stone()

    @query(PUBLIC)
    async def box(self, info: Info) -> Box[Dog]:
        """A box of dogs."""
        return Box(items=[Dog(uid=1), Dog(uid=2)], first=None)

    @query(PUBLIC)
    async def stones(self, info: Info) -> Box[Stone] | None:
        """A box of stones."""
        return Box(items=[Stone()], first=Stone())

    @strawberry.field
    def odd(self) -> Odd:
        return Odd()

    @strawberry.field
    def odds(self) -> list[Odd]:
        return [Odd(), Odd()]

    @strawberry.field
    def echo(
        self,
        text: str | None = "default",
        number: int = 3,
        numbers: list[int] | None = None,
        wish: Wish | None = None,
        moods: list[Mood] | None = None,
        amount: Decimal | None = None,
    ) -> str:
        return repr((text, number, numbers, wish, moods, amount))

    @strawberry.field
    def missing(self, text: str | None = strawberry.UNSET) -> str:
        return "unset" if text is strawberry.UNSET else repr(text)

    @strawberry.field
    async def fails(self, info: Info) -> Stone | None:
        info.context.calls.append("fails")
        raise Fault("at the root")

    @strawberry.field
    async def fails_hard(self, info: Info) -> Stone:
        info.context.calls.append("fails")
        raise Fault("at the root")


@strawberry.type
class Written:
    text: str
    number: int = 1

    @strawberry.field
    def broken(self) -> str:
        raise Fault("below")

    @strawberry.field
    def cracked(self) -> str | None:
        raise Fault("below")

    @computed
    def calls(self, info: Info) -> int:
        """How much was done up to now."""
        return len(info.context.calls)

    home: Home | None = batch(home_of, key="number", make=lambda n, _: Home(number=n))


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def write(self, info: Info, text: str, seconds: float = 0) -> Written:
        info.context.calls.append(f"begin {text}")
        await asyncio.sleep(seconds)
        info.context.calls.append(text)
        return Written(text=text)

    @strawberry.mutation
    def write_now(self, info: Info, text: str) -> Written | None:
        info.context.calls.append(text)
        return Written(text=text)

    @strawberry.mutation
    async def fail(self, info: Info, text: str) -> Written | None:
        info.context.calls.append(f"failed {text}")
        raise Fault(text)

    @strawberry.mutation
    async def fail_hard(self, info: Info, text: str) -> Written:
        info.context.calls.append(f"failed {text}")
        raise Fault(text)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


def zoo() -> GraphQLSchema:
    schema = strawberry.Schema(
        query=Query, mutation=Mutation, subscription=Subscription, types=[Dog, Cat], config=CONFIG
    )
    return schema._schema


SCHEMA = zoo()


def engines() -> Iterator[Engine]:
    """One that compiles at once, and one that never does."""
    for at in (1, None):
        yield Engine(SCHEMA, introspection=True, compile_at=at)
