"""Sessions in cookies: kept by the browser, shown by pages of ours, useless to others."""

from typing import Any

import httpx
import orjson
import pytest

from commerce.http.main import assemble
from tests.identity.documents import ME, REFRESH, REVOKE_ALL, SIGN_IN, UPDATE
from tests.make.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("market")
OURS = "https://shop.example"


class Browser:
    """Keeps cookies, and sends them with whatever a page asks it to."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def post(self, document: str, headers: dict[str, str] | None = None, **given: Any) -> Any:
        body = orjson.dumps({"query": document, "variables": {"input": given}})
        sent = {"content-type": "application/json", "accept-language": "en", **(headers or {})}
        return await self.http.post("/graphql", content=body, headers=sent)

    async def sign_in(self) -> dict[str, Any]:
        answer = await self.post(
            SIGN_IN, contact={"email": "a@example.uz"}, password=PASSWORD, cookie=True
        )
        found: dict[str, Any] = answer.json()["data"]["sessionCreate"]["session"]
        return found | {"lines": answer.headers.get_list("set-cookie")}


@pytest.fixture
async def browser(app, make):
    """A browser at a shop in production; nothing is remembered between tests."""
    await make.account("a@example.uz")
    app.settings = app.settings.model_copy(
        update={"environment": "production", "cors_origins": (OURS,), "run_worker": False}
    )
    transport = httpx.ASGITransport(app=assemble(app), client=("198.51.100.8", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://api.example") as http:
        yield Browser(http)


async def test_the_browser_keeps_a_session_that_scripts_do_not_see(browser) -> None:
    session = await browser.sign_in()

    assert (session["accessToken"], session["refreshToken"]) == (None, None)
    lines = {line.partition("=")[0]: line for line in session["lines"]}
    for name in ("__Host-commerce-session", "__Host-commerce-refresh"):
        flags = set(lines[name].split("; ")[1:])
        assert {"Path=/", "SameSite=Lax", "HttpOnly", "Secure"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)
    assert "HttpOnly" not in lines["__Host-commerce-csrf"]
    assert (await browser.post(ME)).json()["data"]["me"]["email"] == "a@example.uz"


async def test_a_mutation_needs_the_token_of_the_session(browser) -> None:
    session = await browser.sign_in()
    good = {"x-csrf-token": session["csrfToken"]}

    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": session["csrfToken"][:-1] + "x"}):
        answer = await browser.post(UPDATE, headers, name="Forged")
        assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await browser.post(ME)).json()["data"]["me"] is not None
    done = await browser.post(UPDATE, good, name="Aziza")

    assert done.json()["data"]["accountUpdate"]["account"]["name"] == "Aziza"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://api.example.evil"])
async def test_a_page_of_another_origin_changes_nothing_even_with_the_token(
    browser, origin
) -> None:
    session = await browser.sign_in()

    answer = await browser.post(
        UPDATE, {"x-csrf-token": session["csrfToken"], "origin": origin}, name="Forged"
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert answer.headers.get("access-control-allow-origin") not in (origin, "*")


@pytest.mark.parametrize("origin", [OURS, "https://api.example"])
async def test_pages_of_ours_may(browser, origin) -> None:
    session = await browser.sign_in()

    answer = await browser.post(
        UPDATE, {"x-csrf-token": session["csrfToken"], "origin": origin}, name="Aziza"
    )

    assert answer.json()["data"]["accountUpdate"]["errors"] == []


async def test_a_get_request_changes_nothing(browser) -> None:
    session = await browser.sign_in()
    headers = {"x-csrf-token": session["csrfToken"]}
    mutation = 'mutation { accountUpdate(input: {name: "Forged"}) { account { id } } }'

    answer = await browser.http.get("/graphql", params={"query": mutation}, headers=headers)

    assert answer.status_code == 405


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_form_of_another_page_is_no_request(browser, media) -> None:
    await browser.sign_in()

    answer = await browser.post(UPDATE, {"content-type": media}, name="Forged")

    assert answer.status_code == 415


async def test_a_session_is_renewed_from_the_cookie_with_the_token(browser) -> None:
    session = await browser.sign_in()
    before = dict(browser.http.cookies)

    refused = await browser.post(REFRESH)
    done = await browser.post(REFRESH, {"x-csrf-token": session["csrfToken"]})

    assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert done.json()["data"]["sessionRefresh"]["session"]["refreshToken"] is None
    after = dict(browser.http.cookies)
    assert after["__Host-commerce-refresh"] != before["__Host-commerce-refresh"]


async def test_signing_out_empties_the_browser(browser) -> None:
    session = await browser.sign_in()

    await browser.post(REVOKE_ALL, {"x-csrf-token": session["csrfToken"]})

    assert not [name for name in browser.http.cookies if "commerce-" in name and "csrf" in name]
    assert (await browser.post(ME)).json()["data"]["me"] is None


async def test_a_cookie_that_is_not_good_is_a_guests_and_a_header_is_heard_first(browser) -> None:
    session = await browser.sign_in()
    browser.http.cookies.set("__Host-commerce-session", "x.y.z", domain="api.example")

    assert (await browser.post(ME)).json()["data"]["me"] is None
    wrong = await browser.post(ME, {"authorization": "Bearer x.y.z"})
    assert wrong.status_code == 401
    assert session


async def test_no_answer_by_cookie_is_shared(browser) -> None:
    await browser.sign_in()

    answer = await browser.http.get("/graphql", params={"query": "{ me { email } }"})

    assert answer.json()["data"]["me"]["email"] == "a@example.uz"
    assert answer.headers["cache-control"] == "no-store"
