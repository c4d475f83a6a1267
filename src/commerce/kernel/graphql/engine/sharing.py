"""Which operations have answers that everybody may share: those whose root fields all say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

from commerce.kernel.tags import Mark


@dataclass(frozen=True, slots=True)
class Shared:
    """The tags that every answer to an operation carries.

    `always` are those of lists, and of several single things: what is named does not tell
    which of them were found. `otherwise` stands in for an answer that names nothing itself.
    """

    always: frozenset[str]
    otherwise: frozenset[str]

    def tags(self, named: set[str]) -> frozenset[str]:
        """The tags of an answer in which these things are named."""
        return self.always | (named or self.otherwise)


def shared_by(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fields: Sequence[FieldNode]
) -> Shared | None:
    """How answers to an operation with these root fields may be shared; None if they may not."""
    root = schema.query_type
    if root is None or operation.operation is not OperationType.QUERY:
        return None
    found = [_mark_of(root.fields.get(node.name.value)) for node in fields]
    if not found or None in found:
        return None
    marks = [mark for mark in found if mark is not None]
    several = sum(not mark.always for mark in marks) > 1
    return Shared(
        always=frozenset(mark.tag for mark in marks if mark.always or several),
        otherwise=frozenset(mark.tag for mark in marks if not mark.always),
    )


def _mark_of(field: Any) -> Mark | None:
    definition = field.extensions.get("strawberry-definition") if field is not None else None
    mark: Mark | None = definition.metadata.get("shared") if definition is not None else None
    return mark
