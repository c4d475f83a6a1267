"""The generic adapter of inbound calls: bytes in, bytes out; the web server only mounts it."""

from collections.abc import Awaitable, Callable, Mapping

import structlog

from commerce.kernel.db import Database, Tx
from commerce.kernel.plugins import Registry
from commerce.payments.providers import PAYMENT, InboundRoute, RawReply, RawRequest, Receiver
from commerce.payments.service.notice import notice
from commerce.payments.service.record import Recorded

Follow = Callable[[Tx, Recorded], Awaitable[None]]
_log = structlog.get_logger(__name__)


def inbound_routes(registry: Registry) -> Mapping[tuple[str, str], InboundRoute]:
    """Every route by provider and name; mounted at `/webhooks/payments/{provider}/{name}`."""
    return {
        (name, route.name): route
        for name, provider in registry.all(PAYMENT).items()
        if isinstance(provider, Receiver)
        for route in provider.inbound()
    }


async def receive(
    db: Database, provider: str, *, route: InboundRoute, request: RawRequest, follow: Follow
) -> RawReply:
    """Answer an inbound call.

    `follow(tx, recorded)` does in the same transaction what the news means to the payable
    (place or cancel the order); it is not called for refusals and repetitions.
    """
    if request.method not in route.methods:
        return RawReply(405, {"allow": ", ".join(route.methods)})
    if len(request.body) > route.max_body:
        return RawReply(413)
    try:
        inbound = route.decode(request)
    except Exception as error:
        # Whatever a stranger sends must not look like a fault of ours.
        _log.warning("inbound_undecodable", provider=provider, error=type(error).__name__)
        return RawReply(400)
    if isinstance(inbound, RawReply):
        return inbound
    async with db.transaction() as tx:
        noted = await notice(tx, provider, inbound)
        if noted.recorded is not None:
            await follow(tx, noted.recorded)
    if not noted.answer.accepted:
        _log.warning("inbound_refused", provider=provider, reason=noted.answer.reason)
    return route.render(inbound, noted.answer)
