"""What staff do is on record with before and after; what guests do is not."""

from commerce.kernel.ids import decode
from commerce.kernel.log import request_id

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
    assert set(changed["before"]) == set(changed["after"]) == {"name", "updated_at", "version"}
    assert int(changed["position"]) == int(created["position"]) + 1
