"""From an HTTP request to the context of its resolvers: who calls, and in which market."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from commerce.app import App
from commerce.http.written import recognise_viewer
from commerce.identity import service as identity
from commerce.kernel.access import GUEST, Actor
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Context, Wanted
from commerce.kernel.log import request_id
from commerce.kernel.text import LANGUAGES

_TAGS = {tag.lower(): tag for tag in LANGUAGES} | {"uz": "uz-Latn"}


def context_maker(app: App) -> Callable[[Request], Awaitable[Context]]:
    """The function that recognises the caller of each request."""

    async def make(request: Request) -> Context:
        recognise_viewer(request)
        context = app.context(
            wanted=_wanted(request),
            request_id=request_id.get(),
        )
        context.actor = await _actor(app, context, request.headers.get("authorization"))
        return context

    return make


async def _actor(app: App, context: Context, header: str | None) -> Actor:
    if header is None:
        return GUEST
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated("use Authorization: Bearer and a token")
    return await identity.actor_of(context.reader, app.cache, secret.strip())


def _wanted(request: Request) -> Wanted:
    return Wanted(
        channel=request.headers.get("x-channel"),
        country=request.headers.get("x-country"),
        currency=request.headers.get("x-currency"),
        language=accepted_language(request.headers.get("accept-language", "")),
    )


def accepted_language(header: str) -> str | None:
    """The first language of an Accept-Language header that we speak (RFC 9110, 12.5.4)."""
    ranked = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        ranked.append((-quality, place, tag.strip().lower()))
    for _, _, tag in sorted(ranked):
        found = _TAGS.get(tag) or _TAGS.get(tag.split("-")[0])
        if found:
            return found
    return None
