"""Orders through the API: who sees them, and how they move on."""

import pytest

from commerce.kernel.access import Actor, permissions_of
from commerce.kernel.ids import new_id
from commerce.orders import rules
from commerce.orders.types import OrderStatus

LIST = """
query ($first: Int, $last: Int, $after: Cursor, $status: OrderStatus) {
  orders(first: $first, last: $last, after: $after, status: $status) {
    totalCount { value exact } pageInfo { hasNextPage endCursor }
    nodes { id number status total { gross { amount } } lines { sku } seller { slug } }
  }
}"""
ONE = """
query ($id: ID!, $token: String) {
  order(id: $id, token: $token) { number status availableTransitions history { became reason } }
}"""
MOVE = """
mutation ($input: OrderTransitionInput!) {
  orderTransition(input: $input) {
    order { status version }
    errors {
      __typename ... on UserError { code path } ... on IllegalTransitionError { was wanted }
    }
  }
}"""
GROUP = """
query ($id: ID!, $token: String!) {
  orderGroup(id: $id, token: $token) {
    shippingAddress { name city line1 country phone region line2 postalCode }
    billingAddress { name } note email placedAt cancelledAt
  }
}"""


def seller_of(offer) -> Actor:
    return Actor(
        token_id=new_id(),
        name="shop",
        seller_permissions={offer.seller_id: permissions_of("seller")},
    )


async def test_a_seller_lists_its_own_orders_and_staff_all(gql, admin, purchase) -> None:
    mine = await gql(LIST, seller_of(purchase["tea"]), first=10)
    both = await gql(LIST, admin, first=10)

    assert [node["lines"] for node in mine["orders"]["nodes"]] == [[{"sku": purchase["tea"].sku}]]
    assert mine["orders"]["totalCount"] == {"value": 1, "exact": True}
    assert len(both["orders"]["nodes"]) == 2


async def test_orders_are_paged_newest_first_and_narrowed_by_status(gql, admin, purchase) -> None:
    first = (await gql(LIST, admin, first=1))["orders"]
    rest = (await gql(LIST, admin, first=5, after=first["pageInfo"]["endCursor"]))["orders"]
    last = (await gql(LIST, admin, last=1))["orders"]

    numbers = [node["number"] for node in [*first["nodes"], *rest["nodes"]]]
    assert sorted(numbers) == sorted(o["number"] for o in purchase["group"]["orders"])
    assert last["nodes"][0]["number"] == numbers[-1]
    assert (await gql(LIST, admin, first=5, status="SHIPPED"))["orders"]["nodes"] == []


async def test_strangers_see_no_order(gql, refused, make, purchase) -> None:
    stranger = seller_of(await make.offer())
    order = purchase["group"]["orders"][0]["id"]

    assert await refused(LIST, first=5) == ["UNAUTHENTICATED"]
    assert (await gql(LIST, stranger, first=5))["orders"]["nodes"] == []
    assert await gql(ONE, stranger, id=order) == {"order": None}
    assert await gql(ONE, id=order) == {"order": None}
    assert await gql(ONE, id=order, token="cart_guess") == {"order": None}
    assert await gql(ONE, id="nonsense", token="cart_guess") == {"order": None}


async def test_the_buyer_and_the_seller_see_the_order_and_its_way(gql, purchase) -> None:
    order = purchase["group"]["orders"][0]
    token = purchase["journey"].token

    seen = (await gql(ONE, id=order["id"], token=token))["order"]
    own = (await gql(ONE, seller_of(purchase["tea"]), id=order["id"]))["order"]

    assert seen == own
    assert seen["history"] == [{"became": "CONFIRMED", "reason": "payment"}]
    assert seen["availableTransitions"] == ["CANCELLED", "PROCESSING"]


async def test_a_seller_moves_its_order_on_step_by_step(gql, purchase) -> None:
    order = purchase["group"]["orders"][0]["id"]
    actor = seller_of(purchase["tea"])

    for status in ("PROCESSING", "SHIPPED", "DELIVERED"):
        payload = (await gql(MOVE, actor, input={"id": order, "status": status}))["orderTransition"]
        assert payload["errors"] == []
        assert payload["order"]["status"] == status

    history = (await gql(ONE, actor, id=order))["order"]["history"]
    assert [each["became"] for each in history] == [
        "CONFIRMED",
        "PROCESSING",
        "SHIPPED",
        "DELIVERED",
    ]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"status": "DELIVERED"}, "IllegalTransitionError"),
        ({"status": "CANCELLED"}, "InvalidInputError"),
        ({"status": "PROCESSING", "expectedVersion": 99}, "StaleVersionError"),
        ({"status": "PROCESSING", "id": "ord_nonsense"}, "InvalidInputError"),
    ],
)
async def test_a_step_that_cannot_be_is_refused_and_nothing_moves(
    gql, purchase, given, error
) -> None:
    order = purchase["group"]["orders"][0]["id"]
    actor = seller_of(purchase["tea"])

    payload = (await gql(MOVE, actor, input={"id": order, **given}))["orderTransition"]

    assert [each["__typename"] for each in payload["errors"]] == [error]
    assert (await gql(ONE, actor, id=order))["order"]["status"] == "CONFIRMED"


async def test_another_seller_cannot_move_it(gql, purchase) -> None:
    order = purchase["group"]["orders"][0]["id"]
    values = {"id": order, "status": "PROCESSING"}

    payload = (await gql(MOVE, seller_of(purchase["cup"]), input=values))["orderTransition"]

    assert [each["__typename"] for each in payload["errors"]] == ["NotFoundError"]
    assert (await gql(ONE, seller_of(purchase["tea"]), id=order))["order"]["status"] == "CONFIRMED"


async def test_the_purchase_keeps_the_address_as_it_was_given(gql, purchase) -> None:
    journey = purchase["journey"]

    group = (await gql(GROUP, id=purchase["group"]["id"], token=journey.token))["orderGroup"]

    assert group["shippingAddress"]["line1"] == "Amir Temur koʻchasi 1"
    assert group["shippingAddress"]["postalCode"] == "100000"
    assert (group["billingAddress"], group["cancelledAt"]) == (None, None)
    assert group["placedAt"] is not None


@pytest.mark.parametrize("was", list(OrderStatus))
@pytest.mark.parametrize("wanted", list(OrderStatus))
def test_only_the_listed_ways_are_open(was: OrderStatus, wanted: OrderStatus) -> None:
    if wanted in rules.NEXT[was]:
        rules.check_transition(was, wanted)
    else:
        with pytest.raises(rules.IllegalTransition):
            rules.check_transition(was, wanted)
