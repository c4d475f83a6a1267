"""Sellers through the API."""

import pytest
from sqlalchemy import select

from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode
from commerce.kernel.tables import OutboxRow
from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus

INVITE = """
mutation ($input: SellerInviteInput!) {
  sellerInvite(input: $input) {
    seller { id slug name description status version }
    errors { __typename ... on UserError { code path } }
  }
}
"""
UPDATE = """
mutation ($input: SellerUpdateInput!) {
  sellerUpdate(input: $input) {
    seller { slug name description version }
    errors { __typename ... on UserError { code path } }
  }
}
"""
ONE = "query ($by: SellerBy!) { seller(by: $by) { slug } }"


def step(name: str) -> str:
    return f"""
    mutation ($id: ID!, $version: Int) {{
      {name}(input: {{id: $id, expectedVersion: $version}}) {{
        seller {{ status version }}
        errors {{ __typename ... on IllegalTransitionError {{ was wanted message }} }}
      }}
    }}
    """


async def outbox(db) -> list[tuple[str, str]]:
    async with db.transaction() as tx:
        rows = await tx.all(select(OutboxRow).order_by(OutboxRow.id))
    return [(row.name, row.payload.get("status")) for row in rows if "seller" in row.name]


async def test_an_invited_shop_is_approved_and_sold_from(gql, make, admin, db) -> None:
    await make.channel()
    invited = (
        await gql(
            INVITE,
            admin,
            input={
                "slug": "tea",
                "name": "Choyxona",
                "description": [{"language": "en", "text": "<b>Tea</b><script>x()</script>"}],
            },
        )
    )["sellerInvite"]
    assert invited["errors"] == []
    assert invited["seller"]["status"] == "APPLIED"
    assert invited["seller"]["description"] == "<b>Tea</b>"
    assert (await gql(ONE, by={"slug": "tea"}))["seller"] is None

    done = (await gql(step("sellerApprove"), admin, id=invited["seller"]["id"], version=1))[
        "sellerApprove"
    ]

    assert done == {"seller": {"status": "ACTIVE", "version": 2}, "errors": []}
    assert (await gql(ONE, by={"id": invited["seller"]["id"]}))["seller"] == {"slug": "tea"}
    assert await outbox(db) == [
        ("sellers.seller_changed", "applied"),
        ("sellers.seller_changed", "active"),
    ]


async def test_a_shop_is_suspended_reinstated_and_closed(gql, make, admin) -> None:
    await make.channel()
    seller = await make.seller()
    key = encode("sel", seller.id)
    seen = []

    for name in ("sellerSuspend", "sellerReinstate", "sellerTerminate"):
        seen.append((await gql(step(name), admin, id=key))[name]["seller"]["status"])

    assert seen == ["PAUSED", "ACTIVE", "CLOSED"]


@pytest.mark.parametrize(
    "case",
    [
        (SellerStatus.CLOSED, "sellerReinstate", "active"),
        (SellerStatus.APPLIED, "sellerReinstate", "active"),
        (SellerStatus.PAUSED, "sellerApprove", "active"),
        (SellerStatus.APPLIED, "sellerSuspend", "paused"),
    ],
)
async def test_a_step_the_table_does_not_know_is_refused_and_changes_nothing(
    gql, make, admin, db, case
) -> None:
    was, name, wanted = case
    await make.channel()
    seller = await make.seller(status=was)

    answer = (await gql(step(name), admin, Wanted(language="en"), id=encode("sel", seller.id)))[
        name
    ]

    assert answer["seller"] is None
    assert answer["errors"] == [
        {
            "__typename": "IllegalTransitionError",
            "was": was.value,
            "wanted": wanted,
            "message": f"It cannot go from “{was.value}” to “{wanted}”.",
        }
    ]
    rows = await db.reader().all(select(Seller.status, Seller.version))
    assert [(row.status, row.version) for row in rows] == [(was.value, 1)]
    assert await outbox(db) == []


async def test_a_seller_changes_its_own_shop_and_no_other(gql, make, seller_actor, reader) -> None:
    await make.channel()
    mine = await make.seller(name="Mine")
    other = await make.seller(name="Other")
    actor = seller_actor(mine)

    own = (await gql(UPDATE, actor, input={"id": encode("sel", mine.id), "name": "Better"}))[
        "sellerUpdate"
    ]
    foreign = (await gql(UPDATE, actor, input={"id": encode("sel", other.id), "name": "Worse"}))[
        "sellerUpdate"
    ]

    assert own["seller"]["name"] == "Better" and own["seller"]["version"] == 2
    assert foreign == {
        "seller": None,
        "errors": [{"__typename": "NotFoundError", "code": "NOT_FOUND", "path": ["input", "id"]}],
    }
    names = {row.name for row in await reader.all(select(Seller.name))}
    assert names == {"Better", "Other"}


async def test_a_seller_may_not_approve_itself(gql, refused, make, seller_actor, reader) -> None:
    await make.channel()
    seller = await make.seller(status=SellerStatus.APPLIED)
    key = encode("sel", seller.id)

    assert await refused(step("sellerApprove"), seller_actor(seller), id=key) == ["FORBIDDEN"]
    assert await refused(step("sellerApprove"), id=key) == ["UNAUTHENTICATED"]

    assert [r.status for r in await reader.all(select(Seller.status))] == ["applied"]


async def test_a_taken_slug_is_a_conflict_and_leaves_one_shop(gql, make, admin, reader) -> None:
    await make.channel()
    await make.seller(slug="tea")

    answer = (await gql(INVITE, admin, input={"slug": "tea", "name": "Another"}))["sellerInvite"]

    assert answer == {
        "seller": None,
        "errors": [{"__typename": "ConflictError", "code": "CONFLICT", "path": ["input", "slug"]}],
    }
    assert len(await reader.all(select(Seller.id))) == 1


async def test_everybody_lists_active_sellers_and_staff_lists_all(gql, make, admin) -> None:
    await make.channel()
    await make.seller(name="B")
    await make.seller(name="A")
    await make.seller(name="C", status=SellerStatus.PAUSED)
    document = """query ($first: Int, $after: Cursor, $status: SellerStatus) {
      sellers(first: $first, after: $after, status: $status) {
        nodes { name } pageInfo { hasNextPage endCursor } totalCount { value exact }
      }
    }"""

    one = (await gql(document, first=1))["sellers"]
    two = (await gql(document, first=1, after=one["pageInfo"]["endCursor"]))["sellers"]
    hidden = (await gql(document, first=5, status="PAUSED"))["sellers"]
    staff = (await gql(document, admin, first=5, status="PAUSED"))["sellers"]

    assert [one["nodes"], two["nodes"]] == [[{"name": "A"}], [{"name": "B"}]]
    assert one["totalCount"] == {"value": 2, "exact": True}
    assert two["pageInfo"]["hasNextPage"] is False
    assert hidden["nodes"] == []
    assert staff["nodes"] == [{"name": "C"}]


async def test_a_paused_seller_still_sees_itself(gql, make, seller_actor) -> None:
    await make.channel()
    seller = await make.seller(slug="mine", status=SellerStatus.PAUSED)

    assert (await gql(ONE, seller_actor(seller), by={"slug": "mine"}))["seller"] == {"slug": "mine"}
    assert (await gql(ONE, by={"slug": "mine"}))["seller"] is None


@pytest.mark.parametrize("slug", ["x" * 5000, "", "‮abc"])
async def test_a_hostile_slug_finds_nobody(gql, make, slug) -> None:
    await make.channel()

    assert (await gql(ONE, by={"slug": slug}))["seller"] is None


async def test_refusals_speak_cyrillic_uzbek(gql, make, admin) -> None:
    await make.channel()
    seller = await make.seller(status=SellerStatus.CLOSED)

    answer = await gql(
        step("sellerSuspend"), admin, Wanted(language="uz-Cyrl"), id=encode("sel", seller.id)
    )

    message = answer["sellerSuspend"]["errors"][0]["message"]
    assert message == "“closed” ҳолатидан “paused” ҳолатига ўтиб бўлмайди."
