"""What an answer really cost: the objects in it, with the weights the price was made of."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from commerce.kernel.graphql.cost import weight_of


class Level(NamedTuple):
    """Selection sets that describe the same object."""

    sets: tuple[SelectionSetNode, ...]
    types: tuple[GraphQLNamedType | None, ...]


class Seen(NamedTuple):
    """One key of an object: the weight of a value and what lies below it."""

    weight: int
    below: Level


class Spent:
    """Counts the answers of one operation."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        root = schema.get_root_type(operation.operation)
        self._root = Level((operation.selection_set,), (root,))
        self._keys: dict[tuple[int, ...], dict[str, Seen]] = {}

    def count(self, data: Mapping[str, Any] | None) -> int:
        """The weight of everything in `data`."""
        return 0 if data is None else self._object(data, self._root)

    def _object(self, data: Mapping[str, Any], level: Level) -> int:
        return sum(
            self._value(data[key], seen)
            for key, seen in self._keys_of(level).items()
            if data.get(key) is not None
        )

    def _value(self, value: Any, seen: Seen) -> int:
        if isinstance(value, list):
            return sum(self._value(item, seen) for item in value if item is not None)
        if seen.below.sets and isinstance(value, Mapping):
            return seen.weight + self._object(value, seen.below)
        return seen.weight

    def _keys_of(self, level: Level) -> dict[str, Seen]:
        key = tuple(map(id, level.sets))
        if key not in self._keys:
            keys: dict[str, Seen] = {}
            for node, parent in self._fields(level):
                name = (node.alias or node.name).value
                fresh = self._seen(node, parent)
                old = keys.get(name)
                keys[name] = fresh if old is None else _merged(old, fresh)
            self._keys[key] = keys
        return self._keys[key]

    def _fields(self, level: Level) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        spread: set[str] = set()
        stack = list(zip(level.sets, level.types, strict=True))
        while stack:
            selection_set, parent = stack.pop()
            for node in selection_set.selections:
                if isinstance(node, FieldNode):
                    yield node, parent
                elif isinstance(node, FragmentSpreadNode):
                    name = node.name.value
                    if name not in spread and (found := self._fragments.get(name)):
                        spread.add(name)
                        on = self._schema.get_type(found.type_condition.name.value)
                        stack.append((found.selection_set, on))
                elif isinstance(node, InlineFragmentNode):
                    condition = node.type_condition
                    on = self._schema.get_type(condition.name.value) if condition else parent
                    stack.append((node.selection_set, on))

    def _seen(self, node: FieldNode, parent: GraphQLNamedType | None) -> Seen:
        name = node.name.value
        field = self._schema.get_field(parent, name) if is_composite_type(parent) else None
        below = Level((), ())
        if node.selection_set is not None and field is not None:
            below = Level((node.selection_set,), (get_named_type(field.type),))
        meta = name.startswith("__") or (parent is not None and parent.name.startswith("__"))
        return Seen(0 if meta else weight_of(field, name), below)


def _merged(old: Seen, fresh: Seen) -> Seen:
    sets, types = old.below.sets + fresh.below.sets, old.below.types + fresh.below.types
    return Seen(max(old.weight, fresh.weight), Level(sets, types))
