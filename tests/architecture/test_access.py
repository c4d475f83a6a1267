"""Who is not allowed gets nowhere: every root field that is not public, generated."""

import json

import pytest
from graphql import build_schema

from commerce.kernel.access import Actor, all_permissions
from commerce.kernel.ids import new_id
from tests.architecture.documents import minimal
from tests.architecture.sources import ROOT
from tests.state import stored

SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
ACCESS: dict[str, str] = json.loads((ROOT / "schema" / "access.json").read_text("utf-8"))
GUARDED = sorted(name for name, access in ACCESS.items() if access != "public")


@pytest.mark.parametrize("name", GUARDED)
async def test_a_field_refuses_strangers_and_wrong_roles_and_nothing_changes(
    name, refused, make, reader
) -> None:
    await make.channel()
    document, variables = minimal(SCHEMA, name)
    others = frozenset(all_permissions()) - {ACCESS[name]}
    wrong = Actor(token_id=new_id(), name="other", permissions=others)
    before = await stored(reader)

    assert await refused(document, **variables) == ["UNAUTHENTICATED"]
    assert await refused(document, wrong, **variables) == ["FORBIDDEN"]

    assert await stored(reader) == before


def test_every_root_field_says_who_may_call_it() -> None:
    roots = (SCHEMA.query_type, SCHEMA.mutation_type)
    fields = {f"{root.name}.{name}" for root in roots if root for name in root.fields}

    assert set(ACCESS) == fields
    assert set(ACCESS.values()) <= {"public", "account", *all_permissions()}
    assert GUARDED
