"""Every mutation of staff leaves a trace: generated from `access.json`."""

import json

import pytest

from commerce.audit.rules import UNWATCHED
from commerce.identity.service import hash_of
from commerce.kernel.reads import Reader, Statement
from tests.security.conftest import provider, visitors
from tests.security.documents import ACCESS, calls
from tests.security.visitors import Visitors
from tests.state import stored

__all__ = ["provider", "visitors"]
# What people do with their own account tells itself by events; a key has no account.
OF_PEOPLE = (
    *("account", "apiKeyCreate", "apiKeyRotate", "cartClaim", "challenge", "consent"),
    *("customerImpersonate", "mfa", "oauth", "otp", "passkey", "password", "session"),
)
MUTATIONS = [
    name
    for name in ACCESS
    if name.startswith("Mutation.") and not name.split(".")[1].startswith(OF_PEOPLE)
]
LAST = Statement("select coalesce(max(position), 0) from audit_entry")
SINCE = Statement(
    "select actor, request_id, action, kind, row_id, before, after from audit_entry"
    " where position > $1 order by position",
    ("last",),
)
TOKEN = Statement("select id from identity_token where hash = $1", ("hash",))
PLANTED = ("aziza", "+99890", "901234567")


async def entries(reader: Reader, last: int) -> list:
    return await reader.all(SINCE, last=last)


async def watched(reader: Reader) -> dict[str, str]:
    """The fingerprints of all tables that leave a trail."""
    return {name: each for name, each in (await stored(reader)).items() if name not in UNWATCHED}


@pytest.mark.parametrize("name", MUTATIONS)
async def test_a_mutation_leaves_who_did_what_under_which_request(
    visitors: Visitors, name: str
) -> None:
    reader = visitors.app.db.reader()
    key = await reader.scalar(TOKEN, hash=hash_of(visitors.world.tokens["admin"]))
    last, before = await reader.scalar(LAST), await watched(reader)
    call = calls(name, visitors.world.ids)[0]
    headers = {
        "content-type": "application/json",
        "authorization": f"Bearer {visitors.world.tokens['admin']}",
        "x-request-id": "audited-request",
    }

    point = await visitors.connection.begin_nested()
    reply = await visitors.http.post("/graphql", content=call.body(), headers=headers)
    payload = next(iter(reply.json()["data"].values()))
    found, after = await entries(reader, last), await watched(reader)
    await point.rollback()
    visitors.forget()

    assert payload["errors"] == []
    assert found or after == before, "something changed, and nothing is on record"
    for each in found:
        assert (each.actor, each.request_id) == (f"key:{key}", "audited-request")
        assert (each.before is None) == (each.action in ("create", "event", "read"))
        assert (each.after is None) == (each.action == "delete")
    written = json.dumps([(each.before, each.after) for each in found])
    assert not [secret for secret in visitors.world.secrets if hash_of(secret) in written]
    assert not [planted for planted in PLANTED if planted in written]


async def test_the_same_mutations_by_guests_leave_nothing_but_security_events(
    visitors: Visitors,
) -> None:
    reader = visitors.app.db.reader()
    last = await reader.scalar(LAST)

    for name in MUTATIONS:
        if ACCESS[name] == "public":
            (call, *_) = calls(name, visitors.world.ids)
            point = await visitors.connection.begin_nested()
            reply = await visitors.send("guest", call.body())
            assert reply.refusals == [], reply.body
            assert {each.action for each in await entries(reader, last)} <= {"event"}, name
            await point.rollback()
            visitors.forget()
