"""Documents written from the schema: full inputs that work, and every place in them to attack."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_nullable_type,
    is_list_type,
    parse,
)

from commerce.kernel.graphql.cost import total
from commerce.kernel.graphql.limits import Limits, measure
from commerce.kernel.settings import load_settings
from tests.architecture.sources import ROOT
from tests.security.selections import DEEPEST, selection
from tests.security.values import PREFIXES, id_kind, sample

SCHEMA: GraphQLSchema = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
ACCESS: dict[str, str] = json.loads((ROOT / "schema" / "access.json").read_text("utf-8"))
LIMITS = Limits(cost=load_settings().max_cost)
BACKWARD = ("last", "before")
Path = tuple[str | int, ...]
Ids = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """One value among the variables of a document; `kind` is a type, "List" or "Object"."""

    path: Path
    kind: str
    prefix: str = ""

    def __str__(self) -> str:
        return ".".join(map(str, self.path))


@dataclass(frozen=True)
class Call:
    """A document for one root field, and variables with which it works."""

    name: str
    document: str
    variables: dict[str, Any]
    places: tuple[Place, ...]

    def body(self, place: Place | None = None, value: str = "") -> bytes:
        """The request in JSON; `value` is JSON text that takes one place."""
        variables = self.variables
        mark = "@@here@@"
        if place is not None:
            if place.path[0] in BACKWARD:
                variables = {**variables, "first": None, "last": 2}
            variables = put(variables, place.path, mark)
        text = json.dumps({"query": self.document, "variables": variables})
        return text.replace(json.dumps(mark), value).encode()


def put(values: Any, path: Path, value: Any) -> Any:
    """A copy with another value at one place."""
    if not path:
        return value
    copy = dict(values) if isinstance(values, Mapping) else list(values)
    copy[path[0]] = put(copy[path[0]], path[1:], value)  # type: ignore[index]  # by the schema
    return copy


def at(values: Any, path: Path) -> Any:
    """The value at one place."""
    for step in path:
        values = values[step]
    return values


def calls(name: str, ids: Ids) -> list[Call]:
    """Calls of `Query.field` or `Mutation.field`: one for each alternative of its `by`.

    `ids` has the public id of one thing of each kind.
    """
    root, field_name = name.split(".")
    kind = SCHEMA.get_type(root)
    assert isinstance(kind, GraphQLObjectType)
    field = kind.fields[field_name]
    named = (get_nullable_type(each.type) for each in field.args.values())
    ways = [each for each in named if isinstance(each, GraphQLInputObjectType) and each.is_one_of]
    choices = list(ways[0].fields) if ways else [""]
    return [_call(name, ids, choice) for choice in choices]


def _call(name: str, ids: Ids, choice: str) -> Call:
    root, field_name = name.split(".")
    field = SCHEMA.get_type(root).fields[field_name]  # type: ignore[union-attr]  # a root type
    writer = Writer(name, ids, choice)
    values = {key: writer.value(each.type, (key,)) for key, each in field.args.items()}
    places = [p for key, each in field.args.items() for p in writer.places(each.type, (key,))]
    declared = ", ".join(f"${key}: {each.type}" for key, each in field.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in values)
    head = f"{root.lower()} Call{f'({declared})' if declared else ''}"
    start = f"{head} {{ {field_name}{f'({passed})' if passed else ''}"
    for depth in range(DEEPEST, 0, -1):
        document = f"{start}{selection(SCHEMA, field.type, depth)} }}"
        if _affordable(document, values):
            break
    return Call(name, document, values, tuple(places))


def _affordable(document: str, variables: Mapping[str, Any]) -> bool:
    amounts = measure(parse(document), SCHEMA, LIMITS)
    return total(amounts["Call"], variables) <= LIMITS.cost


@dataclass
class Writer:
    """Writes the variables of one call, and lists the places in them."""

    name: str
    ids: Ids
    choice: str

    def value(self, kind: Any, path: Path, above: tuple[str, ...] = ()) -> Any:
        """A value that works; a type within itself is left out."""
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            item = self.value(inner.of_type, (*path, 0), above)
            return None if item is None else [item]
        if isinstance(inner, GraphQLInputObjectType):
            if inner.name in above:
                return None
            return {
                key: self.value(each.type, (*path, key), (*above, inner.name))
                for key, each in self._fields(inner)
            }
        if isinstance(inner, GraphQLEnumType):
            return sample(self.name, path, inner.name, self.ids) or next(iter(inner.values))
        return sample(self.name, path, inner.name, self.ids)

    def places(self, kind: Any, path: Path, above: tuple[str, ...] = ()) -> Iterator[Place]:
        """Everything that can be attacked in `value`."""
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            yield Place(path, "List")
            if self.value(kind, path, above) is not None:
                yield from self.places(inner.of_type, (*path, 0), above)
        elif isinstance(inner, GraphQLInputObjectType):
            yield Place(path, "Object")
            if inner.name not in above:
                for key, each in self._fields(inner):
                    yield from self.places(each.type, (*path, key), (*above, inner.name))
        else:
            known = id_kind(self.name, path) if inner.name == "ID" else ""
            yield Place(path, inner.name, PREFIXES.get(known, ""))

    def _fields(self, kind: GraphQLInputObjectType) -> list[tuple[str, Any]]:
        if kind.is_one_of:
            way = self.choice if self.choice in kind.fields else next(iter(kind.fields))
            return [(way, kind.fields[way])]
        return list(kind.fields.items())
