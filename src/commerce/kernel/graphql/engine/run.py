"""The engine: one request in, one answer out; the layers are prepare, limits, execute, format."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Mapping
from typing import Any, NamedTuple, Protocol, cast

import structlog
from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    GraphQLSchema,
    MiddlewareManager,
    OperationDefinitionNode,
    OperationType,
    assert_valid_schema,
)

from commerce.kernel.graphql.engine import failures
from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.compiled import Attempt, Kept, Operation, Variables, replaying
from commerce.kernel.graphql.engine.demands import Toll
from commerce.kernel.graphql.engine.documents import Documents, Prepared
from commerce.kernel.graphql.limits import Limits, check_cost
from commerce.kernel.graphql.refusals import (
    BAD_INPUT,
    METHOD_NOT_ALLOWED,
    Refused,
    check_variables,
)

log = structlog.get_logger(__name__)
Budget = Mapping[str, int]
COMPILE_AT = 2


class Entrance(Protocol):
    """What is asked of each operation before it is executed, and before it is answered."""

    async def admit(self, context: Any, toll: Toll) -> Budget:
        """Take its toll, or refuse by raising; what `extensions.cost` says of the budget left."""
        ...

    async def enter(
        self, context: Any, operation: OperationDefinitionNode, variables: Variables
    ) -> None:
        """Complete the context, or refuse by raising."""
        ...

    async def leave(self, context: Any) -> None:
        """See the context once more before the answer is given, and perhaps refuse it."""
        ...


class Call(NamedTuple):
    """One accepted request on its way to an executor."""

    prepared: Prepared
    raw: dict[str, Any]
    variables: Variables
    context: Any


class Engine:
    """Runs operations against one schema.

    `introspection` also decides whether errors suggest names; `expose_cost` adds
    `extensions.cost` with `requested`, `actual` and, if the context counts `statements`, `sql`.
    `entrance` sees each accepted operation. A document is compiled when it was seen `compile_at`
    times; None leaves everything to graphql-core. `outcomes` counts what became of attempts.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        limits: Limits | None = None,
        introspection: bool = False,
        expose_cost: bool = False,
        entrance: Entrance | None = None,
        compile_at: int | None = COMPILE_AT,
    ) -> None:
        assert_valid_schema(schema)
        self.schema = schema
        self.limits = limits or Limits()
        self.introspection = introspection
        self._expose_cost = expose_cost
        self._entrance = entrance
        self._compile_at = compile_at
        self.documents = Documents(schema, self.limits, introspection=introspection)
        self._kept = Kept()
        self.outcomes: Counter[str] = Counter()
        self._mutations: set[asyncio.Task[ExecutionResult]] = set()

    async def run(self, request: GraphQLRequest, context: Any, *, allow_mutation: bool) -> Answer:
        """Answer one request; nothing but cancellation is ever raised.

        A mutation that has begun goes on when the caller is cancelled: half of it may
        have left the process already. `drain` waits for such.
        """
        prepared: Prepared | None = None
        try:
            prepared = self._prepare(request, allow_mutation=allow_mutation)
            raw = request.variables or {}
            check_variables(raw, self.limits.items)
            variables = prepared.signature.coerce(raw)
            requested = check_cost(prepared.amount, variables.coerced, self.limits)
            budget: Budget = {}
            toll = Toll(prepared.demands, requested)
            if self._entrance is not None:
                budget = await self._entrance.admit(context, toll)
                await self._entrance.enter(context, prepared.operation, variables)
        except Refused as refusal:
            return _refused(refusal, prepared)
        except Exception as error:
            return _broken(error, prepared)
        try:
            result = await self._execute(Call(prepared, raw, variables, context))
            if self._entrance is not None:
                await self._entrance.leave(context)
        except Exception as error:
            return _broken(error, prepared)
        return self._format(prepared, result, context, toll=toll, budget=budget)

    async def admit(self, context: Any, toll: Toll) -> None:
        """Take the toll of an operation that need not be executed.

        Raises:
            Exception: what the entrance refuses with.
        """
        if self._entrance is not None:
            await self._entrance.admit(context, toll)

    async def drain(self, seconds: float) -> None:
        """Wait for mutations whose callers are gone, at most so long."""
        if self._mutations:
            await asyncio.wait(self._mutations, timeout=seconds)

    def _prepare(self, request: GraphQLRequest, *, allow_mutation: bool) -> Prepared:
        prepared = self.documents.get(request.query, request.operation_name)
        if prepared.kind == "mutation" and not allow_mutation:
            text = "a mutation needs the POST method"
            raise Refused([GraphQLError(text)], code=METHOD_NOT_ALLOWED, wrong_method=True)
        return prepared

    async def _execute(self, call: Call) -> ExecutionResult:
        if call.prepared.operation.operation is not OperationType.MUTATION:
            return await self._executed(call)
        task = asyncio.ensure_future(self._executed(call))
        self._mutations.add(task)
        task.add_done_callback(self._mutations.discard)
        return await asyncio.shield(task)

    async def _executed(self, call: Call) -> ExecutionResult:
        """The result: of the compiled operation, or of graphql-core where there is none."""
        attempt = await self._attempt(call)
        self.outcomes[attempt.outcome] += 1
        if attempt.done:
            return ExecutionResult(attempt.data, None)
        if attempt.reason:
            log.debug("not_compiled", outcome=attempt.outcome, reason=attempt.reason)
        return await self._by_library(call, attempt.roots)

    async def _attempt(self, call: Call) -> Attempt:
        prepared = call.prepared
        if self._compile_at is None or prepared.sights < self._compile_at:
            return Attempt("off" if self._compile_at is None else "new")
        if prepared.compiled is None:
            prepared.compiled = Operation(self.schema, prepared.document, prepared.operation)
        try:
            return await prepared.compiled.run(call.context, call.variables)
        finally:
            self._kept.used(prepared.compiled)

    async def _by_library(self, call: Call, roots: Mapping[str, Any]) -> ExecutionResult:
        executor = Executor.build(
            self.schema,
            call.prepared.document,
            context_value=call.context,
            raw_variable_values=call.raw,
            operation_name=call.prepared.name,
            max_coercion_errors=10,
            hide_suggestions=not self.introspection,
            middleware=MiddlewareManager(replaying(roots)) if roots else None,
        )
        if isinstance(executor, list):
            raise Refused(executor, code=BAD_INPUT)
        result = executor.execute_operation()
        if isinstance(result, ExecutionResult):
            return result
        return await cast(Awaitable[ExecutionResult], result)

    def _format(
        self,
        prepared: Prepared,
        result: ExecutionResult,
        context: Any,
        *,
        toll: Toll,
        budget: Budget,
    ) -> Answer:
        extensions: dict[str, Any] = {}
        if self._expose_cost:
            actual = prepared.spent.count(result.data)
            extensions["cost"] = {"requested": toll.cost, "actual": actual}
            statements = getattr(context, "statements", None)
            if isinstance(statements, int):
                extensions["cost"]["sql"] = statements
        return Answer(
            outcome=Outcome.EXECUTED,
            data=result.data,
            errors=tuple(failures.of_execution(result.errors or (), prepared.name)),
            extensions=extensions,
            budget=budget if self._expose_cost else {},
            toll=toll,
            kind=prepared.kind,
            name=prepared.name,
        )


def _refused(refusal: Refused, prepared: Prepared | None) -> Answer:
    return Answer(
        outcome=Outcome.WRONG_METHOD if refusal.wrong_method else Outcome.REFUSED,
        errors=tuple(failures.of_refusal(error, refusal.code) for error in refusal.errors),
        kind=prepared.kind if prepared else None,
        name=prepared.name if prepared else None,
    )


def _broken(error: Exception, prepared: Prepared | None) -> Answer:
    return Answer(
        outcome=Outcome.REFUSED,
        errors=(failures.of_exception(error),),
        kind=prepared.kind if prepared else None,
        name=prepared.name if prepared else None,
    )
