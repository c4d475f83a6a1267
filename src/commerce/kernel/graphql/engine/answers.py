"""What goes into the engine and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from commerce.kernel.graphql.engine.demands import Toll


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One well-formed request: the parameters of GraphQL over HTTP, types checked.

    `query` is empty when the document is named, by `document_id` or a hash in `extensions`.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None


class Outcome(Enum):
    """How far a request came; the transport turns it into a status."""

    EXECUTED = "executed"
    REFUSED = "refused"
    WRONG_METHOD = "wrong_method"


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to one request, formatted and masked.

    `kind` is "query" or "mutation" when the operation was found. `data` counts only when
    the outcome is EXECUTED, and may be None then. `budget` is what the cost of the operation
    has left of the caller's, `toll` what it took.
    """

    outcome: Outcome
    data: dict[str, Any] | None = None
    errors: tuple[dict[str, Any], ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)
    budget: Mapping[str, int] = field(default_factory=dict)
    toll: Toll | None = None
    kind: str | None = None
    name: str | None = None

    def payload(self, *, shared: bool = False) -> dict[str, Any]:
        """The body as the specification has it; one that is shared tells of no caller's budget."""
        body: dict[str, Any] = {}
        if self.errors:
            body["errors"] = list(self.errors)
        if self.outcome is Outcome.EXECUTED:
            body["data"] = self.data
        if self.extensions:
            body["extensions"] = dict(self.extensions)
            if self.budget and not shared:
                body["extensions"]["cost"] = {**self.extensions["cost"], **self.budget}
        return body
