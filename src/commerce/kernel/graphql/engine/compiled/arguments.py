"""The arguments of a field: worked out once per request, never per object."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    NameNode,
    Node,
    Undefined,
    VariableNode,
    get_argument_values,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.schema import Schema
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryMaybe

from commerce.kernel.graphql.engine.compiled.conversion import Conversions, Convert
from commerce.kernel.graphql.engine.compiled.plan import DEFINITION, Selected, Unsupported
from commerce.kernel.graphql.engine.compiled.running import Bail, Run

Given = dict[str, Any]
Read = Callable[[Run], Given]


class _Step(NamedTuple):
    """One argument; its value is that of a variable, or `value`, which may be Undefined."""

    python_name: str
    variable: str | None
    value: Any
    required: bool
    convert: Convert | None


class Arguments:
    """Reads the arguments of selected fields."""

    def __init__(self, schema: GraphQLSchema) -> None:
        found = schema.extensions.get(DEFINITION)
        if not isinstance(found, Schema):
            raise Unsupported("not a strawberry schema")
        self._config = found.config
        self._registry = found.schema_converter.scalar_registry
        self._conversions = Conversions(self._config, self._registry)

    def reader(self, selected: Selected) -> Read | None:
        """What gives the keyword arguments of the resolver, or None when it takes none."""
        definition = selected.definition
        if definition is None or not definition.args:
            return None
        node = selected.details[0].node
        given = {each.name.value: each for each in node.arguments or ()}
        if any(_nested(each) for each in given.values()):
            return partial(self._by_library, definition, node)
        by_name = {self._name(each): each for each in selected.field.arguments}
        return partial(
            _by_steps,
            tuple(
                self._step(by_name[name], argument, name, given.get(name))
                for name, argument in definition.args.items()
            ),
        )

    def _name(self, argument: StrawberryArgument) -> str:
        return self._config.name_converter.from_argument(argument)

    def _step(
        self,
        own: StrawberryArgument,
        argument: GraphQLArgument,
        name: str,
        node: ArgumentNode | None,
    ) -> _Step:
        variable = node.value.name.value if node and isinstance(node.value, VariableNode) else None
        value = _constant(argument, name, None if variable else node)
        leaf = is_leaf_type(get_nullable_type(argument.type))
        plain = leaf and not isinstance(own.type, StrawberryMaybe)
        convert = None if plain else self._conversions.of(own.type, (name,))
        required = isinstance(argument.type, GraphQLNonNull)
        return _Step(own.python_name, variable, value, required, convert)

    def _by_library(self, definition: GraphQLField, node: FieldNode, run: Run) -> Given:
        given = get_argument_values(definition, node, run.variables.full)
        own = definition.extensions[DEFINITION].arguments
        return convert_arguments(given, own, self._registry, self._config)


def _by_steps(steps: tuple[_Step, ...], run: Run) -> Given:
    """Put variables and constants together.

    Raises:
        Bail: there is an error to tell.
    """
    given: Given = {}
    variables: Mapping[str, Any] = run.variables.coerced
    for name, variable, value, required, convert in steps:
        if variable is not None:
            value = variables.get(variable, value)
        if value is Undefined:
            if required:
                raise Bail("a missing argument")
            continue
        if value is None and required:
            raise Bail("a null argument")
        given[name] = value if convert is None else convert(value)
    return given


def _constant(argument: GraphQLArgument, name: str, node: ArgumentNode | None) -> Any:
    """The value of an argument without variables, or Undefined without default."""
    if node is None and isinstance(argument.type, GraphQLNonNull) and not _has_default(argument):
        return Undefined
    field = GraphQLField(GraphQLString, args={name: argument})
    place = FieldNode(name=NameNode(value=name), arguments=(node,) if node else ())
    found = get_argument_values(field, place)
    return found.get(argument.out_name or name, Undefined)


def _has_default(argument: GraphQLArgument) -> bool:
    return argument.default_value is not Undefined or argument.default is not None


def _nested(argument: ArgumentNode) -> bool:
    """Whether there are variables inside of a list or an input object."""
    return not isinstance(argument.value, VariableNode) and _has_variable(argument.value)


def _has_variable(node: Node) -> bool:
    if isinstance(node, VariableNode):
        return True
    parts = (getattr(node, key, None) for key in node.keys)
    return any(
        _has_variable(each)
        for part in parts
        for each in (part if isinstance(part, tuple | list) else (part,))
        if isinstance(each, Node)
    )
