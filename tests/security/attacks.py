"""Hostile values in the places of a root field, one at a time.

Each place gets every fourth value, each place others than the one before: so every value
meets many places in a short time. `HOSTILE_EVERY=1` tries every value in every place.
"""

import os

from tests.security.documents import ACCESS, Call, Place, calls
from tests.security.hostile import values_for
from tests.security.visitors import Visitors

PUBLIC = {name for name, access in ACCESS.items() if access == "public"}
EVERY = int(os.environ.get("HOSTILE_EVERY", "4"))


def who_may(name: str) -> str:
    """A visitor whom a field lets in."""
    if name in PUBLIC:
        return "guest"
    return "buyer" if ACCESS[name] == "account" else "admin"


async def attack(visitors: Visitors, who: str, name: str, *, every: int = EVERY) -> None:
    """Hostile values in every place of a field, one at a time."""
    failed = []
    at = len(name)
    for call in calls(name, visitors.world.ids):
        for place in call.places:
            at += 1
            values = list(values_for(place.kind, prefix=place.prefix).items())
            failed += await attack_place(visitors, who, call, place, values[at % every :: every])
    assert not failed, "\n".join(failed)


async def attack_place(
    visitors: Visitors, who: str, call: Call, place: Place, values: list[tuple[str, str]]
) -> list[str]:
    failed = []
    for what, value in values:
        try:
            await visitors.undone(who, call.body(place, value))
        except AssertionError as fault:
            failed.append(f"{place} ({place.kind}), {what}: {str(fault)[:400]}")
    return failed
