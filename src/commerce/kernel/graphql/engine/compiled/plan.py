"""What each selected field is: the reading of an operation that code is written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from commerce.kernel.graphql.fields import Guard

DEFINITION = "strawberry-definition"
Details = list[FieldDetails]


class Unsupported(Exception):
    """An operation has something that only graphql-core does."""


class Kind(Enum):
    """How the value of a field comes about."""

    TYPENAME = auto()
    ATTRIBUTE = auto()
    CALL = auto()
    BATCH = auto()
    AWAIT = auto()

    @property
    def waits(self) -> bool:
        return self in (Kind.BATCH, Kind.AWAIT)


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """One key of an object in the answer."""

    key: str
    name: str
    kind: Kind
    details: Details
    definition: GraphQLField | None = None

    @property
    def type(self) -> GraphQLOutputType:
        assert self.definition is not None
        return self.definition.type

    @property
    def field(self) -> StrawberryField:
        assert self.definition is not None
        found: StrawberryField = self.definition.extensions[DEFINITION]
        return found


def kind_of(definition: GraphQLField) -> Kind:
    """How a field of the schema is served.

    Raises:
        Unsupported: only graphql-core can serve it.
    """
    field = definition.extensions.get(DEFINITION)
    if not isinstance(field, StrawberryField):
        raise Unsupported("not a strawberry field")
    if field.permission_classes or not all(type(each) is Guard for each in field.extensions):
        raise Unsupported("field extensions")
    if len(field.extensions) > 1 or field.default_resolver is not getattr:
        raise Unsupported("field extensions")
    if "batch" in field.metadata:
        return Kind.BATCH
    resolver = field.base_resolver
    if resolver is None or "attribute" in field.metadata:
        return Kind.ATTRIBUTE
    if field.is_subscription:
        raise Unsupported("a subscription")
    if field.extensions and not field.is_async:
        raise Unsupported("a guard of an ordinary function")
    return Kind.AWAIT if field.is_async else Kind.CALL


class Plan:
    """Reads one operation for one set of variables of `@skip` and `@include`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Sequence[FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        if any(each.variable_definitions for each in fragments):
            raise Unsupported("variables of a fragment")
        self.schema = schema
        self.operation = operation
        self._variables = variables
        self._fragments = {each.name.value: FragmentDetails(each) for each in fragments}
        self._below: dict[tuple[str, int], tuple[Details, list[Selected]]] = {}
        self._waits: dict[tuple[str, int], bool] = {}

    def roots(self) -> list[Selected]:
        """The root fields."""
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        found = collect_fields(self.schema, self._fragments, self._variables, root, self.operation)
        return self._selected(root, found)

    def below(self, kind: GraphQLObjectType, details: Details) -> list[Selected]:
        """What is selected of an object."""
        key = (kind.name, id(details))
        if key not in self._below:
            found = collect_subfields(
                self.schema, self._fragments, self._variables, self.operation, kind, details
            )
            self._below[key] = (details, self._selected(kind, found))
        return self._below[key][1]

    def _selected(self, kind: GraphQLObjectType, found: CollectedFields) -> list[Selected]:
        if found.new_defer_usages:
            raise Unsupported("@defer")
        return [self._one(kind, key, details) for key, details in found.grouped_field_set.items()]

    def _one(self, kind: GraphQLObjectType, key: str, details: Details) -> Selected:
        name = details[0].node.name.value
        if any(
            each.name.value == "stream" for found in details for each in found.node.directives or ()
        ):
            raise Unsupported("@stream")
        if name == "__typename":
            return Selected(key, name, Kind.TYPENAME, details)
        definition = kind.fields.get(name)
        if definition is None:
            raise Unsupported("introspection")
        return Selected(key, name, kind_of(definition), details, definition)

    def waits(self, kind: GraphQLOutputType, details: Details) -> bool:
        """Whether anything below a value of this type has to be waited for."""
        named = get_named_type(kind)
        if is_leaf_type(named):
            return False
        key = (named.name, id(details))
        if key not in self._waits:
            self._waits[key] = any(
                each.kind.waits
                or (each.definition is not None and self.waits(each.type, each.details))
                for possible in self.possible(named)
                for each in self.below(possible, details)
            )
        return self._waits[key]

    def possible(self, named: Any) -> Sequence[GraphQLObjectType]:
        """The object types a composite type stands for."""
        if is_abstract_type(named):
            return self.schema.get_possible_types(named)
        return [named]


def class_of(kind: GraphQLObjectType) -> type:
    """The Python class whose objects have this type.

    Raises:
        Unsupported: a function decides.
    """
    definition = _definition(kind)
    if definition.is_type_of is not None:
        raise Unsupported("a test of its own")
    generic = definition.concrete_of
    return generic.origin if generic else definition.origin


def classes_of(
    kind: GraphQLAbstractType, possible: Sequence[GraphQLObjectType]
) -> Mapping[type, GraphQLObjectType]:
    """Which object type the objects of a class have in the place of an abstract type.

    Raises:
        Unsupported: a function decides.
    """
    if isinstance(kind, GraphQLInterfaceType) and _definition(kind).resolve_type is not None:
        raise Unsupported("a choice of its own")
    return {class_of(each): each for each in possible if _definition(each).concrete_of is None}


def _definition(kind: GraphQLObjectType | GraphQLInterfaceType) -> StrawberryObjectDefinition:
    definition = kind.extensions.get(DEFINITION)
    if not isinstance(definition, StrawberryObjectDefinition):
        raise Unsupported("not a strawberry type")
    return definition
