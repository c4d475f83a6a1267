"""A schema with every construct the compiled executor knows, and with much that goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Generic, TypeVar, Union

import strawberry
from graphql import GraphQLSchema
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

from commerce.kernel.access import GUEST, PUBLIC, Access, Actor
from commerce.kernel.graphql.engine import Engine
from commerce.kernel.graphql.fields import attribute, batch, computed, query
from commerce.kernel.graphql.scalars import CONFIG, JSON, BigInt

T = TypeVar("T")
KNOWN = Access("known", lambda actor: actor.known)


@dataclass
class Context:
    """`calls` logs batch functions and mutations."""

    actor: Actor = GUEST
    language: str = "en"
    loaders: dict[Any, Any] = field(default_factory=dict)
    calls: list[Any] = field(default_factory=list)

    def forget(self) -> None:
        self.loaders.clear()


Info = strawberry.Info[Context, None]


@strawberry.enum
class Size(Enum):
    SMALL = 1
    LARGE = 2


@strawberry.enum
class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


async def friends_of(
    keys: Sequence[int], context: Context, *, first: int = 2, mood: Mood | None = None
) -> list[list[int]]:
    """The numbers after a number."""
    context.calls.append(("friends", tuple(keys), first, mood))
    await asyncio.sleep(0)
    return [[key + step for step in range(1, first + 1)] for key in keys]


async def home_of(keys: Sequence[int], context: Context) -> list[int | None]:
    """A home for even numbers."""
    context.calls.append(("home", tuple(keys)))
    return [None if key % 2 else key for key in keys]


async def broken_of(keys: Sequence[int], context: Context) -> list[int]:
    """Fails for a seven among the keys."""
    context.calls.append(("broken", tuple(keys)))
    if 7 in keys:
        raise ValueError("seven")
    return list(keys)


async def short_of(keys: Sequence[int], context: Context) -> list[int]:
    """Forgets one."""
    return list(keys)[1:]


def animal(number: int, context: Any = None) -> "Dog | Cat":
    return Dog(uid=number) if number % 2 else Cat(uid=number)


@strawberry.type
class Home:
    number: strawberry.Private[int]

    @computed
    def street(self, info: Info) -> str:
        """Where it is."""
        return f"{info.field_name} {self.number} {info.context.language}"

    owner: Annotated["Animal", strawberry.lazy("tests.kernel.zoo")] = batch(
        home_of, key="number", make=animal
    )


@strawberry.interface
class Animal:
    uid: strawberry.Private[int]
    chip: strawberry.Private[int | None] = None

    @computed
    def name(self) -> str:
        """How it is called."""
        return f"{type(self).__name__} {self.uid}"

    number: int = attribute("uid")
    tongue: str = attribute(lambda self, context: f"{context.language}{self.uid}")
    real: int = attribute("uid.real")
    friends: list["Animal"] = batch(friends_of, key="uid", make=animal)
    home: Home | None = batch(home_of, key="uid", make=lambda n, _: Home(number=n))
    sure_home: Home = batch(home_of, key="uid", make=lambda n, _: Home(number=n))
    chipped: Home | None = batch(home_of, key="chip", make=lambda n, _: Home(number=n))
    chip_number: int | None = batch(home_of, key="chip")
    fragile: int | None = batch(broken_of, key="uid")
    short: int | None = batch(short_of, key="uid")

    @strawberry.field
    async def slow(self, info: Info, times: int = 1) -> int:
        info.context.calls.append(("slow", self.uid))
        await asyncio.sleep(0)
        return self.uid * times

    @strawberry.field
    async def partner(self) -> "Animal | None":
        await asyncio.sleep(0)
        return None if self.uid > 50 else animal(self.uid + 50)


@strawberry.type
class Dog(Animal):
    @computed
    def bark(self, loud: bool = False, size: Size = Size.SMALL) -> str:
        """What it says."""
        return f"{'WUFF' if loud else 'wuff'} {size.name}"

    puppies: list["Dog"] = batch(
        friends_of, key="uid", make=lambda n, _: Dog(uid=n), about="Its young."
    )


@strawberry.type
class Cat(Animal):
    lives: int = 9
    mood: Mood = Mood.WILD


@strawberry.type
class Stone:
    weight: Decimal = Decimal("1.50")
    name: str = "stone"


Thing = Annotated[Union[Dog, Cat, Stone], strawberry.union("Thing")]  # noqa: UP007  # a named union


@strawberry.type
class Box(Generic[T]):
    items: list[T]
    first: T | None

    @computed
    async def total(self, limit: int = 10) -> int:
        """How many there are."""
        await asyncio.sleep(0)
        return min(limit, len(self.items))


@strawberry.input
class Wish:
    size: Size = Size.SMALL
    names: list[str] = strawberry.field(default_factory=list)
    inner: "Wish | None" = None
    count: int = 1


class Fault(Exception):
    """What goes wrong on purpose."""


class Never(BasePermission):
    message = "never"

    def has_permission(self, source: Any, info: Any, **given: Any) -> bool:
        return False


class Louder(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Any, **given: Any) -> str:
        return str(next_(source, info, **given)).upper()


@strawberry.type
class Odd:
    """Values that graphql-core accepts, mends or refuses."""

    @strawberry.field
    def id_number(self) -> strawberry.ID:
        return 7  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def text_number(self) -> str:
        return 7  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def text_enum(self) -> str:
        return Mood.CALM

    @strawberry.field
    def text_missing(self) -> str:
        return None  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def whole_float(self) -> int:
        return 3.0  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def broken_float(self) -> int | None:
        return 3.5  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def too_large(self) -> int | None:
        return 2**31

    @strawberry.field
    def truth(self) -> int:
        return True

    @strawberry.field
    def exception(self) -> str | None:
        return Fault("given back")  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def exception_scalar(self) -> BigInt | None:
        return Fault("given back")  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def exception_object(self) -> Stone | None:
        return Fault("given back")  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def exception_enum(self) -> Mood | None:
        return Fault("given back")  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def later(self) -> BigInt:
        return animal_number()  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def enum_value(self) -> Mood:
        return "calm"  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def enum_stranger(self) -> Mood | None:
        return "angry"  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def pair(self) -> list[int]:
        return (1, 2)  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def generator(self) -> list[int]:
        return (each for each in (1, 2))  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def no_list(self) -> list[int] | None:
        return 5  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def hole(self) -> list[int] | None:
        return [1, None]  # type: ignore[list-item]  # on purpose

    @strawberry.field
    def holes(self) -> list[int | None]:
        return [1, None]

    @strawberry.field
    def nested(self) -> list[list[int | None] | None]:
        return [[1, None], None, []]

    @strawberry.field
    def nested_animals(self) -> list[list[Animal | None] | None] | None:
        return [[animal(1), None, animal(2)], None, [], [animal(3)]]

    @strawberry.field
    def stranger(self) -> Animal | None:
        return Stone()  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def duck(self) -> Stone:
        return Duck()  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def wrong_dog(self) -> Dog | None:
        return Cat(uid=2)  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def wrong_thing(self) -> Thing | None:
        return Home(number=1)  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def raises(self) -> str | None:
        raise Fault("raised")

    @strawberry.field
    def raises_hard(self) -> str:
        raise Fault("raised")

    @strawberry.field(permission_classes=[Never])
    def forbidden(self) -> str | None:
        return "never seen"

    @strawberry.field(extensions=[Louder()])
    def loud(self) -> str:
        return "loud"

    @strawberry.field
    def moment(self) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

    @strawberry.field
    def big(self) -> BigInt:
        return BigInt(2**40)

    @strawberry.field
    def json(self) -> JSON:
        return {"a": [1, None]}  # type: ignore[return-value]  # on purpose

    @strawberry.field
    def json_null(self) -> JSON | None:
        return None

    @strawberry.field
    def ratio(self) -> float:
        return 0.5

    @strawberry.field
    def not_a_number(self) -> float | None:
        return float("nan")


class Duck:
    weight = Decimal(2)
    name = "duck"


async def animal_number() -> int:
    return 4


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
