"""Operations in which a seller is a buyer like any other, and not held to rows of its own."""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    VariableNode,
)

from commerce.kernel.graphql.engine.compiled.variables import Variables

_SECRET = "token"


def is_shopping(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
) -> bool:
    """Whether every root field is one for buyers.

    Those are mutations that ask for no permission, and queries that show the token of a cart or
    are declared so.
    """
    return all(
        isinstance(each, FieldNode) and _is_for_buyers(schema, operation, each, variables)
        for each in operation.selection_set.selections
    )


def _is_for_buyers(
    schema: GraphQLSchema, operation: OperationDefinitionNode, node: FieldNode, variables: Variables
) -> bool:
    name = node.name.value
    if name.startswith("__"):
        return True
    root = schema.get_root_type(operation.operation)
    assert root is not None
    declared = root.fields[name].extensions["strawberry-definition"].metadata
    if operation.operation is OperationType.MUTATION:
        return declared["permission"] is None
    return declared["shopping"] or any(
        argument.name.value == _SECRET and bool(_value(argument.value, variables))
        for argument in node.arguments or ()
    )


def _value(node: Any, variables: Variables) -> Any:
    if isinstance(node, VariableNode):
        return variables.coerced.get(node.name.value)
    return node.value if isinstance(node, StringValueNode) else None
