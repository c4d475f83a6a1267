"""Values of scalars and enums: what is right already passes, the rest is looked at."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from inspect import isawaitable
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLScalarType, Undefined

from commerce.kernel.graphql.engine.compiled.running import Bail
from commerce.kernel.graphql.engine.compiled.source import Module

PLAIN = frozenset({str, int, bool, float, Decimal, datetime, date, time, UUID, dict, list})
_READY = {"String": "str", "ID": "str", "Boolean": "bool"}


def leaf_lines(
    kind: GraphQLScalarType | GraphQLEnumType, var: str, *, required: bool, module: Module
) -> list[str]:
    """The lines that turn a local variable into what the answer has."""
    orphan = "" if required else f" and {var} is not None"
    members: type[Enum] | None = getattr(kind, "wrapped_cls", None)
    if members is not None:
        return [f"{var} = {_names(kind, members, required=required, module=module)}[{var}]"]
    strict = f"{var} = {module.made_once('strict', kind, lambda: _Strict(kind))}({var})"
    ready = "str" if kind.coerce_output_value is str else _READY.get(kind.name)
    if ready is not None:
        return [f"if {var}.__class__ is not {ready}{orphan}: {strict}"]
    if kind.name == "Int":
        odd = f"({var}.__class__ is not int or not -2147483648 <= {var} <= 2147483647)"
        return [f"if {odd}{orphan}: {strict}"]
    plain = f"{var}.__class__ in {module.constant('plain', PLAIN)}"
    serialize = module.constant("serialize", kind.coerce_output_value)
    if kind.name == "Float" or isinstance(kind, GraphQLEnumType):
        return [strict if required else f"if {var} is not None: {strict}"]
    return [
        f"if {plain}:",
        f"    {var} = {serialize}({var})",
        f"    if {var} is None or {var} is Undefined: raise Bail('an odd scalar')",
        f"elif {var} is not None: {strict}" if not required else f"else: {strict}",
    ]


def _names(
    kind: GraphQLScalarType | GraphQLEnumType,
    members: type[Enum],
    *,
    required: bool,
    module: Module,
) -> str:
    """A table of the members; what is not in it is for graphql-core."""

    def make() -> Mapping[Any, Any]:
        names = {each: kind.coerce_output_value(each) for each in members}
        return names if required else {**names, None: None}

    return module.made_once("names" if required else "names_or_null", kind, make)


class _Strict:
    """Serialises a value like graphql-core, as long as there is nothing to complain about."""

    __slots__ = ("_serialize",)

    def __init__(self, kind: GraphQLScalarType | GraphQLEnumType) -> None:
        self._serialize: Callable[[Any], Any] = kind.coerce_output_value

    def __call__(self, value: Any) -> Any:
        """Serialise.

        Raises:
            Bail: graphql-core would find fault with it.
        """
        if value.__class__ not in PLAIN and _faulty(value):
            raise Bail("an odd scalar")
        found = self._serialize(value)
        if found is None or found is Undefined:
            raise Bail("an odd scalar")
        return found


def _faulty(value: Any) -> bool:
    return value is None or isinstance(value, Exception) or isawaitable(value)
