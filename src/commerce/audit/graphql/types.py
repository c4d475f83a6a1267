"""The audit trail and the switches in the schema."""

from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry.utils.str_converters import to_camel_case

from commerce.audit.types import AuditAction, Damage, FreezeScope, Verdict
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.scalars import JSON, BigInt

strawberry.enum(AuditAction, description="What an entry of the audit trail is about.")
strawberry.enum(Damage, name="AuditDamage", description="What is wrong with the audit trail.")
strawberry.enum(FreezeScope, name="SystemFreezeScope", description="What a freeze stops.")


@strawberry.type(description="One thing that was done: by whom, to what, and what it changed.")
class AuditEntry:
    position: BigInt = strawberry.field(description="Its place in the trail; without gaps.")
    at: datetime
    actor: str = strawberry.field(description="Such as key:<uuid> or system:<what>.")
    request_id: str = strawberry.field(description="The X-Request-Id of the request.")
    action: AuditAction
    kind: str = strawberry.field(description="What kind of row, such as orders.line, or the event.")
    row: str = strawberry.field(description="The key of the row, or what the event is about.")
    before: JSON | None = strawberry.field(description="What it was: the changed columns only.")
    after: JSON | None = strawberry.field(description="What it became, or what the event says.")
    hash: str = strawberry.field(description="SHA-256 over this entry and the hash before it.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            position=BigInt(row.position),
            at=row.at,
            actor=row.actor,
            request_id=row.request_id,
            action=AuditAction(row.action),
            kind=row.kind,
            row=row.row_id,
            before=_named(row.before),
            after=_named(row.after),
            hash=row.hash,
        )


@strawberry.type(description="Whether the audit trail is whole; if not, where it is wrong first.")
class AuditVerdict:
    whole: bool
    entries: BigInt = strawberry.field(description="How many there are, as the trail has counted.")
    hash: str = strawberry.field(description="Of the last entry: noted outside, it is an anchor.")
    damage: Damage | None
    position: BigInt | None = strawberry.field(description="The first place that is wrong.")
    unwatched: list[str] = strawberry.field(
        description="Tables whose changes leave no entry though they should."
    )

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        return cls(
            whole=verdict.whole,
            entries=BigInt(verdict.entries),
            hash=verdict.hash,
            damage=verdict.damage,
            position=None if verdict.position is None else BigInt(verdict.position),
            unwatched=list(verdict.unwatched),
        )


@strawberry.type(description="A part of the system that is stopped.")
class SystemFreeze:
    scope: FreezeScope
    reason: str
    since: datetime

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(scope=FreezeScope(row.name), reason=row.reason, since=row.since)


def _named(values: dict[str, Any] | None) -> JSON | None:
    """What is stored, under names as the API has them."""
    if values is None:
        return None
    return JSON({to_camel_case(name): each for name, each in values.items()})
