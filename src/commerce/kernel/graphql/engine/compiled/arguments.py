"""The arguments of a field: worked out once per request, never per object."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
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
from graphql.execution.values import VariableValues
from strawberry.schema import Schema
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryMaybe

from commerce.kernel.graphql.engine.compiled.conversion import Conversions, Convert
from commerce.kernel.graphql.engine.compiled.plan import DEFINITION, Selected, Unsupported
from commerce.kernel.graphql.engine.compiled.running import Bail, Run

Given = dict[str, Any]
Read = Callable[[Run], Given]
_MOST_MADE = 32
_SHORT = 100
_SIMPLE = (int, bool, type(None), type(Undefined))


class _Step(NamedTuple):
    """One argument; its value is that of a variable, or `value`, which may be Undefined."""

    python_name: str
    variable: str | None
    value: Any
    required: bool
    convert: Convert | None


class Arguments:
    """Reads the arguments of selected fields; `keep` allows to keep what was made of them."""

    def __init__(self, schema: GraphQLSchema, *, keep: bool) -> None:
        self._keep = keep
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
            names = tuple({name for each in given.values() for name in _variables(each.value)})
            convert = partial(self._converted, definition, node)
            return _Converted(names, convert) if self._keep else convert
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
        absent = variable is None and value is None
        plain = (leaf or absent) and not isinstance(own.type, StrawberryMaybe)
        convert = None if plain else self._conversions.of(own.type, (name,))
        required = isinstance(argument.type, GraphQLNonNull)
        return _Step(own.python_name, variable, value, required, convert)

    def _converted(self, definition: GraphQLField, node: FieldNode, run: Run) -> Given:
        variables = VariableValues({}, dict(run.variables.coerced))
        given = get_argument_values(definition, node, variables)
        own = definition.extensions[DEFINITION].arguments
        return convert_arguments(given, own, self._registry, self._config)


class _Converted:
    """What the libraries make of variables inside of lists and input objects.

    That takes long, so what was made of short values is used again: resolvers change no inputs.
    """

    __slots__ = ("_convert", "_made", "_names")

    def __init__(self, names: Sequence[str], convert: Read) -> None:
        self._names = names
        self._convert = convert
        self._made: dict[Hashable, Given] = {}

    def __call__(self, run: Run) -> Given:
        given = run.variables.coerced
        values = [given.get(name, Undefined) for name in self._names]
        if not all(_short(value) for value in values):
            return self._convert(run)
        key = tuple((value.__class__, value) for value in values)
        found = self._made.get(key)
        if found is None:
            found = self._convert(run)
            if len(self._made) >= _MOST_MADE:
                del self._made[next(iter(self._made))]
            self._made[key] = found
        return found


def _short(value: Any) -> bool:
    """Whether a value cannot change and takes little room."""
    return value.__class__ in _SIMPLE or (value.__class__ is str and len(value) <= _SHORT)


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
    return not isinstance(argument.value, VariableNode) and any(_variables(argument.value))


def _variables(node: Node) -> Iterator[str]:
    """The names of the variables in a value."""
    if isinstance(node, VariableNode):
        yield node.name.value
        return
    for part in (getattr(node, key, None) for key in node.keys):
        for each in part if isinstance(part, tuple | list) else (part,):
            if isinstance(each, Node):
                yield from _variables(each)
