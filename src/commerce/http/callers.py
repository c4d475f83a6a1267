"""Who calls: the secret in the Authorization header, or the session a browser keeps in cookies."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from commerce.app import App
from commerce.http.replies import Reply
from commerce.identity import browsers
from commerce.identity import service as identity
from commerce.kernel.clock import now
from commerce.kernel.cookies import Cookies, cookies, sent_cookies
from commerce.kernel.errors import Forbidden, Unauthenticated, Unavailable
from commerce.kernel.graphql.context import Context
from commerce.kernel.settings import Settings

_HOUR = 3600.0
Headers = Mapping[bytes, bytes]


async def recognise(app: App, context: Context, headers: Headers) -> None:
    """Put the caller into the context: by header, else by cookie, else a guest.

    A header that is not good is refused. A cookie that is not good is a guest's: the browser
    sends it whether the page wants it or not.

    Raises:
        Unauthenticated: the header is of another scheme, or its secret is not good.
    """
    context.cookies = _cookies(app, headers)
    authorization = headers.get(b"authorization")
    if authorization is not None:
        secret = _bearer(authorization.decode("latin-1"))
        context.actor = await identity.caller_of(context.reader, app.cache, secret, app.settings)
        if context.actor.token_id is not None:
            await _note_use(app, context.actor.token_id)
        return
    kept = context.cookies.get(browsers.ACCESS)
    if kept is not None:
        with suppress(Unauthenticated):
            context.actor = await identity.caller_of(context.reader, app.cache, kept, app.settings)
    if kept is not None or context.cookies.get(browsers.REFRESH) is not None:
        context.cookies.foreign = not _ours(context, app.settings, headers)


async def _note_use(app: App, key_id: UUID) -> None:
    """Remember, once an hour, that a key was used; it works also when that cannot be written."""
    hour = now().replace(minute=0, second=0, microsecond=0)

    async def note() -> bool:
        with suppress(DBAPIError, Unavailable):
            async with app.db.transaction() as tx:
                await identity.note_use(tx, key_id, hour)
        return True

    await app.cache.get(("key used", key_id, hour), _HOUR, note)


def check_origin(context: Context) -> None:
    """Let a mutation pass.

    Raises:
        Forbidden: a browser sends it with its cookies, and not from a page of ours.
    """
    if context.cookies.foreign:
        raise Forbidden(f"a mutation by cookie needs the header {browsers.CSRF_HEADER}")


def tell_cookies(reply: Reply) -> None:
    """Let the browser keep or forget what this request has decided."""
    found = cookies.get()
    if found is not None and found.lines:
        lines = [(b"set-cookie", line.encode()) for line in found.lines]
        reply.headers = [*reply.headers, *lines]


def _ours(context: Context, settings: Settings, headers: Headers) -> bool:
    """Whether a page of ours sends this: it shows the token, and its origin is one we know."""
    token = headers.get(b"x-csrf-token", b"").decode("latin-1")
    session_id = context.actor.session_id
    if not browsers.same_origin_proven(context.cookies, token, session_id):
        return False
    origin = headers.get(b"origin")
    if origin is None:
        return True
    given, host = origin.decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
    return given in settings.cors_origins or given.partition("://")[2] == host


def _cookies(app: App, headers: Headers) -> Cookies:
    sent = headers.get(b"cookie")
    found = Cookies(
        sent_cookies(sent.decode("latin-1")) if sent is not None else {},
        https=not app.settings.development,
    )
    cookies.set(found)
    return found


def _bearer(header: str) -> str:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated("use Authorization: Bearer and a token")
    return secret.strip()
