"""What hostile values are put into works without them; ways to name a thing (SEC-21)."""

import pytest

from commerce.kernel.access import permissions_of
from tests.architecture.test_matrix import BY_PEOPLE
from tests.security.attacks import attack
from tests.security.documents import ACCESS, calls
from tests.security.visitors import Visitors

# Who makes keys is a person, and who works for a seller is no admin.
WHO = dict.fromkeys(BY_PEOPLE, "chief") | {
    "Query.mySeller": "seller",
    "Query.me": "buyer",
}
SELLERS_MAY = [name for name, access in ACCESS.items() if access in permissions_of("seller")]


@pytest.mark.parametrize("name", ACCESS)
async def test_the_examined_document_works_with_harmless_values(
    visitors: Visitors, name: str
) -> None:
    who = WHO.get(name, "buyer" if ACCESS[name] == "account" else "admin")
    for call in calls(name, visitors.world.ids):
        reply = await visitors.undone(who, call.body())

        assert reply.codes == [], (call.document, reply.body)
        assert reply.payload is not None, call.variables
        assert name.startswith("Query.") or reply.refusals == [], (call.variables, reply.body)


@pytest.mark.parametrize("name", SELLERS_MAY)
async def test_no_hostile_value_of_a_seller_makes_a_fault(visitors: Visitors, name: str) -> None:
    await attack(visitors, "seller", name, every=7)


BY = ['{id: "a", slug: "b"}', "{}", "{slug: null}", "{slug: 1}", "null", "[]", '"a"']


@pytest.mark.parametrize("by", BY)
async def test_a_thing_is_named_in_exactly_one_way(visitors: Visitors, by: str) -> None:
    for field in ("product", "category", "collection", "seller"):
        reply = await visitors.ask("guest", f"{{ {field}(by: {by}) {{ id }} }}", {})

        assert set(reply.codes) == {"BAD_QUERY"}, reply.body


@pytest.mark.parametrize("values", [{}, {"slug": None}])
async def test_a_thing_is_not_named_by_a_variable_without_a_value(
    visitors: Visitors, values: dict[str, None]
) -> None:
    for field in ("product", "category", "collection", "seller"):
        document = f"query ($slug: String) {{ {field}(by: {{slug: $slug}}) {{ id }} }}"

        reply = await visitors.ask("guest", document, values)

        assert set(reply.codes) <= {"BAD_QUERY", "BAD_INPUT"} and reply.codes, reply.body
