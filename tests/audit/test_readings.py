"""Who of the staff has seen a buyer's personal data is on record; buyers themselves are not."""

import re

from graphql import GraphQLObjectType

from commerce.graphql import schema as product
from commerce.kernel.graphql.fields import personal
from commerce.kernel.ids import decode
from tests.flows.journey import Journey

GROUP = """query Group($id: ID!, $token: String!) {
  orderGroup(id: $id, token: $token) { id number email shippingAddress { city } }
}"""
CART = "query Cart($id: ID!, $token: String!) { cart(id: $id, token: $token) { id phone } }"
PERSONAL = re.compile(r"e?mail$|phone$|address$|birth|passport", re.IGNORECASE)
WITHIN = {"CartAddress", "OrderAddress"}  # they hang on fields that are on record themselves
AFTER = {"SellerMember"}  # fetched by a batch function, whose result is noted
# Nobody is shown these but the person whose they are.
OWN = {
    "Account",
    "AccountAddress",
    "AccountLink",
    "AccountPreferences",
    "AccountSession",
    "Session",
}
NUMBER = "query Group($id: ID!, $token: String!) { orderGroup(id: $id, token: $token) { number } }"


async def test_staff_who_sees_personal_data_is_on_record_with_rows_and_fields(
    gql, log, make, market, seller_actor, reader
) -> None:
    offer = await make.offer(stock=5)
    journey = await Journey(gql).ready([(offer.id, 1)])
    group = (await journey.complete())["orderGroup"]["id"]
    support = seller_actor(await make.seller())

    shown = await gql(GROUP, support, id=group, token=journey.token)
    assert shown["orderGroup"]["email"] is not None

    found = await log(row=group, action="READ")
    assert {each["actor"] for each in found} == {f"key:{support.token_id}"}
    assert found[0]["kind"] == "orders.group"
    assert found[0]["row"] == str(decode("og", group))
    assert found[0]["after"] == {"class": "pii", "fields": ["email", "shipping_address"]}


async def test_who_reads_no_personal_field_and_who_is_a_guest_is_not_on_record(
    gql, log, make, market, admin
) -> None:
    offer = await make.offer(stock=5)
    journey = await Journey(gql).ready([(offer.id, 1)])
    await gql(CART, id=journey.cart, token=journey.token)
    group = (await journey.complete())["orderGroup"]["id"]
    await gql(GROUP, id=group, token=journey.token)
    await gql(NUMBER, admin, id=group, token=journey.token)

    assert await log(action="READ") == []


def test_every_field_of_the_schema_that_sounds_personal_is_put_on_record() -> None:
    bare = []
    for kind in product.core(product.build()).type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name in WITHIN | AFTER | OWN:
            continue
        for name, field in kind.fields.items():
            definition = field.extensions.get("strawberry-definition")
            read = definition.metadata.get("attribute") if definition else None
            recorded = getattr(read, "__qualname__", "").startswith(personal.__name__)
            own = kind.name.startswith("AccountAddress")
            if PERSONAL.search(name) and not recorded and not own:
                bare.append(f"{kind.name}.{name}")

    assert bare == []
