"""The engine on the product's schema: operations are admitted, and answered in a market."""

from dataclasses import replace
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, OperationType

from commerce.channels import service as channels
from commerce.graphql import schema as product_schema
from commerce.http.callers import check_origin
from commerce.http.limits import Admission
from commerce.http.trail import check_switches, enter_record, record_readings
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.directives import wanted as in_context
from commerce.kernel.graphql.engine import COMPILE_AT, Engine, Variables
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
        entrance=ProductEntrance(settings, schema),
        compile_at=compile_at if settings.compiled else None,
    )


class ProductEntrance(Admission):
    """Operations are admitted, then answered in a market."""

    def __init__(self, settings: Settings, schema: GraphQLSchema) -> None:
        super().__init__(settings)
        self._schema = schema

    async def enter(
        self, context: Any, operation: OperationDefinitionNode, variables: Variables
    ) -> None:
        """Complete the context with the market."""
        asked = in_context(self._schema, operation, variables)
        if asked is not None:
            given = {name: value for name in Wanted.__slots__ if (value := getattr(asked, name))}
            context.wanted = replace(context.wanted, **given)
        actor = context.actor
        written = asked is not None and asked.language is not None
        context.found_market = await channels.resolve(
            context.reader,
            context.cache,
            context.wanted,
            # Browsers send Accept-Language unasked, so what a person has chosen comes first.
            language=None if written else actor.language,
            currency=actor.currency,
        )
        if reach.get().role == SELLER and is_shopping(self._schema, operation, variables):
            reach.set(BUYER)
        enter_record(context)
        check_switches(context, operation)
        if operation.operation is OperationType.QUERY:
            allow_replicas()
        else:
            check_origin(context)

    async def leave(self, context: Any) -> None:
        """Put on record whose personal data is in the answer."""
        await record_readings(context)
