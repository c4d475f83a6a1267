"""Input values become what strawberry makes of them."""

from dataclasses import asdict
from enum import Enum
from typing import Annotated, Any, Optional

import pytest
import strawberry
from strawberry.scalars import JSON
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryList

from commerce.kernel.graphql.engine.compiled.conversion import Conversions

Self = Annotated["Wish", strawberry.lazy("tests.kernel.test_conversion")]


@strawberry.enum
class Size(Enum):
    SMALL = "small"


@strawberry.input
class Part:
    label: str
    size_of_it: Size = Size.SMALL
    count: int | None = 3


@strawberry.input
class Wish:
    name: str
    part: Part
    others: list[Part] | None = None
    words: list[str] = strawberry.field(default_factory=lambda: ["a"])
    note: strawberry.Maybe[str | None]
    place: str | None = strawberry.UNSET
    raw: JSON | None = None
    inner: Optional[Self] = None  # noqa: UP045  # a lazy type takes no bar


@strawberry.type
class Query:
    @strawberry.field
    def granted(self, wish: Wish) -> bool:
        return True


SCHEMA = strawberry.Schema(Query)
CONFIG, REGISTRY = SCHEMA.config, SCHEMA.schema_converter.scalar_registry
PART = {"label": "x"}
FULL: dict[str, Any] = {"name": "n", "part": {**PART, "sizeOfIt": Size.SMALL, "count": None}}


@pytest.mark.parametrize(
    "value",
    [
        {"name": "n", "part": PART},
        {**FULL, "others": [PART, {**PART, "count": 1}], "words": ["b", "c"]},
        {**FULL, "others": None, "note": None, "place": None, "raw": {"k": [1]}},
        {**FULL, "note": "yes", "others": []},
        {**FULL, "inner": {**FULL, "inner": FULL}},
    ],
)
def test_an_input_is_what_the_library_makes_of_it(value: dict[str, Any]) -> None:
    convert = Conversions(CONFIG, REGISTRY).of(Wish, ("wish",))
    assert convert is not None

    made = convert(value)

    assert made == convert_argument(value, Wish, REGISTRY, CONFIG)
    assert type(made.part) is Part
    assert asdict(made)["part"] == asdict(made.part)


def test_a_list_is_copied_and_a_plain_value_stays() -> None:
    conversions, words = Conversions(CONFIG, REGISTRY), ["a"]
    convert = conversions.of(StrawberryList(str), ("words",))

    assert conversions.of(str, ("name",)) is None
    assert convert is not None
    assert convert(words) == words
    assert convert(words) is not words
    assert convert(None) is None
