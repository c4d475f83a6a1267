"""The variables of a request: built-in scalars checked at once, the rest by graphql-core."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from commerce.kernel.graphql.refusals import BAD_INPUT, Refused

_MOST_ERRORS = 10
_CLASSES: Mapping[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool}
_INT = range(-(2**31), 2**31)


class Variables:
    """The coerced variables of one request; `full` is the form graphql-core works with."""

    __slots__ = ("_full", "_work_out", "coerced")

    def __init__(
        self,
        coerced: Mapping[str, Any],
        *,
        full: VariableValues | None = None,
        work_out: Callable[[], VariableValues] | None = None,
    ) -> None:
        self.coerced = coerced
        self._full = full
        self._work_out = work_out

    @property
    def full(self) -> VariableValues:
        if self._full is None:
            assert self._work_out is not None
            self._full = self._work_out()
        return self._full


class _Quick(NamedTuple):
    """A variable of a built-in scalar; `default` is Undefined when it has none."""

    name: str
    kind: type | None
    required: bool
    default: Any


class Signature:
    """The variables an operation declares."""

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, *, suggest: bool
    ) -> None:
        self._schema = schema
        self._declared = operation.variable_definitions or ()
        self._suggest = suggest
        self._odd = False
        self._quick = tuple(self._measured(self._declared))

    def _measured(self, declared: Sequence[VariableDefinitionNode]) -> Iterator[_Quick]:
        for each in declared:
            name, kind = each.variable.name.value, each.type
            required = isinstance(kind, NonNullTypeNode)
            if isinstance(kind, NonNullTypeNode):
                kind = kind.type
            known = _CLASSES.get(kind.name.value) if isinstance(kind, NamedTypeNode) else None
            default: Any = Undefined
            if each.default_value is not None:
                found = get_variable_values(self._schema, [each], {})
                if isinstance(found, list):
                    self._odd = True
                else:
                    default = found.coerced[name]
            yield _Quick(name, known, required, default)

    def coerce(self, raw: Mapping[str, Any]) -> Variables:
        """The values of a request.

        Raises:
            Refused: they do not fit.
        """
        if self._odd:
            return self._by_library(raw)
        coerced: dict[str, Any] = {}
        for name, kind, required, default in self._quick:
            value = raw.get(name, Undefined)
            if value.__class__ is kind:
                if kind is int and value not in _INT:
                    return self._by_library(raw)
                coerced[name] = value
            elif value is Undefined and default is not Undefined:
                coerced[name] = default
            elif required or (value is not Undefined and value is not None):
                return self._by_library(raw)
            elif value is None:
                coerced[name] = None
        return Variables(coerced, work_out=lambda: self._full(raw))

    def _by_library(self, raw: Mapping[str, Any]) -> Variables:
        full = self._full(raw)
        return Variables(full.coerced, full=full)

    def _full(self, raw: Mapping[str, Any]) -> VariableValues:
        found = get_variable_values(
            self._schema,
            self._declared,
            dict(raw),
            max_errors=_MOST_ERRORS,
            hide_suggestions=not self._suggest,
        )
        if isinstance(found, list):
            raise Refused(found, code=BAD_INPUT)
        return found
