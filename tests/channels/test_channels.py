"""Channels through the API."""

import pytest

from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode
from tests.state import stored

CREATE = """
mutation ($input: ChannelCreateInput!) {
  channelCreate(input: $input) {
    channel { slug name currencies pricesIncludeTax version }
    errors {
      __typename ... on UserError { code message path } ... on InvalidInputError { rule }
    }
  }
}
"""
NEW = {
    "slug": "kz",
    "name": [{"language": "en", "text": "Kazakhstan"}],
    "currencies": ["KZT"],
    "countries": ["KZ"],
}


async def test_an_admin_opens_a_channel_and_everybody_sees_it(gql, make, admin) -> None:
    await make.channel()

    payload = (await gql(CREATE, admin, input=NEW))["channelCreate"]

    assert payload["errors"] == []
    assert payload["channel"] == {
        "slug": "kz",
        "name": "Kazakhstan",
        "currencies": ["KZT"],
        "pricesIncludeTax": True,
        "version": 1,
    }
    seen = await gql('{ channel(slug: "kz") { slug } channels { slug } }')
    assert seen["channel"] == {"slug": "kz"}
    assert len(seen["channels"]) == 2


async def test_a_taken_slug_is_a_conflict_in_the_readers_language(gql, make, admin) -> None:
    await make.channel(slug="kz")

    payload = (await gql(CREATE, admin, Wanted(language="ru"), input=NEW))["channelCreate"]

    assert payload["channel"] is None
    assert payload["errors"] == [
        {
            "__typename": "ConflictError",
            "code": "CONFLICT",
            "message": "Запись с таким значением поля slug уже есть.",
            "path": ["input", "slug"],
        }
    ]
    assert len((await gql("{ channels { slug } }"))["channels"]) == 1


async def test_a_guest_cannot_open_a_channel_and_nothing_changes(gql, refused, make) -> None:
    await make.channel()

    assert await refused(CREATE, input=NEW) == ["UNAUTHENTICATED"]

    assert len((await gql("{ channels { slug } }"))["channels"]) == 1


async def test_a_stale_version_is_refused_with_both_numbers(gql, make, admin) -> None:
    row = await make.channel()
    document = """
    mutation ($id: ID!) { channelUpdate(input: {
      id: $id, name: [{language: "ru", text: "Рынок"}], expectedVersion: 7
    }) { errors { ... on StaleVersionError { expected actual } } } }
    """

    payload = (await gql(document, admin, id=encode("chn", row.id)))["channelUpdate"]

    assert payload["errors"] == [{"expected": 7, "actual": 1}]


async def test_a_shop_without_channels_answers_and_says_so(gql, refused) -> None:
    assert await gql("{ __typename channel { slug } channels { slug } }") == {
        "__typename": "Query",
        "channel": None,
        "channels": [],
    }
    assert await refused("{ products(first: 1) { nodes { id } } }") == ["BAD_INPUT"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("currencies", [], "empty"),
        ("countries", [], "empty"),
        ("languages", [], "empty"),
        ("currencies", ["KZT", "KZT"], "twice"),
        ("slug", "a" * 65, "too_long"),
    ],
)
async def test_a_channel_serves_something_and_everything_once(gql, make, admin, wrong) -> None:
    name, value, rule = wrong
    await make.channel()
    before = await stored(make.db.reader())

    payload = (await gql(CREATE, admin, input={**NEW, name: value}))["channelCreate"]

    (error,) = payload["errors"]
    assert (error["code"], error["path"], error["rule"]) == ("INVALID", ["input", name], rule)
    assert await stored(make.db.reader()) == before
