"""A thousand guesses, in requests or in aliases of one, are counted each (SEC-15)."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import strawberry
from starlette.requests import Request

from commerce.http.app import Surroundings, create_app
from commerce.http.limits import Admission, Gate
from commerce.kernel.access import GUEST, PUBLIC, Actor
from commerce.kernel.graphql.engine import Engine
from commerce.kernel.graphql.fields import query
from commerce.kernel.ids import new_id
from commerce.kernel.networks import Visitor
from commerce.kernel.rates import CODE, LOGIN, Counted, Limiter
from commerce.kernel.settings import load_settings

GUESSES: list[str] = []
LOOPBACK, HOME = "127.0.0.1", "203.0.113.7"
Info = strawberry.Info[Any, None]


class NoMarket(Admission):
    async def enter(self, context: Any, operation: Any, variables: Any) -> None:
        """Nothing is sold here."""

    async def leave(self, context: Any) -> None:
        """Nothing is kept on record here."""


@dataclass
class Context:
    limiter: Limiter
    visitor: Visitor
    actor: Actor = GUEST
    loaders: dict[Any, Any] = field(default_factory=dict)
    budget: Any = None


@strawberry.type
class Query:
    @query(PUBLIC, limit=Counted(LOGIN))
    async def log_in(self, info: Info, password: str) -> bool:
        """A guess."""
        GUESSES.append(password)
        return False

    @query(PUBLIC)
    async def code(self, info: Info, phone: str) -> bool:
        """A guess that is counted by what is guessed at."""
        await info.context.limiter.spend(CODE, phone)
        GUESSES.append(phone)
        return False


@pytest.fixture
def client() -> Any:
    GUESSES.clear()
    settings = load_settings()
    limiter = Limiter()
    gate = Gate(settings, limiter)
    known = Actor(token_id=new_id())

    async def make_context(request: Request) -> Any:
        actor = known if "authorization" in request.headers else GUEST
        return Context(limiter, gate.visitor(request.scope), actor)

    engine = Engine(strawberry.Schema(Query)._schema, entrance=NoMarket(settings))
    app = create_app(engine, make_context, surroundings=Surroundings(gate=gate))

    def at(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://test")

    return SimpleNamespace(at=at)


async def guessed(http: httpx.AsyncClient, query: str, **headers: str) -> int:
    return (await http.post("/graphql", json={"query": query}, headers=headers)).status_code


@pytest.mark.parametrize("address", [LOOPBACK, HOME])
async def test_a_thousand_guesses_of_one_address_are_a_few(client: Any, address: str) -> None:
    http = client.at(address)

    statuses = [await guessed(http, f'{{ logIn(password: "{n}") }}') for n in range(1_000)]

    assert 30 <= len(GUESSES) <= 60
    assert statuses.count(200) == len(GUESSES)
    assert statuses.count(429) == 1_000 - len(GUESSES)


async def test_aliases_are_guesses(client: Any) -> None:
    http = client.at(HOME)
    many = "{ " + " ".join(f'a{n}: logIn(password: "{n}")' for n in range(20)) + " }"

    statuses = [await guessed(http, many) for _ in range(50)]

    assert 20 <= len(GUESSES) <= 60
    assert len(GUESSES) == 20 * statuses.count(200)


async def test_whoever_is_signed_in_guesses_no_more_from_many_addresses(client: Any) -> None:
    for number in range(200):
        http = client.at(f"203.0.113.{number}")
        await guessed(http, '{ logIn(password: "x") }', authorization="Bearer me")

    assert 30 <= len(GUESSES) <= 45


async def test_guesses_at_one_account_are_counted_over_all_addresses(client: Any) -> None:
    for number in range(200):
        await guessed(client.at(f"203.0.113.{number}"), '{ code(phone: "somebody") }')

    assert 30 <= len(GUESSES) <= 45
