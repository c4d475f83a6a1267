"""Coerced input values into the Python values of resolvers: what a type asks for is found once."""

from collections.abc import Callable
from dataclasses import MISSING
from functools import partial
from typing import Any, cast

from strawberry import UNSET
from strawberry.relay.types import GlobalID
from strawberry.scalars import is_scalar
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.maybe import Some

Convert = Callable[[Any], Any]


class Conversions:
    """Makes converters that do what strawberry's `convert_argument` does."""

    def __init__(self, config: Any, registry: Any) -> None:
        self.config = config
        self.registry = registry
        self._inputs: dict[Any, _Input] = {}

    def of(self, kind: Any, path: tuple[str, ...]) -> Convert | None:
        """The converter of a type, or None when values stay as they are."""
        if isinstance(kind, LazyType):
            return self.of(kind.resolve_type(), path)
        if isinstance(kind, StrawberryMaybe):
            return self._maybe(kind, path)
        if isinstance(kind, StrawberryOptional):
            return self.of(kind.of_type, path)
        if isinstance(kind, StrawberryList):
            return partial(_each, self.of(kind.of_type, path))
        if self._stays(kind):
            return None
        definition = kind.__strawberry_definition__ if has_object_definition(kind) else None
        if definition is None or not definition.is_input or definition.from_input is not None:
            return self._by_library(kind, path)
        if kind not in self._inputs:
            self._inputs[kind] = _Input(self, kind, definition)
        return self._inputs[kind]

    def _maybe(self, kind: StrawberryMaybe, path: tuple[str, ...]) -> Convert:
        if not isinstance(kind.of_type, StrawberryOptional):
            return self._by_library(kind, path)
        return partial(_some, self.of(kind.of_type, path))

    def _stays(self, kind: Any) -> bool:
        if kind is GlobalID:
            return False
        is_enum = isinstance(kind, StrawberryEnumDefinition) or has_enum_definition(kind)
        return is_enum or is_scalar(kind, self.registry)

    def _by_library(self, kind: Any, path: tuple[str, ...]) -> Convert:
        def convert(value: Any) -> Any:
            return convert_argument(value, kind, self.registry, self.config, path=path)

        return convert


class _Input:
    """Builds one input class; as it may hold itself, its fields wait for the first value."""

    def __init__(
        self, conversions: Conversions, kind: Any, definition: StrawberryObjectDefinition
    ) -> None:
        self._conversions = conversions
        self._kind = kind
        self._definition = definition
        self._fields: list[tuple[str, str, Convert | None]] | None = None
        self._nothing = {
            each.python_name: None
            for each in definition.fields
            if each.default_value is MISSING and each.default_factory is MISSING
        }

    def __call__(self, value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        if self._fields is None:
            self._fields = [self._field(each) for each in self._definition.fields]
        given: dict[str, Any] = self._nothing.copy()
        for name, python_name, convert in self._fields:
            if name in value:
                given[python_name] = value[name] if convert is None else convert(value[name])
        return self._kind(**given)

    def _field(self, field: Any) -> tuple[str, str, Convert | None]:
        name = self._conversions.config.name_converter.from_field(field)
        kind = field.resolve_type(type_definition=self._definition)
        return name, cast(str, field.python_name), self._conversions.of(kind, (name,))


def _each(convert: Convert | None, values: Any) -> Any:
    if values is None or values is UNSET:
        return values
    return list(values) if convert is None else [convert(each) for each in values]


def _some(convert: Convert | None, value: Any) -> Any:
    return Some(value if convert is None else convert(value))
