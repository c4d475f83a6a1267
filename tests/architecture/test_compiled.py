"""Nothing of the product is left to the slow executor by accident."""

import ast
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLObjectType, is_abstract_type

from commerce.graphql import schema as product
from commerce.kernel.graphql.engine.compiled.plan import (
    Unsupported,
    class_of,
    classes_of,
    kind_of,
)
from tests.architecture.sources import ROOT

SCHEMA = product.core(product.build())
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")])


def object_types() -> Iterator[GraphQLObjectType]:
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield kind


def why_not(find: Any, *arguments: Any) -> str | None:
    try:
        find(*arguments)
    except Unsupported as error:
        return str(error)
    return None


def test_every_field_is_one_the_compiler_covers() -> None:
    left = {
        f"{kind.name}.{name}": why
        for kind in object_types()
        for name, field in kind.fields.items()
        if (why := why_not(kind_of, field))
    }

    assert left == {}


def test_the_class_of_an_object_tells_its_type() -> None:
    left = {kind.name: why for kind in object_types() if (why := why_not(class_of, kind))}
    for kind in SCHEMA.type_map.values():
        if is_abstract_type(kind) and not kind.name.startswith("__"):
            possible = SCHEMA.get_possible_types(kind)
            if len(classes_of(kind, possible)) != len(possible):
                left[kind.name] = "several types of one class"

    assert left == {}


def test_a_resolver_asks_its_info_for_the_context_only() -> None:
    asked = {
        f"{path.relative_to(ROOT)}: info.{node.attr}"
        for path in SOURCES
        if "graphql" in path.parts and "engine" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "info"
        and node.attr != "context"
    }

    assert asked == set()
