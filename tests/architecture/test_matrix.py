"""Every root field meets every role: who may gets past access, who may not changes nothing."""

import json

import pytest
from graphql import build_schema

from commerce.identity.powers import powers_of
from commerce.kernel.access import GUEST, Actor
from commerce.kernel.ids import new_id
from tests.architecture.documents import minimal
from tests.architecture.sources import ROOT
from tests.client import once, run
from tests.state import stored

SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
ACCESS: dict[str, str] = json.loads((ROOT / "schema" / "access.json").read_text("utf-8"))
PLATFORM = ("support", "admin", "super_admin")
SELLER = ("seller", "editor", "warehouse", "finance")
CUSTOM = ("OFFER_READ", "ORDER_READ", "STAFF_READ")
REFUSED = {"UNAUTHENTICATED", "FORBIDDEN"}


def _person(*grants) -> Actor:
    powers = powers_of(grants)
    return Actor(
        account_id=new_id(),
        session_id=new_id(),
        name="account",
        permissions=powers.platform,
        seller_permissions=powers.sellers,
        channel_permissions=powers.channels,
    )


def people() -> dict[str, Actor]:
    """One of each: nobody, a buyer, and everybody with one role."""
    seller = str(new_id())
    return {
        "guest": GUEST,
        "buyer": _person(),
        **{key: _person((key, [], seller, None)) for key in SELLER},
        **{key: _person((key, [], None, None)) for key in PLATFORM},
        "custom": _person((None, CUSTOM, None, None)),
        "empty": _person((None, [], None, None)),
        "key": Actor(token_id=new_id(), permissions=frozenset(CUSTOM)),
    }


def expected(access: str, actor: Actor) -> set[str]:
    """The codes of which one must come back; none lets the caller past."""
    if access == "public":
        return set()
    if not actor.known:
        return {"UNAUTHENTICATED"}
    if access == "account":
        return set() if actor.account_id else {"FORBIDDEN"}
    held = [actor.permissions, *actor.seller_permissions.values()]
    return set() if any(access in each for each in held) else {"FORBIDDEN"}


@pytest.mark.parametrize("name", sorted(ACCESS))
async def test_a_field_lets_in_the_roles_it_names_and_no_others(name, app, make, reader) -> None:
    await make.channel()
    document, variables = minimal(SCHEMA, name)
    wanted = {who: (actor, expected(ACCESS[name], actor)) for who, actor in people().items()}
    denied = {who: each for who, each in wanted.items() if each[1]}
    before = await stored(reader) if denied else {}

    async def answer(actor: Actor) -> set[str]:
        with once():
            found = await run(app, document, actor=actor, wanted=None, variables=variables)
        return {each["extensions"]["code"] for each in found.get("errors", ())} & REFUSED

    for who, (actor, codes) in denied.items():
        assert await answer(actor) == codes, who
    if denied:
        assert await stored(reader) == before
    for who, (actor, codes) in wanted.items():
        if not codes and not (name in BY_PEOPLE and actor.account_id is None):
            assert await answer(actor) == set(), who


# Beside the permission these need a person: a key makes no keys and is nobody's eyes.
BY_PEOPLE = {
    "Mutation.apiKeyCreate",
    "Mutation.apiKeyRotate",
    "Mutation.customerImpersonate",
}


def test_every_role_is_allowed_something_and_all_but_admins_are_refused_something() -> None:
    for who, actor in people().items():
        refused = [name for name, access in ACCESS.items() if expected(access, actor)]
        assert len(refused) < len(ACCESS)
        assert bool(refused) is (who not in ("admin", "super_admin"))
