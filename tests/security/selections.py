"""Selections written from the schema: as much of an answer as the limits let through."""

from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

ERRORS = "errors { __typename ... on UserError { code message path } }"
DEEPEST = 4


def selection(schema: GraphQLSchema, kind: Any, depth: int) -> str:
    """Every field down to a depth; fields that lead back up are left out."""
    named = get_named_type(kind)
    return "" if is_leaf_type(named) else f" {{ {_fields(schema, named, depth, ())} }}"


def _fields(schema: GraphQLSchema, named: Any, depth: int, above: tuple[str, ...]) -> str:
    if is_abstract_type(named):
        if depth <= 0:
            return "__typename"
        return _of_each(schema, named, depth, above)
    parts = ["__typename"]
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        if name == "errors":
            parts.append(ERRORS)
        elif is_leaf_type(inner):
            parts.append(name)
        elif depth > 0 and inner.name not in above and not _wide(name, field):
            below = _fields(schema, inner, _left(named, depth), (*above, named.name))
            parts.append(f"{name} {{ {below} }}")
    return " ".join(parts)


def _left(named: Any, depth: int) -> int:
    """A page and an edge are not levels that count."""
    return depth if named.name.endswith(("Connection", "Edge", "Payload")) else depth - 1


def _of_each(schema: GraphQLSchema, named: Any, depth: int, above: tuple[str, ...]) -> str:
    if isinstance(named, GraphQLInterfaceType):
        return " ".join(["__typename", *named.fields])
    kinds: list[GraphQLObjectType] = list(schema.get_possible_types(named))
    parts = [
        f"... on {kind.name} {{ {_fields(schema, kind, 0, (*above, named.name))} }}"
        for kind in kinds
    ]
    return " ".join(["__typename", *parts])


def _wide(name: str, field: Any) -> bool:
    """Edges repeat the nodes, and what needs an argument is asked for elsewhere."""
    return name == "edges" or any(is_required_argument(each) for each in field.args.values())
