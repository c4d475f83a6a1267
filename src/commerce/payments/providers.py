"""The port of payment providers: what a plugin implements to take money.

A provider never writes our tables. Every outbound method answers with the state the money of
the attempt is in afterwards (`Outcome`); a verified inbound message becomes an `Intent`,
which the core applies before the provider renders the reply.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias, runtime_checkable
from uuid import UUID

from commerce.kernel.money import Money
from commerce.kernel.plugins import Slot
from commerce.kernel.text import Texts
from commerce.payments.types import AttemptState, Flow, OutcomeStatus, Refusal


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do; checked before it is called.

    `currencies` None means any. `minimum` and `maximum` are in minor units by currency; one
    that is not named has no limit. One that `asks_nobody` knows the outcome of every attempt
    from what it is told, and keeps nothing: it is asked before the attempt is written down,
    so that intent and outcome are written at once.
    """

    flows: frozenset[Flow]
    currencies: frozenset[str] | None = None
    minimum: Mapping[str, int] = field(default_factory=dict)
    maximum: Mapping[str, int] = field(default_factory=dict)
    manual_capture: bool = False
    partial_refund: bool = False
    asks_nobody: bool = False

    def takes(self, currency: str) -> bool:
        """Whether money of this currency can be paid at all."""
        return self.currencies is None or currency in self.currencies

    def covers(self, amount: Money) -> bool:
        """Whether this very amount can be paid."""
        least = self.minimum.get(amount.currency, 0)
        most = self.maximum.get(amount.currency, amount.minor)
        return self.takes(amount.currency) and least <= amount.minor <= most


@dataclass(frozen=True, slots=True)
class Redirect:
    """The buyer goes on at `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Why no money was taken. `code` is ours: small letters and underscores, 64 at most."""

    code: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the money of an attempt stands after a call.

    ok               it was taken; with `collect_later` it will be, outside (cash on delivery)
    action_required  the buyer has to do `action` first
    pending          the provider is at work and will tell, or answer `fetch`
    declined         it was not and will not be taken by this attempt
    unknown          nobody can say; `fetch` finds out
    error            the provider refused the call itself: nothing was taken

    `amount` is what the provider says it took; None when it does not say.
    """

    status: OutcomeStatus
    provider_ref: str | None = None
    action: Redirect | None = None
    decline: Decline | None = None
    amount: Money | None = None
    collect_later: bool = False

    @property
    def good(self) -> bool:
        """Whether the money is there, or will be collected later."""
        return self.status is OutcomeStatus.OK


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """A wish to collect `amount`; `attempt_id` is the idempotency key.

    `data` is what the client chose for this provider. The inbound routes of the provider are
    mounted at `inbound_url/<route name>`.
    """

    attempt_id: UUID
    payable_ref: str
    amount: Money
    data: Mapping[str, Any]
    inbound_url: str
    return_url: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AttemptView:
    """What a provider may know of an attempt it was asked about before."""

    id: UUID
    amount: Money
    provider_ref: str | None = None


class PaymentProvider(Protocol):
    """Takes money. `id` is the name it has in the slot."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> Texts:
        """What buyers call this way of paying."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def create_session(self, request: SessionRequest) -> Outcome:
        """Begin to collect, once per attempt id: a second call answers like the first."""
        ...

    async def fetch(self, attempt: AttemptView) -> Outcome:
        """Look up what became of an attempt; one that never arrived is declined `not_found`."""
        ...

    async def cancel(self, attempt: AttemptView) -> Outcome:
        """Stop collecting: declined `cancelled`, or ok when the money was taken already."""
        ...


PAYMENT: Slot[PaymentProvider] = Slot("payment")


@dataclass(frozen=True, slots=True)
class RawRequest:
    """An inbound HTTP request, its body untouched; names of headers are in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RawReply:
    """The HTTP reply to an inbound request."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Settle:
    """The provider took `amount` for the attempt."""

    attempt_id: UUID
    amount: Money
    provider_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """The provider took nothing and gave up; `code` as in `Decline`."""

    attempt_id: UUID
    code: str
    retryable: bool = True


Intent: TypeAlias = Settle | Fail


@dataclass(frozen=True, slots=True)
class Inbound:
    """A verified message. A second one with the same `event_key` gets the first one's answer."""

    event_key: str
    intent: Intent


@dataclass(frozen=True, slots=True)
class CoreAnswer:
    """What the core made of a message: the same for every repetition of it.

    Accepted: the attempt is in `state`, since `at` when that is final. Otherwise `reason`.
    """

    accepted: bool
    state: AttemptState | None = None
    at: datetime | None = None
    reason: Refusal | None = None


Decode: TypeAlias = Callable[[RawRequest], Inbound | RawReply]
Render: TypeAlias = Callable[[Inbound, CoreAnswer], RawReply]


@dataclass(frozen=True, slots=True)
class InboundRoute:
    """An address the provider (or a buyer it sent) calls.

    `decode` verifies the request and says what it means, or replies at once (a refusal, a
    page). `render` words the core's answer the way the provider's protocol wants it.
    `max_body` is in bytes.
    """

    name: str
    methods: tuple[str, ...]
    max_body: int
    decode: Decode
    render: Render


@runtime_checkable
class Receiver(Protocol):
    """A provider that is called from outside."""

    def inbound(self) -> Sequence[InboundRoute]:
        """Its routes; the names are unique within the provider."""
        ...
