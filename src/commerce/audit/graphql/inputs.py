"""What clients say about the audit trail."""

from datetime import datetime
from uuid import UUID

import strawberry

from commerce.audit.types import Anchor, AuditAction, Wanted
from commerce.kernel.graphql.inputs import storable
from commerce.kernel.graphql.scalars import BigInt
from commerce.kernel.ids import given, prefix_of


@strawberry.input(description="Which entries of the audit trail; all that is given must hold.")
class AuditWhere:
    actor: str | None = None
    action: AuditAction | None = None
    kind: str | None = None
    row: strawberry.ID | None = strawberry.field(
        default=None, description="Any id of the API, or the key of a row; with what hangs on it."
    )
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def to_wanted(self) -> Wanted:
        return Wanted(
            actor=_findable(self.actor),
            action=self.action,
            kind=_findable(self.kind),
            row=_key(self.row),
            request_id=_findable(self.request_id),
            since=self.since,
            until=self.until,
        )


@strawberry.input(description="Which security events; all that is given must hold.")
class SecurityEventWhere:
    actor: str | None = None
    kind: str | None = strawberry.field(default=None, description="The name of the event.")
    about: strawberry.ID | None = strawberry.field(
        default=None, description="Any id of the API, or a UUID."
    )
    since: datetime | None = None
    until: datetime | None = None

    def to_wanted(self) -> Wanted:
        return Wanted(
            actor=_findable(self.actor),
            kind=_findable(self.kind),
            row=_key(self.about),
            since=self.since,
            until=self.until,
        )


@strawberry.input(description="An entry as it was noted outside: its place and its hash.")
class AuditAnchorInput:
    position: BigInt
    hash: str

    def to_anchor(self) -> Anchor:
        return Anchor(self.position, self.hash)


def _findable(value: str | None) -> str | None:
    """A text to compare with; what the database could not hold is like nothing that it has."""
    return value if value is None or storable(value) else ""


def _key(public: str | None) -> str | None:
    """The key of a row, from an id of the API or as the trail shows it."""
    if public is None:
        return None
    try:
        return str(UUID(public))
    except ValueError:
        pass
    if "/" in public:
        return _findable(public)
    return str(given(prefix_of(public), public))
