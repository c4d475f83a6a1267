"""The engine on the product's schema: the market each operation is answered in, and its record."""

from dataclasses import replace
from typing import Any

from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType
from sqlalchemy.exc import DBAPIError

from commerce.audit import service as audit
from commerce.channels import service as channels
from commerce.graphql import schema as product_schema
from commerce.kernel.audit import acting
from commerce.kernel.errors import Unavailable
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.directives import wanted as in_context
from commerce.kernel.graphql.engine import COMPILE_AT, Engine, Enter, Variables
from commerce.kernel.graphql.limits import Limits
from commerce.kernel.reads import allow_replicas
from commerce.kernel.settings import Settings
from commerce.kernel.switches import ReadOnly, Switch

# Whoever has stopped the system must be able to start it again.
_NEVER_FROZEN = frozenset({"systemFreeze", "systemUnfreeze"})


def graphql_engine(settings: Settings, *, compile_at: int = COMPILE_AT) -> Engine:
    """The engine as the settings want it; documents are compiled when seen so many times."""
    schema = product_schema.core(product_schema.build())
    engine = Engine(
        schema,
        limits=Limits(cost=settings.max_cost),
        introspection=settings.shown(settings.introspection) and not settings.documents_only,
        expose_cost=settings.shown(settings.expose_cost),
        enter=entry_of(schema),
        compile_at=compile_at if settings.compiled else None,
    )
    engine.leave = record_readings
    return engine


def entry_of(schema: GraphQLSchema) -> Enter:
    """What completes a context when its operation is known: its market, and who is on record.

    It refuses changes while the system takes none.
    """

    async def enter(context: Any, operation: OperationDefinitionNode, variables: Variables) -> None:
        asked = in_context(schema, operation, variables)
        if asked is not None:
            given = {name: value for name in Wanted.__slots__ if (value := getattr(asked, name))}
            context.wanted = replace(context.wanted, **given)
        context.found_market = await channels.resolve(context.reader, context.cache, context.wanted)
        actor = context.actor
        acting.set(actor.subject if actor.audited else "")
        if operation.operation is OperationType.QUERY:
            allow_replicas()
        elif Switch.READ_ONLY in context.switches.on and not _about_switches(operation):
            raise ReadOnly(Switch.READ_ONLY, context.language)

    return enter


def _about_switches(operation: OperationDefinitionNode) -> bool:
    return all(
        isinstance(each, FieldNode) and each.name.value in _NEVER_FROZEN
        for each in operation.selection_set.selections
    )


async def record_readings(context: Any) -> None:
    """Before an answer is given: put on record whose personal data is in it.

    Raises:
        Unavailable: that could not be written.
    """
    if not context.readings:
        return
    try:
        await audit.note_readings(context.db, context.readings)
    except DBAPIError as error:
        raise Unavailable("this reading cannot be put on record now") from error
