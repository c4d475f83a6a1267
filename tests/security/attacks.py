"""Hostile values in every place of a root field, one at a time."""

from tests.security.documents import ACCESS, Call, Place, calls
from tests.security.hostile import values_for
from tests.security.visitors import Visitors

PUBLIC = {name for name, access in ACCESS.items() if access == "public"}


async def attack(visitors: Visitors, who: str, name: str, *, every: int = 1) -> None:
    """Every value (or every so many) in every place of a field, one at a time."""
    failed = []
    for call in calls(name, visitors.world.ids):
        for place in call.places:
            failed += await attack_place(visitors, who, call, place, every)
    assert not failed, "\n".join(failed)


async def attack_place(
    visitors: Visitors, who: str, call: Call, place: Place, every: int
) -> list[str]:
    failed = []
    values = values_for(place.kind, prefix=place.prefix)
    for what, value in list(values.items())[::every]:
        try:
            await visitors.undone(who, call.body(place, value))
        except AssertionError as fault:
            failed.append(f"{place} ({place.kind}), {what}: {str(fault)[:400]}")
    return failed
