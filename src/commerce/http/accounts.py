"""Routes around accounts: the public keys of access tokens, and the messages of development."""

from email import message_from_bytes, policy
from html import escape
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from commerce.app import App
from commerce.identity import service as identity
from commerce.kernel.reach import BUYER, reaching
from commerce.notifications import service as notifications

_SHOWN = 50
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def routes(app: App) -> list[Route]:
    """The key set; in development a page of what would have been sent as well."""

    async def jwks(request: Request) -> Response:
        with reaching(BUYER):
            body = orjson.dumps(await identity.jwks(app.db.reader()))
        headers = {"cache-control": "public, max-age=300"}
        return Response(body, media_type="application/jwk-set+json", headers=headers)

    async def outbox(request: Request) -> Response:
        messages = _messages(notifications.outbox(app.settings))
        return HTMLResponse(_page(messages), headers={"content-security-policy": _POLICY})

    found = [Route("/.well-known/jwks.json", jwks)]
    return [*found, Route("/outbox", outbox)] if app.settings.development else found


def _messages(folder: Path) -> list[str]:
    """The latest messages as text, the last one first."""
    paths = [path for path in folder.glob("*.*") if not path.name.startswith(".")]
    return [_text(path) for path in sorted(paths, key=lambda path: path.name)[: -_SHOWN - 1 : -1]]


def _text(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return f"{mail['To']}\n{mail['Subject']}\n\n{mail.get_content()}"


def _page(messages: list[str]) -> str:
    shown = "".join(f"<pre>{escape(each)}</pre><hr>" for each in messages) or "<p>nothing yet</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox</title></head>'
        f"<body><h1>What would have been sent</h1>{shown}</body></html>"
    )
