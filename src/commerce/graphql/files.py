"""The generated files of `schema/`: the schema as text, who may call what, and all events."""

import json
from collections.abc import Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from graphql import GraphQLObjectType

from commerce.app import import_all
from commerce.graphql import schema as product
from commerce.kernel.events import Event, known_events


def generated() -> dict[str, str]:
    """The text of each file by its name; the same program gives the same texts."""
    import_all("errors")
    import_all("events")
    built = product.build()
    core = product.core(built)
    return {
        "schema.graphql": built.as_str() + "\n",
        "access.json": _json(access_of(core.query_type, core.mutation_type)),
        "events.json": _json({name: _shape(kind) for name, kind in known_events().items()}),
    }


def access_of(*roots: GraphQLObjectType | None) -> dict[str, str]:
    """Who may call each root field: `Query.products` -> `public`, else a permission."""
    found = {
        f"{root.name}.{name}": field.extensions["strawberry-definition"].metadata["access"]
        for root in roots
        if root is not None
        for name, field in root.fields.items()
    }
    return dict(sorted(found.items()))


def _shape(kind: type[Event]) -> Mapping[str, Any]:
    return {
        "description": (kind.__doc__ or "").strip(),
        "fields": {field.name: _type_name(field.type) for field in fields(kind)},
    }


def _type_name(kind: Any) -> str:
    """The type as JSON carries it: ids and moments are strings; `?` marks one that may be null."""
    if isinstance(kind, UnionType):
        known = [_type_name(each) for each in get_args(kind) if each is not NoneType]
        optional = NoneType in get_args(kind)
        return " | ".join(known) + ("?" if optional else "")
    if arguments := get_args(kind):
        origin = get_origin(kind)
        inner = ", ".join(_type_name(each) for each in arguments if each is not Ellipsis)
        return f"{getattr(origin, '__name__', origin)}[{inner}]"
    return str(getattr(kind, "__name__", kind))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
