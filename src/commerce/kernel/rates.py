"""How often something may be done: token buckets, declared by name, taken from before work begins.

A bucket holds `burst` tokens and fills at a steady pace. What is remembered of one is a single
number, the moment at which it will be full again; a full bucket is not remembered at all.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from commerce.kernel.errors import RateLimited

_LEAST_WAIT = 1e-6
_MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A named limit on what one client may do.

    One that hinders `guessing` counts callers of unlimited networks too.
    """

    name: str
    burst: float
    per_minute: float
    guessing: bool = False


_RATES: dict[str, Rate] = {}


def rate(name: str, *, burst: float, per_minute: float, guessing: bool = False) -> Rate:
    """Declare a limit; settings may change its numbers or lift it."""
    if name in _RATES:
        raise ValueError(f"rate {name} is declared twice")
    declared = _RATES[name] = Rate(name, burst, per_minute, guessing=guessing)
    return declared


def all_rates() -> dict[str, Rate]:
    """Every limit declared so far, by name."""
    return dict(sorted(_RATES.items()))


REQUESTS = rate("address", burst=2_000, per_minute=12_000)
OPERATIONS = rate("client", burst=3_000, per_minute=12_000)
COST = rate("cost", burst=200_000, per_minute=1_200_000)
LOGIN = rate("login", burst=30, per_minute=30, guessing=True)
RENEWAL = rate("renewal", burst=600, per_minute=600, guessing=True)
CODE = rate("code", burst=30, per_minute=30, guessing=True)
REGISTRATION = rate("registration", burst=30, per_minute=30, guessing=True)


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit that calls of a root field count towards; with `given`, those with this argument."""

    rate: Rate
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The numbers of a limit in force: tokens in a full bucket, and how many come back a second."""

    name: str
    burst: float
    per_second: float


class Demand(NamedTuple):
    """So many tokens from the bucket of somebody."""

    pace: Pace
    key: str
    amount: float


class Taken(NamedTuple):
    """What became of demands: so much is `left` for the last, or `refused` must `wait`."""

    left: float = 0.0
    refused: Pace | None = None
    wait: float = 0.0


class Store(Protocol):
    """Where buckets are."""

    async def take(self, demands: Sequence[Demand]) -> Taken:
        """Take all of it, or nothing."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def after_taking(full_at: float, now: float, amount: float, pace: Pace) -> tuple[float, float]:
    """When a bucket will be full once this is taken, and how long to wait before it can be.

    More than a bucket holds is given by a full one, which owes the rest: whatever may be asked
    at all can be had by waiting.
    """
    begun = full_at if full_at > now else now
    beyond = (amount - pace.burst) / pace.per_second
    wait = begun - now + (beyond if beyond < 0 else 0)
    return begun + amount / pace.per_second, wait if wait > _LEAST_WAIT else 0.0


class Buckets:
    """The buckets of this process; of too many, those that are fullest are forgotten."""

    def __init__(
        self, *, most: int = _MOST_BUCKETS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._clock = clock
        self._full_at: dict[str, dict[str, float]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._full_at.values()))

    def take_one(self, pace: Pace, key: str) -> float:
        """Take one token; the seconds to wait if there is none."""
        now = self._clock()
        held = self._full_at.get(pace.name)
        if held is None:
            held = self._full_at[pace.name] = {}
        after, wait = after_taking(held.get(key, 0.0), now, 1, pace)
        if not wait:
            held[key] = after
            if len(held) > self._most:
                self._forget(held, now)
        return wait

    async def take(self, demands: Sequence[Demand]) -> Taken:
        """Take all of it, or nothing; of several that refuse, the longest wait counts."""
        return self.taken(demands)

    def taken(self, demands: Sequence[Demand]) -> Taken:
        """The same, at once."""
        now = self._clock()
        after = []
        refused, longest, full_at = None, 0.0, now
        for pace, key, amount in demands:
            held = self._full_at.get(pace.name)
            if held is None:
                held = self._full_at[pace.name] = {}
            full_at, wait = after_taking(held.get(key, 0.0), now, amount, pace)
            after.append((held, key, full_at))
            if wait > longest:
                refused, longest = pace, wait
        if refused is not None:
            return Taken(refused=refused, wait=longest)
        for held, key, full_at in after:
            held[key] = full_at
            if len(held) > self._most:
                self._forget(held, now)
        last = demands[-1].pace
        return Taken(last.burst - (full_at - now) * last.per_second)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _forget(self, held: dict[str, float], now: float) -> None:
        """Make room: full buckets need no place, and of the others the emptiest stay."""
        owing = sorted((item for item in held.items() if item[1] > now), key=_full_at)
        kept = owing[-(self._most * 3 // 4) :]
        held.clear()
        held.update(kept)


def _full_at(item: tuple[str, float]) -> float:
    return item[1]


def paces(changed: Mapping[str, tuple[float, float] | None], *, shares: int = 1) -> dict[str, Pace]:
    """The limits in force: as declared, or with other (burst, per minute), or lifted by None.

    Each of several processes that keep buckets of their own has its share of every limit.
    """
    found = {}
    for name, declared in _RATES.items():
        numbers = changed.get(name, (declared.burst, declared.per_minute))
        if numbers is not None:
            burst, per_minute = numbers
            found[name] = Pace(name, max(burst / shares, 1.0), per_minute / 60 / shares)
    return found


class Limiter:
    """The limits in force and the buckets they are counted in.

    `near` are the buckets of this process. They serve the first question about a request, which
    must cost next to nothing; `store` serves the others, and may be shared with other processes.
    """

    def __init__(
        self, in_force: Mapping[str, Pace] | None = None, store: Store | None = None
    ) -> None:
        self.paces = paces({}) if in_force is None else in_force
        self.near = Buckets()
        self.store: Store = store or self.near
        # Of the operations of a request, how many `knock` has counted in the same bucket.
        self.counted_before = 1 if store is None else 0

    def knock(self, key: str) -> float:
        """Count one request of an address; the seconds to wait if it has made too many."""
        pace = self.paces.get(REQUESTS.name)
        return 0.0 if pace is None else self.near.take_one(pace, key)

    def demand(self, wanted: Rate, key: str, amount: float = 1) -> Demand | None:
        """What a use of a limit asks for; None when it is lifted."""
        pace = self.paces.get(wanted.name)
        return None if pace is None else Demand(pace, key, amount)

    async def take(self, demands: Sequence[Demand]) -> float:
        """Take all of it, or nothing; what is left in the bucket of the last.

        Raises:
            RateLimited: there is not enough; nothing was taken.
        """
        near = self.store is self.near
        taken = self.near.taken(demands) if near else await self.store.take(demands)
        if taken.refused is not None:
            raise RateLimited(taken.refused.name, taken.wait)
        return taken.left

    async def spend(self, wanted: Rate, key: str, amount: float = 1) -> None:
        """Count a use of a limit by whatever `key` names; never pass personal data in it.

        Raises:
            RateLimited: there were too many.
        """
        demand = self.demand(wanted, key, amount)
        if demand is not None:
            await self.take([demand])
