"""Events: facts that already happened, named in the past tense, and who listens."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from commerce.kernel.db import Tx

E = TypeVar("E", bound="Event")
Handler = Callable[["Tx", Any], Awaitable[None]]
BulkHandler = Callable[["Tx", Sequence[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. `name` is `domain.what_happened`; fields are ids and values.

    `names` are those of the fields.
    """

    name: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()

    @property
    def subject(self) -> UUID:
        """The row the event is about: its first field."""
        value = getattr(self, self.names[0])
        if not isinstance(value, UUID):
            raise TypeError(f"{self.name}: the first field must be the id of its subject")
        return value

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.names}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEvent(Event):
    """An event that the audit trail keeps as well: log-ins, keys, roles, second factors.

    Its fields must not hold anything secret or personal: the trail forgets nothing.
    """


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler of some kinds of events; `key` marks deliveries as done.

    One that is `bulk` is given all that is due at once, any other is given one event at a time.
    """

    key: str
    kinds: tuple[type[Event], ...]
    handle: BulkHandler
    bulk: bool


_known: dict[str, type[Event]] = {}
_subscriptions: list[Subscription] = []


def event(cls: type[E]) -> type[E]:
    """Register an event class by its name."""
    if cls.name in _known:
        raise ValueError(f"event {cls.name} is declared twice")
    _known[cls.name] = cls
    cls.names = tuple(field.name for field in fields(cls))
    return cls


def on(kind: type[E]) -> Callable[[Callable[["Tx", E], Awaitable[None]]], Handler]:
    """Register a handler. It runs later, at least once, inside its own transaction."""

    def register(handler: Callable[["Tx", E], Awaitable[None]]) -> Handler:
        async def handle(tx: "Tx", events: Sequence[E]) -> None:
            for each in events:
                await handler(tx, each)

        _subscriptions.append(Subscription(_key(handler), (kind,), handle, bulk=False))
        return handler

    return register


def on_many(*kinds: type[Event]) -> Callable[[BulkHandler], BulkHandler]:
    """Register a handler of all events of these kinds that are due, in one transaction.

    It runs like one of `on`. When it fails, it is given parts of the events, so that what it
    cannot digest does not keep the others waiting.
    """

    def register(handler: BulkHandler) -> BulkHandler:
        _subscriptions.append(Subscription(_key(handler), kinds, handler, bulk=True))
        return handler

    return register


def _key(handler: Callable[..., Any]) -> str:
    return f"{handler.__module__}.{handler.__name__}"


def known_events() -> dict[str, type[Event]]:
    """Every event class by name."""
    return dict(sorted(_known.items()))


def subscriptions() -> list[Subscription]:
    """Every handler."""
    return list(_subscriptions)


def heard(kind: type[Event]) -> bool:
    """Whether anybody listens to a kind of event."""
    return any(kind in each.kinds for each in _subscriptions)


def restore(name: str, payload: dict[str, Any]) -> Event:
    """Build an event again from its stored form; unknown fields are ignored."""
    kind = _known[name]
    values: dict[str, Any] = {}
    for field in fields(kind):
        value = payload[field.name]
        is_id = field.type in (UUID, UUID | None) and value is not None
        values[field.name] = UUID(value) if is_id else value
    return kind(**values)
