"""A constant answer of Starlette, as large as a listing: the floor of a request."""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.plain import serve

SIZE = "BENCH_ANSWER_BYTES"
_FRAME = b'{"data":{"filling":"%s"}}'


def factory(size: int) -> Starlette:
    """The application, with an answer of `size` bytes."""
    body = _FRAME % (b"x" * (size - len(_FRAME) + 2))

    async def answer(request: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


if __name__ == "__main__":
    serve(factory(int(os.environ.get(SIZE, "8000"))))
