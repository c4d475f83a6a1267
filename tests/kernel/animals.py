"""The types of the zoo: every construct the compiled executor knows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Generic, TypeVar, Union

import strawberry

from commerce.kernel.access import GUEST, Actor
from commerce.kernel.graphql.fields import attribute, batch, computed

T = TypeVar("T")


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

    owner: Annotated["Animal", strawberry.lazy("tests.kernel.animals")] = batch(
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
