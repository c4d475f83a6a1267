"""The engine on the product's schema, and what it settles for each operation."""

from dataclasses import replace
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, OperationType

from commerce.channels import service as channels
from commerce.graphql import schema as product_schema
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.directives import wanted as in_context
from commerce.kernel.graphql.engine import COMPILE_AT, Engine, Enter, Variables
from commerce.kernel.graphql.limits import Limits
from commerce.kernel.graphql.shopping import is_shopping
from commerce.kernel.reach import BUYER, reach
from commerce.kernel.reads import allow_replicas
from commerce.kernel.settings import Settings
from commerce.kernel.walls import SELLER


def graphql_engine(settings: Settings, *, compile_at: int = COMPILE_AT) -> Engine:
    """The engine as the settings want it; documents are compiled when seen so many times."""
    schema = product_schema.core(product_schema.build())
    return Engine(
        schema,
        limits=Limits(cost=settings.max_cost),
        introspection=settings.shown(settings.introspection) and not settings.documents_only,
        expose_cost=settings.shown(settings.expose_cost),
        enter=entrance(schema),
        compile_at=compile_at if settings.compiled else None,
    )


def entrance(schema: GraphQLSchema) -> Enter:
    """What is settled when the operation is known: its market, and the reach of a seller in it."""

    async def enter(context: Any, operation: OperationDefinitionNode, variables: Variables) -> None:
        asked = in_context(schema, operation, variables)
        if asked is not None:
            given = {name: value for name in Wanted.__slots__ if (value := getattr(asked, name))}
            context.wanted = replace(context.wanted, **given)
        context.found_market = await channels.resolve(context.reader, context.cache, context.wanted)
        if reach.get().role == SELLER and is_shopping(schema, operation, variables):
            reach.set(BUYER)
        if operation.operation is OperationType.QUERY:
            allow_replicas()

    return enter
