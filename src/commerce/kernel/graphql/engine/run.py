"""The engine: one request in, one answer out; the layers are prepare, limits, execute, format."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    assert_valid_schema,
)

from commerce.kernel.graphql.engine import failures
from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.documents import Documents, Prepared
from commerce.kernel.graphql.limits import Limits, check_cost
from commerce.kernel.graphql.refusals import (
    BAD_INPUT,
    METHOD_NOT_ALLOWED,
    Refused,
    check_variables,
)
from commerce.kernel.graphql.spent import Spent

Enter = Callable[[Any, Executor[Any]], Awaitable[None]]


class Engine:
    """Runs operations against one schema.

    `introspection` also decides whether errors suggest names; `expose_cost` adds
    `extensions.cost` with `requested`, `actual` and, if the context counts `statements`, `sql`.
    `enter` sees each accepted operation before it is executed and may complete the context
    or refuse by raising.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        limits: Limits | None = None,
        introspection: bool = False,
        expose_cost: bool = False,
        enter: Enter | None = None,
    ) -> None:
        assert_valid_schema(schema)
        self.schema = schema
        self.limits = limits or Limits()
        self.introspection = introspection
        self._expose_cost = expose_cost
        self._enter = enter
        self.documents = Documents(schema, self.limits, introspection=introspection)
        self._mutations: set[asyncio.Task[ExecutionResult]] = set()

    async def run(self, request: GraphQLRequest, context: Any, *, allow_mutation: bool) -> Answer:
        """Answer one request; nothing but cancellation is ever raised.

        A mutation that has begun goes on when the caller is cancelled: half of it may
        have left the process already. `drain` waits for such.
        """
        prepared: Prepared | None = None
        try:
            prepared = self._prepare(request, allow_mutation=allow_mutation)
            executor = self._bind(prepared, request, context)
            requested = check_cost(prepared.amount, executor.variable_values.coerced, self.limits)
            if self._enter is not None:
                await self._enter(context, executor)
        except Refused as refusal:
            return _refused(refusal, prepared)
        except Exception as error:
            return _broken(error, prepared)
        try:
            result = await self._execute(executor)
        except Exception as error:
            return _broken(error, prepared)
        return self._format(prepared, result, context, requested=requested)

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

    def _bind(self, prepared: Prepared, request: GraphQLRequest, context: Any) -> Executor[Any]:
        variables = request.variables or {}
        check_variables(variables, self.limits.items)
        executor = Executor.build(
            self.schema,
            prepared.document,
            context_value=context,
            raw_variable_values=variables,
            operation_name=prepared.name,
            max_coercion_errors=10,
            hide_suggestions=not self.introspection,
        )
        if isinstance(executor, list):
            raise Refused(executor, code=BAD_INPUT)
        return executor

    async def _execute(self, executor: Executor[Any]) -> ExecutionResult:
        result = executor.execute_operation()
        if isinstance(result, ExecutionResult):
            return result
        awaited = cast(Awaitable[ExecutionResult], result)
        if executor.operation.operation is not OperationType.MUTATION:
            return await awaited
        task = asyncio.ensure_future(awaited)
        self._mutations.add(task)
        task.add_done_callback(self._mutations.discard)
        return await asyncio.shield(task)

    def _format(
        self, prepared: Prepared, result: ExecutionResult, context: Any, *, requested: int
    ) -> Answer:
        extensions: dict[str, Any] = {}
        if self._expose_cost:
            spent = Spent(self.schema, prepared.document, prepared.operation)
            extensions["cost"] = {"requested": requested, "actual": spent.count(result.data)}
            statements = getattr(context, "statements", None)
            if isinstance(statements, int):
                extensions["cost"]["sql"] = statements
        return Answer(
            outcome=Outcome.EXECUTED,
            data=result.data,
            errors=tuple(failures.of_execution(result.errors or (), prepared.name)),
            extensions=extensions,
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
