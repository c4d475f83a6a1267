"""Health probes: alive, ready for traffic, and well in depth."""

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from commerce.http.options import Check, Probes
from commerce.http.replies import json_reply

log = structlog.get_logger(__name__)


def health_routes(probes: Probes) -> list[Route]:
    """The three probes below /health."""

    async def live(request: Request) -> Response:
        return json_reply({"status": "ok"})

    async def ready(request: Request) -> Response:
        return await _checked(probes.ready, seconds=2)

    async def deep(request: Request) -> Response:
        return await _checked(probes.deep, seconds=10)

    return [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/health/deep", deep),
    ]


async def _checked(check: Check, *, seconds: float) -> Response:
    try:
        async with asyncio.timeout(seconds):
            checks = dict(await check())
    except Exception as error:
        log.warning("health_check_failed", exc_info=error)
        checks = {"check": False}
    well = all(checks.values())
    body = {"status": "ok" if well else "failing", "checks": checks}
    return json_reply(body, status=200 if well else 503)
