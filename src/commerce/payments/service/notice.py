"""Messages of providers: verified by the plugin, applied here, answered once for ever."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.reads import compiled
from commerce.payments import queries
from commerce.payments.errors import ReportRefused
from commerce.payments.models import Attempt, Notice
from commerce.payments.providers import CoreAnswer, Inbound
from commerce.payments.rules import outcome_of
from commerce.payments.service.record import Recorded, apply, check
from commerce.payments.service.state import lock_attempt
from commerce.payments.types import AttemptState, Refusal

_NOTICE = compiled(queries.notice())


@dataclass(frozen=True, slots=True)
class Noted:
    """The answer to a message; `recorded` is None when it was refused or came before."""

    answer: CoreAnswer
    recorded: Recorded | None = None


async def notice(tx: Tx, provider: str, inbound: Inbound) -> Noted:
    """Apply a verified message of a provider, once per event key.

    A repetition gets the stored answer. A refusal changes and stores nothing, so that the
    same message is looked at afresh when it comes again.
    """
    outcome = outcome_of(inbound.intent)
    try:
        locked = await lock_attempt(tx, inbound.intent.attempt_id)
        attempt = locked.attempt(inbound.intent.attempt_id)
        if attempt.provider != provider:
            raise NotFound
        for stored in await tx.rows(_NOTICE, provider=provider, key=inbound.event_key):
            return Noted(_repeated(stored, attempt.id))
        await check(tx, attempt, outcome)
    except NotFound:
        return Noted(CoreAnswer(accepted=False, reason=Refusal.NOT_FOUND))
    except ReportRefused as error:
        return Noted(CoreAnswer(accepted=False, reason=error.reason))
    recorded = apply(tx, locked, attempt=attempt, outcome=outcome)
    answer = _answer(recorded.attempt)
    tx.put(
        Notice(
            provider=provider,
            event_key=inbound.event_key,
            attempt_id=attempt.id,
            answer=_stored(answer),
        )
    )
    await tx.flush()
    return Noted(answer, recorded)


def _answer(attempt: Attempt) -> CoreAnswer:
    at = attempt.settled_at or attempt.cancelled_at
    return CoreAnswer(accepted=True, state=attempt.state, at=at)


def _stored(answer: CoreAnswer) -> dict[str, Any]:
    return {"state": answer.state, "at": answer.at.isoformat() if answer.at else None}


def _repeated(row: Any, attempt_id: UUID) -> CoreAnswer:
    if row.attempt_id != attempt_id:
        return CoreAnswer(accepted=False, reason=Refusal.KEY_TAKEN)
    at = row.answer["at"]
    return CoreAnswer(
        accepted=True,
        state=AttemptState(row.answer["state"]),
        at=datetime.fromisoformat(at) if at else None,
    )
