"""Hostile values in every place of every root field: refused or stored, never a fault (SEC-21)."""

import pytest

from tests.security.documents import ACCESS, Call, Place, calls
from tests.security.hostile import values_for
from tests.security.visitors import Visitors

PUBLIC = {name for name, access in ACCESS.items() if access == "public"}


@pytest.mark.parametrize("name", ACCESS)
async def test_the_examined_document_works_with_harmless_values(
    visitors: Visitors, name: str
) -> None:
    for call in calls(name, visitors.world.ids):
        reply = await visitors.undone("admin", call.body())

        assert reply.codes == [], (call.document, reply.body)
        assert reply.payload is not None, call.variables
        assert name.startswith("Query.") or reply.refusals == [], (call.variables, reply.body)


@pytest.mark.parametrize("name", ACCESS)
async def test_no_hostile_value_of_an_administrator_makes_a_fault(
    visitors: Visitors, name: str
) -> None:
    await attack(visitors, "admin", name)


@pytest.mark.parametrize("name", sorted(PUBLIC))
async def test_no_hostile_value_of_a_guest_makes_a_fault(visitors: Visitors, name: str) -> None:
    await attack(visitors, "guest", name)


async def attack(visitors: Visitors, who: str, name: str) -> None:
    """Every value in every place of a field, one at a time."""
    failed = []
    for call in calls(name, visitors.world.ids):
        for place in call.places:
            failed += await attack_place(visitors, who, call, place)
    assert not failed, "\n".join(failed)


async def attack_place(visitors: Visitors, who: str, call: Call, place: Place) -> list[str]:
    failed = []
    for what, value in values_for(place.kind, prefix=place.prefix).items():
        try:
            await visitors.undone(who, call.body(place, value))
        except AssertionError as fault:
            failed.append(f"{place} ({place.kind}), {what}: {str(fault)[:400]}")
    return failed


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
