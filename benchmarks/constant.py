"""A constant answer of Starlette behind the product's own server: the floor of a request."""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from commerce.http.server import serve

_BODY = b'{"data":{"ok":true}}'


async def _answer(request: Request) -> Response:
    return Response(_BODY, media_type="application/json")


def factory() -> Starlette:
    """The application."""
    return Starlette(routes=[Route("/", _answer, methods=["GET", "POST"])])


if __name__ == "__main__":
    serve("benchmarks.constant:factory", port=int(os.environ["COMMERCE_PORT"]))
