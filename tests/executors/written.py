"""Documents made up from the schema by a seeded writer: every construct, values that work."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)

from tests.security.documents import Ids, Writer

DEPTH = 5
LONE = ("first", "last")
LANGUAGES = ("ru", "en", "uz-Latn", "uz-Cyrl")


@dataclass
class Written:
    """A document, and sets of variables to ask it with."""

    text: str
    variables: list[dict[str, Any]]


@dataclass
class Author:
    """Writes one document; the same seed writes the same."""

    schema: GraphQLSchema
    ids: Ids
    dice: random.Random
    declared: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    fragments: list[str] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def query(self) -> Written:
        """One to three root fields, some under other names."""
        root = self.schema.query_type
        assert root is not None
        names = self.dice.choices(list(root.fields), k=self.dice.choice((1, 1, 1, 2, 3)))
        return self._written("query", [self._root(root, name) for name in names])

    def mutation(self, name: str) -> Written:
        """One mutation, sometimes twice."""
        root = self.schema.mutation_type
        assert root is not None
        times = self.dice.choice((1, 1, 1, 1, 2))
        return self._written("mutation", [self._root(root, name) for _ in range(times)])

    def _written(self, kind: str, roots: list[str]) -> Written:
        self.dice.shuffle(roots)
        if self._rarely():
            roots.append("__typename")
        declared = ", ".join(f"${name}: {each}" for name, each in self.declared.items())
        head = f"{kind} Q{f'({declared})' if declared else ''}"
        if self._rarely():
            head += f' @inContext(language: "{self.dice.choice(LANGUAGES)}")'
        text = "\n".join([f"{head} {{ {' '.join(roots)} }}", *self.fragments])
        return Written(text, [self._turned() for _ in range(2 if kind == "query" else 1)])

    def _turned(self) -> dict[str, Any]:
        """The variables, with other switches and without some that may be missing."""
        found = dict(self.values)
        for name in self.values:
            if isinstance(found[name], bool):
                found[name] = self._often()
            elif name in self.optional and self._rarely():
                if self._often():
                    del found[name]
                else:
                    found[name] = None
        return found

    def _root(self, root: GraphQLObjectType, name: str) -> str:
        return self._field(root, name, DEPTH, alias=True)

    def _field(self, parent: Any, name: str, depth: int, *, alias: bool = False) -> str:
        definition = parent.fields[name]
        given = self._arguments(f"{parent.name}.{name}", definition.args)
        shown = name
        if alias or given or self._rarely():
            self.count += 1
            shown = f"a{self.count}: {name}"
        below = self._below(definition.type, depth - 1)
        return f"{shown}{given}{self._switch()}{below}"

    def _below(self, kind: Any, depth: int) -> str:
        named = get_named_type(kind)
        return "" if is_leaf_type(named) else f" {{ {self._selection(named, depth)} }}"

    def _selection(self, named: Any, depth: int) -> str:
        parts = ["__typename"] if self._rarely() else []
        fields = getattr(named, "fields", {})
        chosen = [name for name in fields if self._fits(fields[name], depth)]
        self.dice.shuffle(chosen)
        parts += [self._field(named, name, depth) for name in chosen[: self.dice.randint(1, 6)]]
        if is_abstract_type(named):
            for each in self.schema.get_possible_types(named):
                if self._often():
                    parts.append(self._narrowed(each, depth))
        elif self._rarely() and depth > 0:
            parts.append(self._narrowed(named, depth))
        return " ".join(parts) or "__typename"

    def _narrowed(self, named: Any, depth: int) -> str:
        """An inline fragment or the spread of a named one, in simple words."""
        if named.name in self.known and self._often():
            return f"...{self.dice.choice(self.known[named.name])}{self._switch()}"
        chosen = [name for name, each in named.fields.items() if self._fits(each, 1)]
        self.dice.shuffle(chosen)
        inside = " ".join(self._field(named, name, 1, alias=True) for name in chosen[:1])
        inside = inside or "__typename"
        if self._often():
            return f"... on {named.name}{self._switch()} {{ {inside} }}"
        self.count += 1
        name = f"F{self.count}"
        self.known.setdefault(named.name, []).append(name)
        self.fragments.append(f"fragment {name} on {named.name} {{ {inside} }}")
        return f"...{name}{self._switch()}"

    def _fits(self, definition: Any, depth: int) -> bool:
        leaf = is_leaf_type(get_named_type(definition.type))
        return leaf or depth > 1 or (depth > 0 and self._often())

    def _switch(self) -> str:
        if self.dice.random() > 0.12:
            return ""
        word = self.dice.choice(("skip", "include"))
        if self._rarely():
            return f" @{word}(if: {json.dumps(self._often())})"
        name = f"b{self.dice.randint(1, 3)}"
        self.declared[name] = "Boolean!"
        self.values[name] = True
        return f" @{word}(if: ${name})"

    def _arguments(self, place: str, arguments: Any) -> str:
        lone = self.dice.choice(LONE)
        choice = self._choice(arguments)
        parts = []
        for name, each in arguments.items():
            required = isinstance(each.type, GraphQLNonNull)
            if name in LONE and lone in arguments and name != lone:
                continue
            if not required and name != lone and self._often() and name in ("after", "before"):
                continue
            if not required and name != lone and self._rarely():
                continue
            value = Writer(place, self.ids, choice).value(each.type, (name,))
            if name in LONE:
                value = self.dice.randint(1, 4)
            parts.append(f"{name}: {self._given(each, value)}")
        return f"({', '.join(parts)})" if parts else ""

    def _choice(self, arguments: Any) -> str:
        """The alternative of a `@oneOf` input."""
        kinds = [get_nullable_type(each.type) for each in arguments.values()]
        ways = [k for k in kinds if isinstance(k, GraphQLInputObjectType) and k.is_one_of]
        return self.dice.choice(list(ways[0].fields)) if ways else ""

    def _given(self, argument: Any, value: Any) -> str:
        if self._often():
            return literal(argument.type, value)
        self.count += 1
        name = f"v{self.count}"
        self.declared[name] = str(argument.type)
        self.values[name] = value
        if not isinstance(argument.type, GraphQLNonNull):
            self.optional.add(name)
        return f"${name}"

    def _often(self) -> bool:
        return self.dice.random() < 0.5

    def _rarely(self) -> bool:
        return self.dice.random() < 0.15


def literal(kind: Any, value: Any) -> str:
    """A value as it is written in a document."""
    inner = get_nullable_type(kind)
    if value is None:
        return "null"
    if is_list_type(inner):
        items = value if isinstance(value, list) else [value]
        return f"[{', '.join(literal(inner.of_type, each) for each in items)}]"
    if isinstance(inner, GraphQLInputObjectType):
        parts = (
            f"{name}: {literal(inner.fields[name].type, each)}"
            for name, each in value.items()
            if each is not None or not isinstance(inner.fields[name].type, GraphQLNonNull)
        )
        return f"{{{', '.join(parts)}}}"
    if isinstance(inner, GraphQLEnumType):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {json.dumps(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
