"""The few pages for people: what is where, the schema text, and in development the explorer."""

from html import escape
from pathlib import Path

from graphql import print_schema
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from commerce.kernel.graphql.engine import Engine

_ASSETS = Path(__file__).parent / "explorer"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PLACES = (
    ("/graphql", "the API: POST with JSON, GET for queries"),
    ("/health/live", "the process answers"),
    ("/health/ready", "it can take traffic"),
    ("/health/deep", "every part it depends on"),
    ("/metrics", "numbers for Prometheus"),
)


def site_routes(engine: Engine, *, explorer: bool) -> list[Route]:
    """The pages; the schema is shown only where it could be introspected as well."""
    places = list(_PLACES)
    routes = []
    if engine.introspection:
        places.insert(1, ("/schema.graphql", "the schema as text"))
        routes.append(_text("/schema.graphql", print_schema(engine.schema), "text/plain"))
    if explorer:
        places.insert(0, ("/graphiql", "try queries in the browser"))
        for path, file, media in (
            ("/graphiql", "index.html", "text/html"),
            ("/graphiql/explorer.js", "explorer.js", "text/javascript"),
            ("/graphiql/explorer.css", "explorer.css", "text/css"),
        ):
            routes.append(_text(path, (_ASSETS / file).read_text("utf-8"), media))
    routes.append(_text("/", _landing(places), "text/html"))
    return routes


def _text(path: str, body: str, media: str) -> Route:
    async def show(request: Request) -> Response:
        if media == "text/html":
            return HTMLResponse(body, headers={"content-security-policy": _POLICY})
        return PlainTextResponse(body, media_type=media)

    return Route(path, show)


def _landing(places: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<li><a href="{escape(path)}">{escape(path)}</a> {escape(what)}</li>'
        for path, what in places
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>UltraMarket</title>'
        f"</head><body><h1>UltraMarket</h1><ul>{rows}</ul></body></html>"
    )
