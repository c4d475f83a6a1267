"""Fixtures of accounts: the API as it is served, people who use it, and their letter-boxes."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from commerce.app import App
from commerce.http.main import assemble
from commerce.kernel import outbox
from commerce.kernel.reach import EVERYTHING, reaching
from commerce.notifications import service as notifications
from tests.identity.documents import SIGN_IN
from tests.leaks import assert_discreet
from tests.make.accounts import PASSWORD


@dataclass
class Device:
    """A program that calls the API, and what it remembers of its session."""

    http: httpx.AsyncClient
    access: str | None = None
    refresh: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"accept-language": "en"})

    async def send(self, document: str, **variables: Any) -> httpx.Response:
        headers = dict(self.headers)
        if self.access is not None:
            headers["authorization"] = f"Bearer {self.access}"
        body = orjson.dumps({"query": document, "variables": variables})
        headers["content-type"] = "application/json"
        response = await self.http.post("/graphql", content=body, headers=headers)
        assert_discreet(response.text)
        return response

    async def ask(self, document: str, **variables: Any) -> Any:
        """The value of the first root field; top-level errors fail the test."""
        answer = (await self.send(document, **variables)).json()
        assert "errors" not in answer, answer
        return next(iter(answer["data"].values()))

    async def do(self, document: str, **given: Any) -> Any:
        """The payload of a mutation that must be done."""
        payload = await self.ask(document, input=given)
        assert payload["errors"] == [], payload
        return payload

    async def refusal(self, document: str, **given: Any) -> Mapping[str, Any]:
        """The only error of a mutation that must not be done."""
        payload = await self.ask(document, input=given)
        (error,) = payload["errors"]
        assert not any(value for name, value in payload.items() if name != "errors"), payload
        found: Mapping[str, Any] = error
        return found

    async def codes(self, document: str, **variables: Any) -> list[str]:
        """The codes of top-level errors."""
        answer = (await self.send(document, **variables)).json()
        return [each["extensions"]["code"] for each in answer.get("errors", ())]

    async def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        payload = await self.do(SIGN_IN, contact={"email": email}, password=password)
        self.access = payload["session"]["accessToken"]
        self.refresh = payload["session"]["refreshToken"]
        return payload["session"]


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        app=assemble(app), raise_app_exceptions=True, client=("198.51.100.7", 4711)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def device(http: httpx.AsyncClient) -> Device:
    return Device(http)


@pytest.fixture
def other(http: httpx.AsyncClient) -> Device:
    """A second device."""
    return Device(http)


@dataclass
class Letters:
    """What was sent to people, in the folder of development."""

    app: App
    folder: Path

    async def all(self) -> list[tuple[str, str, str]]:
        """Everything that was sent, as (to, subject, text), oldest first."""
        with reaching(EVERYTHING):
            await outbox.drain(self.app.db)
            while await notifications.send_due(self.app.db, self.app.registry, self.app.settings):
                pass
        paths = sorted(self.folder.glob("*.*"), key=lambda path: path.name)
        return [_read(path) for path in paths if not path.name.startswith(".")]

    async def last(self, to: str) -> str:
        """Subject and text of the latest message to somebody."""
        *_, (subject, text) = [(s, t) for whom, s, t in await self.all() if whom == to]
        return f"{subject}\n{text}"

    async def token(self, to: str) -> str:
        """The token in the link that somebody was sent last."""
        found = re.search(r"#token=(\S+)", await self.last(to))
        assert found
        return found[1]

    async def code(self, to: str) -> str:
        """The code that somebody was sent last."""
        found = re.search(r"\b\d{6}\b", await self.last(to))
        assert found
        return found[0]


def _read(path: Path) -> tuple[str, str, str]:
    if path.suffix == ".txt":
        to, _, text = path.read_text("utf-8").split("\n", 2)
        return to, "", text
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return str(mail["To"]), str(mail["Subject"]), mail.get_content()


@pytest.fixture
def letters(app: App, tmp_path: Path) -> Letters:
    app.settings = app.settings.model_copy(update={"data_dir": tmp_path})
    return Letters(app, tmp_path / "outbox")


@pytest.fixture
async def market(make: Any) -> None:
    """A channel, without which no request has a language."""
    await make.channel()
