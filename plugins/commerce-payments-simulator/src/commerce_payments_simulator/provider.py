"""The simulated bank as a payment provider.

The client chooses the outcome by `{"script": ...}`:
accept (the default), duplicate   money is taken at once
decline, blocked                  no money; with blocked, another try makes no sense
redirect                          the buyer decides on a page
timeout                           money is taken, but the answer comes too late
timeout_lost                      nothing is taken, and no answer comes in time
"""

import asyncio
import json
from collections.abc import Sequence
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from commerce.kernel.money import Money
from commerce.kernel.text import texts
from commerce.payments.providers import (
    AttemptView,
    Capabilities,
    CoreAnswer,
    Decline,
    Fail,
    Inbound,
    InboundRoute,
    Outcome,
    RawReply,
    RawRequest,
    Redirect,
    SessionRequest,
    Settle,
)
from commerce.payments.types import Flow, OutcomeStatus
from commerce_payments_simulator import pages
from commerce_payments_simulator.signing import (
    SimulatedNotice,
    page_token,
    page_token_fits,
    signed,
    verified,
)
from commerce_payments_simulator.store import Session, SessionStatus, Store

_SCRIPTS = {
    "accept": (SessionStatus.TAKEN, ""),
    "duplicate": (SessionStatus.TAKEN, ""),
    "timeout": (SessionStatus.TAKEN, ""),
    "decline": (SessionStatus.DECLINED, "card_declined"),
    "blocked": (SessionStatus.DECLINED, "card_blocked"),
    "redirect": (SessionStatus.WAITING, ""),
}
_FOR_GOOD = frozenset({"card_blocked"})
_LARGEST_BODY = 4096


class Simulator:
    """Takes play money. The same calls give the same answers, also after a restart."""

    id = "simulator"
    title = texts(en="Test payment", ru="Тестовая оплата", uz="Sinov toʻlovi")
    capabilities = Capabilities(flows=frozenset({Flow.DIRECT, Flow.REDIRECT}))

    def __init__(self, store: Store, *, secret: str, timeout_seconds: float) -> None:
        self._store = store
        self._secret = secret
        self._timeout = timeout_seconds

    async def create_session(self, request: SessionRequest) -> Outcome:
        """Play the script once; later calls answer from memory."""
        script = str(request.data.get("script", "accept"))
        if script == "timeout_lost":
            await asyncio.sleep(self._timeout)
            return _not_found()
        if script not in _SCRIPTS:
            return _error("invalid_data")
        session, new = await asyncio.to_thread(self._store.open, self._planned(request, script))
        if _money(session) != request.amount:
            return _error("key_reused")
        if new and script == "timeout":
            await asyncio.sleep(self._timeout)
        return _outcome(session)

    async def fetch(self, attempt: AttemptView) -> Outcome:
        """What the bank remembers."""
        session = await asyncio.to_thread(self._store.get, attempt.id)
        return _not_found() if session is None else _outcome(session)

    async def cancel(self, attempt: AttemptView) -> Outcome:
        """Close a session that waits; one that is not known yet will not be opened."""
        closed = Session(
            attempt_id=str(attempt.id),
            status=SessionStatus.DECLINED,
            code="cancelled",
            minor=attempt.amount.minor,
            currency=attempt.amount.currency,
            page_url="",
            return_url="",
            language="en",
        )
        await asyncio.to_thread(self._store.open, closed)
        session = await asyncio.to_thread(
            self._store.decide, attempt.id, SessionStatus.DECLINED, "cancelled"
        )
        return _outcome(session or closed)

    def inbound(self) -> Sequence[InboundRoute]:
        """The payment page, and the address for notices."""
        return (
            InboundRoute(
                "pay", ("GET", "POST"), _LARGEST_BODY, self._decode_page, self._render_page
            ),
            InboundRoute("notice", ("POST",), _LARGEST_BODY, self._decode_notice, _render_notice),
        )

    def notice(self, attempt_id: UUID) -> RawRequest:
        """The call by which the bank reports what it decided about an attempt.

        Raises:
            LookupError: nothing is decided about it.
        """
        session = self._store.get(attempt_id)
        if session is None or session.status is SessionStatus.WAITING:
            raise LookupError(str(attempt_id))
        notice = SimulatedNotice(attempt_id, _money(session), session.code or None)
        return signed(self._secret, notice)

    def _planned(self, request: SessionRequest, script: str) -> Session:
        status, code = _SCRIPTS[script]
        query = {
            "attempt": str(request.attempt_id),
            "token": page_token(self._secret, request.attempt_id),
        }
        return Session(
            attempt_id=str(request.attempt_id),
            status=status,
            code=code,
            minor=request.amount.minor,
            currency=request.amount.currency,
            page_url=f"{request.inbound_url}/pay?{urlencode(query)}",
            return_url=request.return_url or "",
            language=request.language,
        )

    def _decode_page(self, request: RawRequest) -> Inbound | RawReply:
        attempt_id = UUID(request.query["attempt"])
        if not page_token_fits(self._secret, attempt_id, request.query.get("token", "")):
            return pages.nothing(403)
        session = self._store.get(attempt_id)
        if session is None:
            return pages.nothing(404)
        if request.method != "POST":
            waits = session.status is SessionStatus.WAITING
            return pages.choice(session) if waits else pages.ended(session)
        chosen = parse_qs(request.body.decode()).get("choice", [""])[0]
        if chosen not in ("succeed", "fail"):
            return pages.nothing(400)
        return self._decided(attempt_id, succeed=chosen == "succeed")

    def _decided(self, attempt_id: UUID, *, succeed: bool) -> Inbound | RawReply:
        """The first choice counts; a second one reports the first again."""
        status = SessionStatus.TAKEN if succeed else SessionStatus.DECLINED
        code = "" if succeed else "card_declined"
        session = self._store.decide(attempt_id, status, code)
        if session is None:
            return pages.nothing(404)
        notice = SimulatedNotice(attempt_id, _money(session), session.code or None)
        return _inbound(notice)

    def _render_page(self, inbound: Inbound, answer: CoreAnswer) -> RawReply:
        session = self._store.get(inbound.intent.attempt_id)
        if session is None:
            return pages.nothing(404)
        return pages.done(session) if answer.accepted else pages.refused(session)

    def _decode_notice(self, request: RawRequest) -> Inbound | RawReply:
        body = verified(self._secret, request)
        if body is None:
            return RawReply(401)
        amount = Money(int(body["amount"]), str(body["currency"]))
        decline = None if body["decline"] is None else str(body["decline"])
        return _inbound(SimulatedNotice(UUID(body["attempt"]), amount, decline))


def _inbound(notice: SimulatedNotice) -> Inbound:
    if notice.decline is None:
        settle = Settle(notice.attempt_id, notice.amount, _ref(str(notice.attempt_id)))
        return Inbound(notice.event_key, settle)
    retryable = notice.decline not in _FOR_GOOD
    return Inbound(notice.event_key, Fail(notice.attempt_id, notice.decline, retryable))


def _render_notice(inbound: Inbound, answer: CoreAnswer) -> RawReply:
    headers = {"content-type": "application/json"}
    if not answer.accepted:
        return RawReply(409, headers, json.dumps({"refused": answer.reason}).encode())
    said = {"state": answer.state, "at": answer.at.isoformat() if answer.at else None}
    return RawReply(200, headers, json.dumps(said).encode())


def _money(session: Session) -> Money:
    return Money(session.minor, session.currency)


def _ref(attempt_id: str) -> str:
    return f"sim_{attempt_id}"


def _outcome(session: Session) -> Outcome:
    ref = _ref(session.attempt_id)
    if session.status is SessionStatus.TAKEN:
        return Outcome(OutcomeStatus.OK, provider_ref=ref, amount=_money(session))
    if session.status is SessionStatus.WAITING:
        action = Redirect(session.page_url)
        return Outcome(OutcomeStatus.ACTION_REQUIRED, provider_ref=ref, action=action)
    decline = Decline(session.code, retryable=session.code not in _FOR_GOOD)
    return Outcome(OutcomeStatus.DECLINED, provider_ref=ref, decline=decline)


def _not_found() -> Outcome:
    return Outcome(OutcomeStatus.DECLINED, decline=Decline("not_found", retryable=True))


def _error(code: str) -> Outcome:
    return Outcome(OutcomeStatus.ERROR, decline=Decline(code, retryable=True))
