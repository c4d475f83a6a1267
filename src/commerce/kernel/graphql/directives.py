"""`@inContext`: the market of an operation, written in the operation itself."""

from typing import Any

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    get_directive_values,
)

from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.engine.compiled.variables import Variables

NAME = "inContext"
_ARGUMENTS = {
    "channel": None,
    "country": "CountryCode",
    "language": "LanguageTag",
    "currency": "CurrencyCode",
}


def add_in_context(schema: GraphQLSchema) -> None:
    """Declare the directive in a built schema, with the schema's own scalars."""
    types: dict[str, Any] = schema.type_map
    directive = GraphQLDirective(
        name=NAME,
        locations=[DirectiveLocation.QUERY, DirectiveLocation.MUTATION],
        args={
            name: GraphQLArgument(types.get(kind or "", GraphQLString))
            for name, kind in _ARGUMENTS.items()
        },
        description="The market the operation is answered in; headers and defaults fill the rest.",
    )
    schema.directives = (*schema.directives, directive)


def wanted(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
) -> Wanted | None:
    """What the operation's `@inContext` asks for, or None without one.

    Raises:
        GraphQLError: an argument has an impossible value.
    """
    directive = schema.get_directive(NAME) if operation.directives else None
    if directive is None:
        return None
    values = get_directive_values(directive, operation, variables.full)
    return Wanted(**values) if values is not None else None
