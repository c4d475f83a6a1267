"""Runs GraphQL documents against the product the way the endpoint does, without HTTP."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphql import GraphQLSchema, execute, parse, validate

from commerce.app import App
from commerce.channels import service as channels
from commerce.graphql.schema import build, core
from commerce.kernel.access import Actor
from commerce.kernel.errors import PublicError
from commerce.kernel.graphql.context import Wanted


@cache
def schema() -> GraphQLSchema:
    return core(build())


async def run(
    app: App, document: str, *, actor: Actor, wanted: Wanted | None, variables: Mapping[str, Any]
) -> dict[str, Any]:
    context = app.context(actor=actor, wanted=wanted)
    context.market = await channels.resolve(context.reader, context.cache, context.wanted)
    node = parse(document)
    errors = validate(schema(), node)
    assert not errors, errors
    result: Any = execute(schema(), node, context_value=context, variable_values=dict(variables))
    if hasattr(result, "__await__"):
        result = await result
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        for error in result.errors:
            if error.original_error and not isinstance(error.original_error, PublicError):
                raise error.original_error
        answer["errors"] = [
            {
                "message": error.message,
                "extensions": {
                    "code": getattr(error.original_error, "extensions_code", "BAD_INPUT")
                },
            }
            for error in result.errors
        ]
    return answer
