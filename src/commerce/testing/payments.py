"""Conformance suite for payment providers.

In the tests of a plugin, derive from the suite and give it a case; pytest with pytest-asyncio
runs every check:

    class TestMyProvider(PaymentProviderSuite):
        @pytest.fixture
        def case(self) -> PaymentCase:
            return PaymentCase(provider=..., paying={...})
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.payments.providers import (
    AttemptView,
    Inbound,
    InboundRoute,
    Outcome,
    PaymentProvider,
    RawReply,
    RawRequest,
    Receiver,
    SessionRequest,
)
from commerce.payments.types import Flow, OutcomeStatus

_CODE = re.compile(r"[a-z][a-z_]{0,63}")
_LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")


@dataclass(frozen=True, slots=True)
class PaymentCase:
    """A provider, and the client data that lead it where a check needs it.

    `paying` makes it take (or promise) the money without the buyer; `declined` makes it
    refuse; `waiting` makes it wait for the buyer. None means that it cannot be led there.
    `forged` are calls to its routes, by name, that it must not believe.
    """

    provider: PaymentProvider
    paying: Mapping[str, Any] | None
    declined: Mapping[str, Any] | None = None
    waiting: Mapping[str, Any] | None = None
    amount: Money = field(default_factory=lambda: Money(1_250_000, "UZS"))
    forged: Sequence[tuple[str, RawRequest]] = ()

    @property
    def remembers(self) -> bool:
        """Whether there is somebody to ask; cash has no memory."""
        return self.provider.capabilities.flows != frozenset({Flow.OFFLINE})

    def request(self, data: Mapping[str, Any]) -> SessionRequest:
        """A wish with an attempt id of its own."""
        return SessionRequest(
            attempt_id=new_id(),
            payable_ref=str(new_id()),
            amount=self.amount,
            data=data,
            inbound_url=f"http://127.0.0.1/webhooks/payments/{self.provider.id}",
        )

    def view(self, request: SessionRequest, outcome: Outcome | None = None) -> AttemptView:
        """The attempt as the core would show it later."""
        ref = outcome.provider_ref if outcome else None
        return AttemptView(request.attempt_id, request.amount, ref)


class PaymentProviderSuite:
    """What the core relies on. Subclasses give the fixture `case`."""

    async def test_it_introduces_itself_in_every_language(self, case: PaymentCase) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", case.provider.id)
        for language in _LANGUAGES:
            assert case.provider.title.say(language)

    async def test_its_capabilities_do_not_contradict_each_other(self, case: PaymentCase) -> None:
        can = case.provider.capabilities

        assert can.flows
        assert can.currencies is None or can.currencies
        for currency in {*can.minimum, *can.maximum}:
            assert can.takes(currency)
            least = can.minimum.get(currency, 0)
            assert 0 <= least <= can.maximum.get(currency, least)
        assert can.covers(case.amount)
        assert Flow.REDIRECT in can.flows or case.waiting is None

    async def test_the_same_attempt_is_collected_once(self, case: PaymentCase) -> None:
        for data in _given(case.paying, case.declined, case.waiting):
            request = case.request(data)
            first = await case.provider.create_session(request)
            assert await case.provider.create_session(request) == first

    async def test_the_same_attempt_for_another_amount_takes_nothing(
        self, case: PaymentCase
    ) -> None:
        if case.paying is None or not case.remembers:
            return
        request = case.request(case.paying)
        await case.provider.create_session(request)

        more = Money(case.amount.minor + 1, case.amount.currency)
        second = await case.provider.create_session(replace(request, amount=more))

        assert second.status in (OutcomeStatus.ERROR, OutcomeStatus.DECLINED)

    async def test_paying_is_reported_with_the_exact_amount(self, case: PaymentCase) -> None:
        if case.paying is None:
            return
        outcome = await case.provider.create_session(case.request(case.paying))

        assert outcome.status is OutcomeStatus.OK
        assert outcome.amount in (None, case.amount)
        assert outcome.collect_later == (not case.remembers)

    async def test_a_decline_has_a_code_and_says_whether_to_try_again(
        self, case: PaymentCase
    ) -> None:
        if case.declined is None:
            return
        outcome = await case.provider.create_session(case.request(case.declined))

        assert outcome.status is OutcomeStatus.DECLINED
        assert outcome.decline is not None
        assert _CODE.fullmatch(outcome.decline.code)

    async def test_a_waiting_buyer_is_sent_to_a_web_address(self, case: PaymentCase) -> None:
        if case.waiting is None:
            return
        outcome = await case.provider.create_session(case.request(case.waiting))

        assert outcome.status is OutcomeStatus.ACTION_REQUIRED
        assert outcome.action is not None
        assert outcome.action.url.startswith(("http://", "https://"))

    async def test_looking_up_agrees_with_what_was_said(self, case: PaymentCase) -> None:
        for data in _given(case.paying, case.declined, case.waiting):
            request = case.request(data)
            said = await case.provider.create_session(request)
            found = await case.provider.fetch(case.view(request, said))
            assert (found.status, found.decline) == (said.status, said.decline)

    async def test_looking_up_what_never_arrived_finds_no_money(self, case: PaymentCase) -> None:
        if not case.remembers:
            return
        found = await case.provider.fetch(AttemptView(new_id(), case.amount))

        assert found.status is OutcomeStatus.DECLINED
        assert found.decline is not None
        assert found.decline.code == "not_found"

    async def test_a_cancelled_wait_takes_no_money(self, case: PaymentCase) -> None:
        if case.waiting is None:
            return
        request = case.request(case.waiting)
        said = await case.provider.create_session(request)

        for _ in range(2):
            cancelled = await case.provider.cancel(case.view(request, said))
            assert cancelled.status is OutcomeStatus.DECLINED
        found = await case.provider.fetch(case.view(request, said))

        assert found.status is OutcomeStatus.DECLINED

    async def test_cancelling_too_late_admits_that_money_was_taken(self, case: PaymentCase) -> None:
        if case.paying is None or not case.remembers:
            return
        request = case.request(case.paying)
        said = await case.provider.create_session(request)

        assert (await case.provider.cancel(case.view(request, said))).status is OutcomeStatus.OK

    async def test_forged_calls_are_refused_and_move_nothing(self, case: PaymentCase) -> None:
        routes = _routes(case.provider)
        assert bool(case.forged) == bool(routes), "give a forged call to each kind of route"
        for name, request in case.forged:
            assert _refused(routes[name], request), (name, request)

    async def test_its_routes_have_names_methods_and_a_limit(self, case: PaymentCase) -> None:
        if not isinstance(case.provider, Receiver):
            return
        routes = case.provider.inbound()

        assert len({route.name for route in routes}) == len(routes)
        for route in routes:
            assert re.fullmatch(r"[a-z][a-z0-9-]*", route.name)
            assert route.methods and all(method.isupper() for method in route.methods)
            assert 0 < route.max_body <= 1_048_576


def _given(*data: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [each for each in data if each is not None]


def _routes(provider: PaymentProvider) -> dict[str, InboundRoute]:
    if not isinstance(provider, Receiver):
        return {}
    return {route.name: route for route in provider.inbound()}


def _refused(route: InboundRoute, request: RawRequest) -> bool:
    """Whether a route turns a call away; raising counts, as the core answers 400 then."""
    try:
        found: Inbound | RawReply = route.decode(request)
    except Exception:
        return True
    return isinstance(found, RawReply) and 400 <= found.status < 500
