"""One operation in compiled form: a function for each set of `@skip` and `@include` variables."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    VariableNode,
)

from commerce.kernel.graphql.engine.compiled import running
from commerce.kernel.graphql.engine.compiled.arguments import Arguments
from commerce.kernel.graphql.engine.compiled.levels import Levels
from commerce.kernel.graphql.engine.compiled.plan import Plan, Unsupported
from commerce.kernel.graphql.engine.compiled.running import Refusal, Run
from commerce.kernel.graphql.engine.compiled.source import Module
from commerce.kernel.graphql.engine.compiled.variables import Variables

Main = Callable[[Run], Awaitable[dict[str, Any]]]
_SWITCHES = ("skip", "include")
_MOST_VARIANTS = 16
_PATIENCE = 8
_REST = 64
_LIBRARY = {
    "Undefined": Undefined,
    **{
        name: getattr(running, name)
        for name in (
            *("Bail", "Refusal", "apart", "as_list", "each", "flat", "handover", "made", "nothing"),
            *("odd", "odd_or_null", "read", "sparse", "together"),
        )
    },
}


@dataclass(slots=True)
class Attempt:
    """What became of a try: `data` counts when `done`; `roots` is what root resolvers gave.

    `outcome` is one word of a closed list, `reason` says more.
    """

    outcome: str
    reason: str = ""
    data: dict[str, Any] | None = None
    roots: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.outcome == "compiled"


class Operation:
    """Compiles and runs one operation; what fails too often is left alone for a while."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = [
            each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        ]
        sets = [operation.selection_set, *(each.selection_set for each in self._fragments)]
        self._switches = tuple(sorted({name for each in sets for name in _switches(each)}))
        self._variants: dict[tuple[Any, ...], Main | str] = {}
        self.size = 0
        self._tries = 0
        self._bails = 0
        self._rested = 0

    async def run(self, context: Any, variables: Variables) -> Attempt:
        """Execute it, if that can be done in compiled form."""
        if self._rests():
            return Attempt("resting")
        main = self._main(variables)
        if isinstance(main, str):
            return Attempt("uncovered", main)
        run = Run(context, variables)
        try:
            return Attempt("compiled", data=await main(run))
        except Refusal as refusal:
            return Attempt("refused", _reason(refusal.__cause__), roots=run.roots)
        except Exception as error:
            self._bails += 1
            return Attempt("bailed", _reason(error), roots=run.roots)

    def _rests(self) -> bool:
        """Whether too much was tried in vain; one time in many it is tried all the same."""
        if self._bails >= _PATIENCE and self._bails * 4 > self._tries:
            self._rested += 1
            if self._rested % _REST:
                return True
        self._tries += 1
        return False

    def _main(self, variables: Variables) -> Main | str:
        key = tuple([variables.coerced.get(name) for name in self._switches])
        main = self._variants.get(key)
        if main is None:
            if len(self._variants) >= _MOST_VARIANTS:
                return "too many variants"
            main = self._variants[key] = self._compile(variables)
        return main

    def _compile(self, variables: Variables) -> Main | str:
        """The function for these variables, or why there is none."""
        try:
            plan = Plan(self._schema, self._fragments, self._operation, variables.full)
            module = Module(_LIBRARY)
            keep = self._operation.operation is OperationType.QUERY
            arguments = Arguments(self._schema, keep=keep)
            main: Main = module.build(Levels(plan, module, arguments).main())
        except Unsupported as error:
            return str(error)
        except (GraphQLError, RecursionError) as error:
            return type(error).__name__
        self.size += len(module.text)
        return main

    def drop(self) -> None:
        """Forget what was compiled; it can be compiled again."""
        self._variants.clear()
        self.size = 0


def _reason(error: BaseException | None) -> str:
    return type(error).__name__


def _switches(selections: SelectionSetNode) -> Iterator[str]:
    """The variables that decide what is selected."""
    for each in selections.selections:
        for directive in each.directives or ():
            if directive.name.value in _SWITCHES:
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        yield argument.value.name.value
        inner = getattr(each, "selection_set", None)
        if inner is not None:
            yield from _switches(inner)
