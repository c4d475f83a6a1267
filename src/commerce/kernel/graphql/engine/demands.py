"""What an operation asks of the limits: how many root fields, of which classes and permissions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphql import FieldNode, GraphQLObjectType

from commerce.kernel.rates import Counted, Rate


@dataclass(frozen=True, slots=True)
class Demands:
    """Counted once for a document: aliases and fragments count each time they are written."""

    operations: int = 1
    rates: tuple[tuple[Rate, int], ...] = ()
    permissions: frozenset[str] = frozenset()


class Toll(NamedTuple):
    """What an operation takes from the limits of its caller, with its variables known."""

    demands: Demands
    cost: int


def demands_of(root: GraphQLObjectType | None, fields: Sequence[FieldNode]) -> Demands:
    """The demands of an operation with these root fields."""
    counts: Counter[Rate] = Counter()
    permissions = set()
    for node in fields:
        field = root.fields.get(node.name.value) if root is not None else None
        definition = field.extensions.get("strawberry-definition") if field is not None else None
        metadata = definition.metadata if definition is not None else {}
        counted: Counted | None = metadata.get("limit")
        if counted is not None and _gives(node, counted.given):
            counts[counted.rate] += 1
        if metadata.get("permission") is not None:
            permissions.add(metadata["permission"])
    return Demands(max(len(fields), 1), tuple(counts.items()), frozenset(permissions))


def _gives(node: FieldNode, argument: str | None) -> bool:
    return argument is None or any(each.name.value == argument for each in node.arguments or ())
