"""The price of a query: what it may return at most, and what it did return.

An object weighs 1, a scalar nothing, unless the field says {"cost": n} in its metadata.
A page multiplies what is below it by `first` or `last`; a list without pages counts
{"size": n} of its metadata, or the assumed length from the limits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_list_type,
)

from commerce.kernel.graphql.refusals import BAD_INPUT, Refused

if TYPE_CHECKING:
    from commerce.kernel.graphql.limits import Limits

MOST = 10**12


@dataclass(frozen=True, slots=True)
class Count:
    """A multiplier: a number, or what variables will bring (a page size, a list's length)."""

    fixed: int = 1
    variables: tuple[str, ...] = ()
    fallback: int = 0
    most: int = MOST

    def of(self, variables: Mapping[str, Any]) -> int:
        """The multiplier, once the variables are known.

        Raises:
            Refused: a variable asks for a page or list out of bounds.
        """
        largest = self.fixed
        for name in self.variables:
            value = variables.get(name)
            if isinstance(value, list):
                check_page(len(value), self.most, f"the length of ${name}", empty=True)
                largest = max(largest, len(value))
            elif isinstance(value, int):
                check_page(value, self.most, f"${name}")
                largest = max(largest, value)
        return largest or self.fallback


ONCE = Count()


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """A cost: a number plus parts that wait for variables; parts are shared, never copied."""

    fixed: int = 0
    parts: tuple[tuple[Count, "Amount"], ...] = ()

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(min(self.fixed + other.fixed, MOST), self.parts + other.parts)

    def shared(self) -> "Amount":
        """The same amount as one part, so that adding it often stays small."""
        return Amount(parts=((ONCE, self),)) if len(self.parts) > 1 else self

    def times(self, count: Count) -> "Amount":
        """This amount so many times."""
        if count == ONCE:
            return self
        if count.variables:
            return Amount(parts=((count, self),))
        fixed = min(self.fixed * (count.fixed or count.fallback), MOST)
        return Amount(fixed, ((count, Amount(parts=self.parts)),) if self.parts else ())


FREE = Amount()


@dataclass(frozen=True, slots=True)
class Scale:
    """How a field multiplies: itself with its children, or (a connection) the children."""

    count: Count = ONCE
    itself: bool = False

    def apply(self, own: int, children: Amount) -> Amount:
        if self.itself:
            return (Amount(own) + children).times(self.count)
        return Amount(own) + children.times(self.count)


def total(amount: Amount, variables: Mapping[str, Any]) -> int:
    """Put the variables in; every shared part is worked out once."""
    known: dict[int, int] = {}

    def work_out(each: Amount) -> int:
        value = known.get(id(each))
        if value is None:
            parts = (count.of(variables) * work_out(part) for count, part in each.parts)
            value = known[id(each)] = min(each.fixed + sum(parts), MOST)
        return value

    return work_out(amount)


def weight_of(field: GraphQLField | None, name: str) -> int:
    """What one value of a field weighs; a field the schema lacks weighs like an object."""
    if field is None:
        return 1
    declared = _metadata(field, "cost")
    if declared is not None:
        return declared
    return 1 if is_composite_type(get_named_type(field.type)) and name != "pageInfo" else 0


def factor_of(node: FieldNode, field: GraphQLField, limits: "Limits") -> Scale:
    """How many objects a field with children may return.

    Raises:
        Refused: a literal page size is out of bounds.
    """
    given = {each.name.value: each.value for each in node.arguments or ()}
    if "first" in field.args or "last" in field.args:
        pages = [given[name] for name in ("first", "last") if name in given]
        fallback = _default_page(field, limits.page)
        count = _count(pages, fallback=fallback, most=limits.page)
        return Scale(count, itself=_is_list(field))
    if not _is_list(field):
        return Scale(Count(limits.page)) if _is_connection(field) else Scale()
    if "ids" in field.args:
        lists = [given["ids"]] if "ids" in given else []
        return Scale(_count(lists, fallback=0, most=limits.page), itself=True)
    if node.name.value in ("edges", "nodes"):
        return Scale()
    return Scale(Count(_metadata(field, "size") or limits.list_size), itself=True)


def check_page(number: int, most: int, name: str, *, empty: bool = False) -> None:
    """Refuse a page size (or, with `empty` allowed, a list length) out of bounds.

    Raises:
        Refused: as said.
    """
    least = 0 if empty else 1
    if not least <= number <= most:
        text = f"{name} is {number}, it must be {least} to {most}"
        facts = {"argument": name, "least": least, "most": most}
        raise Refused([GraphQLError(text, extensions=facts)], code=BAD_INPUT)


def _count(values: Sequence[ValueNode], *, fallback: int, most: int) -> Count:
    numbers, names = [], []
    for value in values:
        if isinstance(value, VariableNode):
            names.append(value.name.value)
        elif isinstance(value, IntValueNode):
            number = int(value.value) if len(value.value) < 10 else MOST
            number = -number if value.value.startswith("-") and number == MOST else number
            check_page(number, most, "the page size")
            numbers.append(number)
        elif isinstance(value, ListValueNode):
            check_page(len(value.values), most, "the number of ids", empty=True)
            numbers.append(len(value.values))
        elif not isinstance(value, NullValueNode):
            numbers.append(1)
    return Count(max(numbers, default=0), tuple(names), fallback, most)


def _default_page(field: GraphQLField, most: int) -> int:
    default = field.args["first"].default_value if "first" in field.args else None
    return default if isinstance(default, int) and 1 <= default <= most else most


def _metadata(field: GraphQLField, key: str) -> int | None:
    declared = field.extensions.get(key)
    if declared is None:
        definition = field.extensions.get("strawberry-definition")
        declared = getattr(definition, "metadata", {}).get(key)
    return cast(int | None, declared)


def _is_list(field: GraphQLField) -> bool:
    kind = field.type
    return is_list_type(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)


def _is_connection(field: GraphQLField) -> bool:
    named = get_named_type(field.type)
    if not isinstance(named, (GraphQLObjectType, GraphQLInterfaceType)):
        return False
    return "pageInfo" in named.fields
