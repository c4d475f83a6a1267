"""Hostile values in every place of every mutation: refused or taken, no fault (SEC-21)."""

import pytest

from tests.security.attacks import attack, who_may
from tests.security.documents import ACCESS
from tests.security.visitors import Visitors


@pytest.mark.parametrize("name", [name for name in ACCESS if name.startswith("Mutation.")])
async def test_no_hostile_value_makes_a_fault(visitors: Visitors, name: str) -> None:
    await attack(visitors, who_may(name), name)
