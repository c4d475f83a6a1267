"""A type of the zoo whose values graphql-core accepts, mends or refuses."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

from commerce.kernel.graphql.scalars import JSON, BigInt
from tests.kernel.animals import Animal, Cat, Dog, Home, Mood, Stone, Thing, animal


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
