"""The limits of abuse at the edge: who calls, whether too often, and from where staff may call."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from commerce.http.replies import NO_STORE, Reply
from commerce.kernel.access import all_permissions
from commerce.kernel.errors import Forbidden, RateLimited
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.engine import Demands, Toll
from commerce.kernel.networks import NOBODY, Networks, Visitor, counted_under, first_untrusted
from commerce.kernel.rates import (
    COST,
    OPERATIONS,
    REQUESTS,
    Buckets,
    Demand,
    Limiter,
    Pace,
    all_rates,
    paces,
)
from commerce.kernel.settings import Settings, WrongSettings

_FORWARDED = b"x-forwarded-for"
_REMEMBERED = 4096
_MOST_BYTES = 512


class Gate:
    """Knows the visitor of a request, and turns away those who come too often, unheard."""

    def __init__(self, settings: Settings, limiter: Limiter) -> None:
        self._limiter = limiter
        self._trusted = Networks(settings.trusted_proxies)
        self._unlimited = Networks(settings.unlimited_networks)
        self._visitor_at = lru_cache(_REMEMBERED)(self._look_at)
        self._visitor_behind = lru_cache(_REMEMBERED)(self._look_behind)

    def visitor(self, scope: Scope) -> Visitor:
        """Where a request comes from; proxies are believed when they are trusted."""
        client = scope.get("client")
        if client is None:
            return NOBODY
        peer: str = client[0]
        if self._trusted and self._trusted.hold(peer):
            return self._visitor_behind(peer, _forwarded(scope))
        return self._visitor_at(peer)

    def refusal(self, scope: Scope) -> Reply | None:
        """The answer to a visitor who made too many requests; None lets this one in."""
        visitor = self.visitor(scope)
        if visitor.unlimited:
            return None
        wait = self._limiter.knock(visitor.key)
        return _too_many(wait) if wait else None

    def _look_at(self, address: str) -> Visitor:
        return Visitor(address, counted_under(address), self._unlimited.hold(address))

    def _look_behind(self, proxy: str, forwarded: bytes) -> Visitor:
        hops = forwarded.decode("latin-1").split(",")
        return self._look_at(first_untrusted(hops, proxy, self._trusted))


class Gated:
    """An application behind a gate."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._gate.refusal(scope) or self._app)(scope, receive, send)


def _forwarded(scope: Scope) -> bytes:
    """The end of all X-Forwarded-For headers in their order."""
    values = [value for name, value in scope["headers"] if name == _FORWARDED]
    return b",".join(values)[-_MOST_BYTES:]


def _too_many(wait: float) -> Reply:
    error = RateLimited(REQUESTS.name, wait)
    body = (
        b'{"errors":[{"message":"%b","extensions":{"code":"RATE_LIMITED","retryAfterMs":%d,'
        b'"limit":"%b"}}]}'
    ) % (str(error).encode(), error.milliseconds, error.limit.encode())
    headers = [NO_STORE, (b"retry-after", b"%d" % -(-error.milliseconds // 1000))]
    return Reply(body, status=429, headers=headers)


class Admission:
    """What is asked of an operation before anything is done for it."""

    def __init__(self, settings: Settings) -> None:
        self._staff = Networks(settings.staff_networks)
        self._permissions = {
            name: Networks(networks) for name, networks in settings.permission_networks.items()
        }

    async def admit(self, context: Context, toll: Toll) -> Mapping[str, int]:
        """Let an operation in, once; what it leaves of the budget of its caller.

        Raises:
            Forbidden: the caller may not do this from where it calls.
            RateLimited: it asks for too much at this time; nothing was taken.
        """
        if context.budget is None:
            self._check_place(context, toll.demands)
            context.budget = await self._taken(context, toll)
        return context.budget

    async def _taken(self, context: Context, toll: Toll) -> Mapping[str, int]:
        wanted = _wanted(context, toll)
        if not wanted:
            return {}
        last = wanted[-1].pace
        try:
            left = await context.limiter.take(wanted)
        except RateLimited as error:
            if error.limit == COST.name:
                had = min(toll.cost, last.burst) - error.seconds * last.per_second
                error.extensions["cost"] = {"requested": toll.cost, **_budget(last, had)}
            raise
        return _budget(last, left) if last.name == COST.name else {}

    def _check_place(self, context: Context, demands: Demands) -> None:
        """Staff, and holders of guarded permissions, call from the networks named for them."""
        if not self._staff and not self._permissions:
            return
        address = context.visitor.address
        walls = [self._permissions[name] for name in demands.permissions & self._permissions.keys()]
        if self._staff and context.actor.everywhere:
            walls.append(self._staff)
        if not all(wall.hold(address) for wall in walls):
            raise Forbidden("not allowed")


def _budget(pace: Pace, left: float) -> dict[str, int]:
    return {"available": max(int(left), 0), "restoreRate": int(pace.per_second)}


def _wanted(context: Context, toll: Toll) -> list[Demand]:
    """Everything an operation takes; its cost, when that is limited, comes last.

    Limits on guessing count addresses too, for whoever guesses is nobody yet. The others count
    whoever is known by name, and addresses otherwise.
    """
    limiter, visitor, actor = context.limiter, context.visitor, context.actor
    demands, cost = toll
    client = actor.subject if actor.known else visitor.key
    found: list[Demand | None] = []
    for rate, times in demands.rates:
        if rate.guessing:
            named = {client, visitor.key} - {NOBODY.key}
            found.extend(limiter.demand(rate, key, times) for key in named)
        elif not visitor.unlimited:
            found.append(limiter.demand(rate, client, times))
    if not visitor.unlimited:
        beyond = demands.operations - limiter.counted_before
        if beyond:
            found.append(limiter.demand(REQUESTS, visitor.key, beyond))
        if actor.known:
            found.append(limiter.demand(OPERATIONS, client, demands.operations))
        found.append(limiter.demand(COST, client, cost))
    return [each for each in found if each is not None]


def limiter_of(settings: Settings) -> Limiter:
    """The limits as set; shared buckets are in Redis, which is imported only where it is used.

    Raises:
        WrongSettings: the settings name a limit or a permission that there is not.
    """
    own = settings.redis_url is None
    changed = {
        name: (numbers.burst, numbers.per_minute) if numbers else None
        for name, numbers in settings.rates.items()
    }
    _check_names("COMMERCE_RATES", settings.rates, all_rates(), "limit")
    _check_names(
        "COMMERCE_PERMISSION_NETWORKS",
        settings.permission_networks,
        all_permissions(),
        "permission",
    )
    in_force = paces(changed, shares=settings.workers if own else 1)
    if own:
        return Limiter(in_force)
    from commerce.kernel.shared_rates import SharedBuckets

    return Limiter(in_force, SharedBuckets(str(settings.redis_url), Buckets()))


def check_limits(settings: Settings) -> None:
    """See before anything is started that the settings name what there is.

    Domains declare their limits beside their schema, which is imported only when it is needed.

    Raises:
        WrongSettings: they do not.
    """
    if settings.rates or settings.permission_networks:
        from commerce.graphql import schema  # noqa: F401  # declares limits and permissions

        limiter_of(settings)


def _check_names(
    variable: str, given: Mapping[str, Any], known: Mapping[str, Any], kind: str
) -> None:
    for name in given:
        if name not in known:
            raise WrongSettings(f"{variable}: there is no {kind} called {name!r}")
