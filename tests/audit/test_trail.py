"""What staff do is on record with before and after; guests pay nothing for that."""

import pytest
from sqlalchemy import text

from commerce.identity import service as identity
from commerce.identity.types import Role
from commerce.kernel.audit import acting_as
from commerce.kernel.db import Database
from commerce.kernel.ids import decode
from commerce.kernel.log import request_id
from commerce.kernel.reads import Statement, Tally, tally
from tests.state import stored

CREATE = """mutation Create($input: ChannelCreateInput!) {
  channelCreate(input: $input) { channel { id } errors { ... on UserError { code } } }
}"""
UPDATE = """mutation Update($input: ChannelUpdateInput!) {
  channelUpdate(input: $input) { channel { id } errors { ... on UserError { code } } }
}"""
CHANNEL = {
    "slug": "uz",
    "name": [{"language": "en", "text": "Uzbekistan"}],
    "currencies": ["UZS"],
    "countries": ["UZ"],
}


LOG = """query Log($first: Int!, $after: Cursor, $where: AuditWhere) {
  auditLog(first: $first, after: $after, where: $where) {
    nodes { position } pageInfo { hasNextPage endCursor } totalCount { value }
  }
}"""
EVENTS = """query Events($where: SecurityEventWhere) {
  securityEvents(first: 9, where: $where) { nodes { kind row actor after } }
}"""
TOLD = Statement("select current_setting('commerce.actor', true) as actor")
TOLD_TEXT = text("select current_setting('commerce.actor', true)")


async def test_a_change_of_staff_leaves_who_what_before_after_and_the_request(
    gql, log, admin
) -> None:
    token = request_id.set("request-12345678")
    made = (await gql(CREATE, admin, input=CHANNEL))["channelCreate"]["channel"]
    name = [{"language": "en", "text": "Samarkand"}]
    await gql(UPDATE, admin, input={"id": made["id"], "name": name})
    request_id.reset(token)

    changed, created = await log(row=made["id"])
    assert created["actor"] == changed["actor"] == f"key:{admin.token_id}"
    assert created["requestId"] == changed["requestId"] == "request-12345678"
    assert (created["action"], changed["action"]) == ("CREATE", "UPDATE")
    assert created["kind"] == "channels.channel"
    assert created["row"] == str(decode("chn", made["id"]))
    assert created["before"] is None
    assert created["after"]["slug"] == "uz"
    assert changed["before"]["name"] == {"en": "Uzbekistan"}
    assert changed["after"]["name"] == {"en": "Samarkand"}
    assert set(changed["before"]) == set(changed["after"]) == {"name", "updatedAt", "version"}
    assert int(changed["position"]) == int(created["position"]) + 1


async def told(db: Database) -> tuple[str, str, int]:
    """Who PostgreSQL believes to be acting: on the wire and in a session; and the statements."""
    tally.set(counted := Tally())
    async with db.transaction() as tx:
        (row,) = await tx.rows(TOLD)
        wired = row.actor or ""
    async with db.transaction() as tx:
        seen = str(await tx.session.scalar(TOLD_TEXT) or "")
    return wired, seen, counted.statements


async def test_the_actor_is_told_once_in_each_transaction_and_a_guest_costs_no_statement(
    shop,
) -> None:
    assert await told(shop.db) == ("", "", 2)
    with acting_as("key:one"):
        assert await told(shop.db) == ("key:one", "key:one", 4)
    assert await told(shop.db) == ("", "", 2)


async def test_a_refused_change_leaves_no_entry(gql, log, admin, reader) -> None:
    await gql(CREATE, admin, input=CHANNEL)
    before = await stored(reader)

    again = (await gql(CREATE, admin, input=CHANNEL))["channelCreate"]

    assert [each["code"] for each in again["errors"]] == ["CONFLICT"]
    assert await stored(reader) == before
    assert {each["action"] for each in await log()} == {"CREATE"}


async def test_the_log_is_narrowed_by_each_filter_and_walked_in_pages(gql, log, admin) -> None:
    token = request_id.set("request-12345678")
    for slug in ("a", "b", "c"):
        await gql(CREATE, admin, input=CHANNEL | {"slug": slug})
    request_id.reset(token)
    with_all = await log()
    assert len(with_all) == 3
    middle = with_all[1]["at"]

    assert await log(actor="key:nobody") == await log(kind="none") == await log(action="READ") == []
    assert await log(actor=f"key:{admin.token_id}", kind="channels.channel") == with_all
    assert await log(requestId="request-12345678", action="CREATE") == with_all
    assert await log(row=with_all[0]["row"]) == with_all[:1]
    assert await log(row="chn_nonsense") == []
    assert await log(since="2999-01-01T00:00:00Z") == await log(until="2000-01-01T00:00:00Z") == []
    assert len(await log(since=middle)) >= 1

    after, seen = None, []
    for more in (True, True, False):
        page = (await gql(LOG, admin, first=1, after=after, where={}))["auditLog"]
        seen += [each["position"] for each in page["nodes"]]
        assert page["pageInfo"]["hasNextPage"] is more
        assert page["totalCount"]["value"] == 3
        after = page["pageInfo"]["endCursor"]
    assert seen == [each["position"] for each in with_all]


async def test_rows_that_hang_on_a_thing_are_found_with_it(gql, log, make, db) -> None:
    with acting_as("key:one"):
        product = await make.product(tags=("clay",))

    kinds = {each["kind"] for each in await log(row=str(product.id))}

    assert {"catalog.product", "catalog.product_tag"} <= kinds


async def test_a_key_that_is_made_is_a_security_event_without_its_secret(gql, admin, db) -> None:
    async with db.transaction() as tx:
        secret = await identity.create_token(tx, "till", role=Role.ADMIN)

    (event,) = (await gql(EVENTS, admin, where={"kind": "identity.token_created"}))[
        "securityEvents"
    ]["nodes"]

    assert event["actor"] == "guest"
    assert event["after"]["role"] == "admin"
    assert secret not in str(event)
    about = {"about": event["row"]}
    assert len((await gql(EVENTS, admin, where=about))["securityEvents"]["nodes"]) == 1
    nobody = {"actor": "key:nobody"}
    assert (await gql(EVENTS, admin, where=nobody))["securityEvents"]["nodes"] == []


@pytest.mark.parametrize("who", ["wire", "session"])
async def test_what_one_writes_is_not_on_record_as_anothers(log, make, db, who) -> None:
    with acting_as("key:one"):
        async with db.transaction() as tx:
            await (tx.rows(TOLD) if who == "wire" else tx.session.scalar(TOLD_TEXT))
    await make.seller(slug="quiet")

    assert await log() == []
