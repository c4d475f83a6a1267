"""Writes code for values with nothing to wait for: one function for each selection set."""

from collections.abc import Callable, Mapping
from inspect import isawaitable
from keyword import iskeyword
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
)

from commerce.kernel.graphql.engine.compiled.arguments import Arguments
from commerce.kernel.graphql.engine.compiled.leaves import leaf_lines
from commerce.kernel.graphql.engine.compiled.plan import (
    Details,
    Kind,
    Plan,
    Selected,
    Unsupported,
    class_of,
    classes_of,
)
from commerce.kernel.graphql.engine.compiled.running import Bail
from commerce.kernel.graphql.engine.compiled.source import Body, Module


class Values:
    """Code that completes values; every function takes a value and the run `x`."""

    def __init__(self, plan: Plan, module: Module, arguments: Arguments) -> None:
        self.plan = plan
        self.module = module
        self.prologue = Body()
        self._arguments = arguments
        self._given: dict[str, str] = {}
        self._written: dict[tuple[str, str, int], str] = {}

    def complete(
        self, kind: GraphQLOutputType, details: Details, var: str, to: Body, depth: int
    ) -> None:
        """Add the lines that complete a local variable."""
        required = isinstance(kind, GraphQLNonNull)
        bare: Any = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(bare, GraphQLScalarType | GraphQLEnumType):
            for line in leaf_lines(bare, var, required=required, module=self.module):
                to.add(line, depth)
            return
        if not required:
            to.add(f"if {var} is not None:", depth)
            depth += 1
        if isinstance(bare, GraphQLList):
            items = f"({var} if {var}.__class__ is list else as_list({var}))"
            to.add(f"{var} = [{self._item(bare.of_type, details)} for e in {items}]", depth)
        else:
            to.add(f"{var} = {self._object(bare, details, var, required=True)}", depth)

    def _item(self, kind: GraphQLOutputType, details: Details) -> str:
        """An expression that completes an item `e` of a list."""
        required = isinstance(kind, GraphQLNonNull)
        bare: Any = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if not isinstance(bare, GraphQLScalarType | GraphQLEnumType | GraphQLList):
            return self._object(bare, details, "e", required=required)
        body, name = Body(), self.module.fresh("item")
        self.complete(kind, details, "e", body, 1)
        body.add("return e")
        self.module.function(f"def {name}(e, x)", body)
        return f"{name}(e, x)"

    def _object(self, kind: Any, details: Details, item: str, *, required: bool) -> str:
        """An expression that completes an object; what is not of its class is looked at."""
        if not isinstance(kind, GraphQLObjectType):
            return f"{self._table(kind, details, required=required)}[{item}.__class__]({item}, x)"
        name, other = self.one(kind, details), "odd" if required else "odd_or_null"
        cls = self.module.constant("cls", class_of(kind))
        looked_at = f"{other}({item}, x, {name}, {self.test(kind)})"
        return f"{name}({item}, x) if {item}.__class__ is {cls} else {looked_at}"

    def one(self, kind: GraphQLObjectType, details: Details) -> str:
        """The function that completes one object of the class its type is made for."""
        return self._once("one", kind, details, lambda name: self._write_one(name, kind, details))

    def _write_one(self, name: str, kind: GraphQLObjectType, details: Details) -> None:
        body = Body()
        items = [
            f"{each.key!r}: {self.field(kind, each, body, 1)}"
            for each in self.plan.below(kind, details)
        ]
        body.add(f"return {{{', '.join(items)}}}")
        self.module.function(f"def {name}(o, x)", body)

    def field(self, kind: GraphQLObjectType, each: Selected, body: Body, depth: int) -> str:
        """Add the lines for a field of `o`; gives the expression of its value."""
        if each.kind is Kind.TYPENAME:
            return repr(kind.name)
        var = self.module.fresh("v")
        body.add(f"{var} = {self.value_of(each, 'o')}", depth)
        self.complete(each.type, each.details, var, body, depth)
        return var

    def test(self, kind: GraphQLObjectType) -> str:
        """The name of a function that bails when an object does not suit a type."""
        return self.module.made_once("test", kind, lambda: _test(kind))

    def _table(self, kind: Any, details: Details, *, required: bool) -> str:
        """The functions for the objects of an abstract type, by class."""

        def write(name: str) -> None:
            entries = {} if required else {"type(None)": "nothing"}
            for cls, each in classes_of(kind, self.plan.possible(kind)).items():
                entries[self.module.constant("cls", cls)] = self.one(each, details)
            self.table(name, entries)

        return self._once("pick" if required else "perhaps", kind, details, write)

    def table(self, name: str, entries: Mapping[str, str]) -> None:
        """Add a mapping of classes to functions."""
        inside = ", ".join(f"{cls}: {function}" for cls, function in entries.items())
        self.module.statement(f"{name} = {{{inside}}}")

    def _once(self, role: str, kind: Any, details: Details, write: Callable[[str], None]) -> str:
        """The name of what is written once for each role, type and selection."""
        key = (role, kind.name, id(details))
        if key not in self._written:
            name = self._written[key] = self.module.fresh(role)
            write(name)
        return self._written[key]

    def value_of(self, each: Selected, parent: str) -> str:
        """An expression for what a field of an object gives."""
        if each.kind is Kind.CALL or each.kind is Kind.AWAIT:
            return self.call(each, parent)
        read = each.field.metadata.get("attribute", each.field.python_name)
        if callable(read):
            return f"{self.module.constant('read', read)}({parent}, x.context)"
        return f"{parent}.{checked_path(read)}"

    def call(self, each: Selected, parent: str) -> str:
        """A call of the resolver of a field."""
        resolver = each.field.base_resolver
        assert resolver is not None
        positional = [parent] if resolver.self_parameter else []
        named = [
            f"{found.name}={parent}"
            for found in (resolver.parent_parameter, resolver.root_parameter)
            if found is not None
        ]
        given = self.arguments(each)
        info = self.info(each)
        rest = [f"**{given}"] if given else []
        function = self.module.constant("resolve", resolver.wrapped_func)
        if each.field.extensions:
            guard = self.module.constant("guard", _Guarded(each.field.extensions[0], resolver))
            return f"{guard}({', '.join([parent, info, *rest])})"
        if resolver.info_parameter is not None:
            named.append(f"{resolver.info_parameter.name}={info}")
        return f"{function}({', '.join([*positional, *named, *rest])})"

    def info(self, each: Selected) -> str:
        """Where the info of a field is kept."""
        return self._kept(f"x.info({each.name!r})")

    def arguments(self, each: Selected) -> str | None:
        """Where the arguments of a field are kept."""
        read = self._arguments.reader(each)
        return None if read is None else self._kept(f"{self.module.constant('given', read)}(x)")

    def _kept(self, expression: str) -> str:
        """Where the value of an expression is kept, worked out when the run begins."""
        if expression not in self._given:
            self._given[expression] = place = f"x.{self.module.fresh('kept')}"
            self.prologue.add(f"{place} = {expression}")
        return self._given[expression]


def checked_path(path: str | None) -> str:
    """A dotted path that can be written into code.

    Raises:
        Unsupported: it cannot.
    """
    if path is None or not all(
        part.isidentifier() and not iskeyword(part) for part in path.split(".")
    ):
        raise Unsupported("the name of an attribute")
    return path


class _Guarded:
    """Calls a resolver through the guard of its field."""

    __slots__ = ("_guard", "_resolve")

    def __init__(self, guard: Any, resolver: Any) -> None:
        self._guard = guard
        self._resolve = _Resolve(resolver)

    async def __call__(self, source: Any, info: Any, /, **given: Any) -> Any:
        return await self._guard.resolve_async(self._resolve, source, info, **given)


class _Resolve:
    """A resolver called the way extensions call it."""

    __slots__ = ("_function", "_info", "_named", "_own")

    def __init__(self, resolver: Any) -> None:
        self._function = resolver.wrapped_func
        self._own = resolver.self_parameter is not None
        found = (resolver.parent_parameter, resolver.root_parameter)
        self._named = tuple(each.name for each in found if each is not None)
        self._info = resolver.info_parameter.name if resolver.info_parameter else None

    async def __call__(self, source: Any, info: Any, /, **given: Any) -> Any:
        for name in self._named:
            given[name] = source
        if self._info is not None:
            given[self._info] = info
        return await (self._function(source, **given) if self._own else self._function(**given))


def _test(kind: GraphQLObjectType) -> Callable[[Any], None]:
    suits: Any = kind.is_type_of

    def test(value: Any) -> None:
        if isinstance(value, Exception) or isawaitable(value):
            raise Bail("an odd object")
        if suits is not None and not suits(value, None):
            raise Bail("an object of another type")

    return test
