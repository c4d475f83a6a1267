"""Root mutation fields of the switches."""

import strawberry

from commerce.audit import queries, service
from commerce.audit.graphql.types import SystemFreeze
from commerce.audit.permissions import SYSTEM_MANAGE
from commerce.audit.types import FreezeScope
from commerce.kernel.access import requires
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import line
from commerce.kernel.reads import compiled

_SWITCHES = compiled(queries.switches())


@strawberry.input(description="What to stop, and why.")
class SystemFreezeInput:
    scope: FreezeScope
    reason: str


@strawberry.input(description="What may work again.")
class SystemUnfreezeInput:
    scope: FreezeScope


@payload()
class SystemFreezePayload(Payload):
    freezes: list[SystemFreeze] | None = strawberry.field(
        default=None, description="What is stopped now; at most one of each scope."
    )


@payload()
class SystemUnfreezePayload(Payload):
    freezes: list[SystemFreeze] | None = strawberry.field(
        default=None, description="What is stopped still; at most one of each scope."
    )


@strawberry.type
class SystemSwitchMutation:
    @mutation(requires(SYSTEM_MANAGE), SystemFreezePayload)
    async def system_freeze(self, info: Info, input: SystemFreezeInput) -> SystemFreezePayload:
        """Stop a part of the system; in force everywhere within a second."""
        context = info.context
        reason = line(input.reason, "input", "reason", longest=500)
        mine = context.actor.session_id or context.actor.token_id
        async with context.db.transaction() as tx:
            await service.freeze(tx, input.scope, reason=reason, keep=mine)
        return SystemFreezePayload(freezes=await _stopped(context))

    @mutation(requires(SYSTEM_MANAGE), SystemUnfreezePayload)
    async def system_unfreeze(
        self, info: Info, input: SystemUnfreezeInput
    ) -> SystemUnfreezePayload:
        """Let a part of the system work again; ended sessions and keys stay ended."""
        context = info.context
        async with context.db.transaction() as tx:
            await service.unfreeze(tx, input.scope)
        return SystemUnfreezePayload(freezes=await _stopped(context))


async def _stopped(context: Context) -> list[SystemFreeze]:
    """What is stopped, seen by this process at once."""
    await context.switches.look(context.reader)
    return [SystemFreeze.of(row) for row in await context.reader.all(_SWITCHES)]
