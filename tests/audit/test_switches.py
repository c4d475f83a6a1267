"""Switches: what they stop, how soon, what goes on, and who may throw them."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from commerce.app import App
from commerce.http.main import assemble
from commerce.identity import service as identity
from commerce.identity.types import Role
from commerce.kernel import switches
from commerce.kernel.access import GUEST, Actor, permissions_of
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import new_id
from commerce.kernel.settings import Settings
from commerce.kernel.switches import Switch
from tests.audit.conftest import process
from tests.client import run
from tests.flows.journey import CREATE, GROUP, Journey
from tests.identity.conftest import Device
from tests.identity.documents import ME, REFRESH
from tests.state import stored

FREEZE = """mutation Freeze($input: SystemFreezeInput!) {
  systemFreeze(input: $input) { freezes { scope reason } errors { __typename } }
}"""
UNFREEZE = """mutation Unfreeze($input: SystemUnfreezeInput!) {
  systemUnfreeze(input: $input) { freezes { scope } errors { __typename } }
}"""
HEALTH = "{ health { database } }"
EVENTS = "{ securityEvents(first: 9) { nodes { actor kind after } } }"


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=assemble(app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


async def frozen(gql: Any, admin: Actor, scope: str) -> list[dict[str, Any]]:
    data = await gql(FREEZE, admin, input={"scope": scope, "reason": "an incident"})
    freezes: list[dict[str, Any]] = data["systemFreeze"]["freezes"]
    return freezes


async def test_read_only_refuses_every_change_and_answers_questions(
    gql, refused, app, admin, make, reader
) -> None:
    await make.channel()
    assert await frozen(gql, admin, "READ_ONLY") == [
        {"scope": "READ_ONLY", "reason": "an incident"}
    ]
    before = await stored(reader)

    for who in (GUEST, admin):
        assert await refused(CREATE, who, input={}) == ["READ_ONLY"]
    both = "mutation { systemUnfreeze(input: {scope: READ_ONLY}) { __typename } " + CREATE[
        CREATE.index("cartCreate") :
    ].replace("input: $input", "input: {}")
    assert await refused(both, admin) == ["READ_ONLY"]
    assert (await gql(HEALTH))["health"] == {"database": True}
    assert await stored(reader) == before

    assert (await gql(UNFREEZE, admin, input={"scope": "READ_ONLY"}))["systemUnfreeze"] == {
        "freezes": [],
        "errors": [],
    }
    assert (await gql(CREATE, input={}))["cartCreate"]["errors"] == []


@pytest.mark.parametrize(
    ("language", "word"), [("en", "moment"), ("ru", "Сейчас"), ("uz-Latn", "Hozircha")]
)
async def test_the_refusal_is_in_the_language_of_the_request(
    app, gql, admin, make, language, word
) -> None:
    await make.channel()
    await frozen(gql, admin, "READ_ONLY")

    wanted = Wanted(language=language)
    answer = await run(app, CREATE, actor=GUEST, wanted=wanted, variables={"input": {}})

    assert word in answer["errors"][0]["message"]


async def test_a_client_sees_503_and_health_stays_up(app, gql, admin, make, http) -> None:
    await make.channel()
    await frozen(gql, admin, "READ_ONLY")

    reply = await http.post("/graphql", json={"query": CREATE, "variables": {"input": {}}})

    assert reply.status_code == 503
    assert reply.json()["errors"][0]["extensions"]["code"] == "READ_ONLY"
    assert (await http.get("/health/live")).status_code == 200
    assert (await http.get("/health/ready")).status_code == 200


async def test_a_purchase_begun_before_is_finished_by_its_provider(
    gql, admin, make, market, http
) -> None:
    offer = await make.offer(stock=5)
    journey = await Journey(gql).ready([(offer.id, 1)], script="redirect")
    payload = await journey.complete()
    await frozen(gql, admin, "READ_ONLY")

    page = urlsplit(payload["nextAction"]["url"])
    reply = await http.post(
        f"{page.path}?{page.query}",
        content=b"choice=succeed",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert reply.status_code < 400
    found = await gql(GROUP, id=payload["orderGroup"]["id"], token=journey.token)
    assert found["orderGroup"]["state"] == "PLACED"


async def test_a_switch_is_in_force_in_another_process_within_a_second(
    shop: App, url: str, settings: Settings
) -> None:
    other = process(url, settings)
    watching = asyncio.create_task(other.switches.watch(other.db.reader()))
    admin = Actor(token_id=new_id(), permissions=permissions_of("admin"))
    try:
        for document, on in ((FREEZE, True), (UNFREEZE, False)):
            given = {"scope": "READ_ONLY"} | ({"reason": "an incident"} if on else {})
            await run(shop, document, actor=admin, wanted=None, variables={"input": given})
            began = monotonic()
            while (Switch.READ_ONLY in other.switches.on) is not on:
                await asyncio.sleep(0.02)
                assert monotonic() - began < 1.0
    finally:
        watching.cancel()
        await other.close()


async def test_ending_all_sessions_leaves_only_the_key_that_asked(app, gql, db, reader) -> None:
    async with db.transaction() as tx:
        mine, theirs, sellers = [
            await identity.create_token(tx, name, role=Role.ADMIN)
            for name in ("mine", "theirs", "third")
        ]
    me = await identity.actor_of(reader, app.cache, mine)

    assert await frozen(gql, me, "ALL_SESSIONS") == []

    app.cache.clear()
    assert await identity.actor_of(reader, app.cache, mine) == me
    for ended in (theirs, sellers):
        with pytest.raises(Unauthenticated):
            await identity.actor_of(reader, app.cache, ended)


async def test_ending_all_sessions_ends_those_of_people_too(
    gql, log, admin, make, http, reader
) -> None:
    await make.channel()
    account = await make.account("aziza@example.uz")
    phone = Device(http)
    await phone.sign_in("aziza@example.uz")
    (opened,) = await log(kind="identity.session_opened")
    assert opened["after"]["accountId"] == str(account.id)
    assert "aziza" not in str(await log())

    await frozen(gql, admin, "ALL_SESSIONS")

    assert await phone.codes(ME) == ["UNAUTHENTICATED"]
    phone.access = None
    assert (await phone.refusal(REFRESH, refreshToken=phone.refresh))["code"] == "SESSION_OVER"


async def test_payouts_are_stopped_to_the_moment_and_nothing_else_is(gql, admin, make, db) -> None:
    await make.channel()
    async with db.transaction() as tx:
        await switches.check(tx, Switch.PAYOUTS, "en")

    await frozen(gql, admin, "PAYOUTS")

    with pytest.raises(switches.Stopped, match="Payouts"):
        async with db.transaction() as tx:
            await switches.check(tx, Switch.PAYOUTS, "en")
    assert (await gql(CREATE, input={}))["cartCreate"]["errors"] == []


async def test_switches_leave_security_events(gql, log, admin) -> None:
    await frozen(gql, admin, "PAYOUTS")
    await frozen(gql, admin, "PAYOUTS")
    await gql(UNFREEZE, admin, input={"scope": "PAYOUTS"})
    await gql(UNFREEZE, admin, input={"scope": "PAYOUTS"})

    nodes = (await gql(EVENTS, admin))["securityEvents"]["nodes"]
    assert [each["kind"] for each in nodes] == ["audit.system_unfrozen", "audit.system_frozen"]
    assert {each["actor"] for each in nodes} == {f"key:{admin.token_id}"}
    assert nodes[1]["after"]["reason"] == "an incident"
    assert [each["action"] for each in await log(kind="kernel.switch")] == ["DELETE", "CREATE"]
