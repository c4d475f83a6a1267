"""What a viewer has written goes out with the answer and comes back with the next request."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.types import Receive, Scope, Send

from commerce.http.parameters import headers_of
from commerce.http.replies import Reply
from commerce.http.written import NAME, recognise_viewer, tell_written
from commerce.kernel.reads import read_written, viewer, written_form


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    recognise_viewer(headers_of(scope))
    who = viewer.get()
    assert who is not None
    reply = Reply(orjson.dumps({"position": who.position, "primary": who.primary}))
    if scope["method"] == "POST":
        who.note(0x16_B374D848)
    tell_written(reply, https=True)
    await reply(scope, receive, send)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=_answer)
    async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
        yield client


async def test_an_answer_to_a_change_carries_the_position_in_header_and_cookie(client) -> None:
    response = await client.post("/")

    assert response.headers[NAME] == "16/B374D848"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{NAME}=16/B374D848; ")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=60"))


async def test_an_answer_to_a_query_carries_none(client) -> None:
    response = await client.get("/", headers={NAME: "16/B374D848"})

    assert NAME not in response.headers
    assert "set-cookie" not in response.headers


async def test_the_position_is_read_back_from_the_header_or_the_cookie(client) -> None:
    assert (await client.get("/", headers={NAME: "1/2"})).json() == {
        "position": 2**32 + 2,
        "primary": True,
    }
    await client.post("/")
    assert (await client.get("/")).json()["position"] == 0x16_B374D848


async def test_what_was_written_later_counts(client) -> None:
    response = await client.post("/", headers={NAME: "FF/0"})

    assert response.headers[NAME] == "FF/0"


@pytest.mark.parametrize(
    "text", ["", "0", "1/", "/1", "1/2/3", "g/1", "1/123456789", " 1/2", "1/2 ", "１/2", "-1/2"]
)
def test_a_malformed_position_is_ignored(text: str) -> None:
    assert read_written(text) == 0


@pytest.mark.parametrize("position", [0, 1, 2**32, 2**64 - 1, 0x16_B374D848])
def test_a_position_comes_back_as_it_went(position: int) -> None:
    assert read_written(written_form(position)) == position
