"""The state machine of a seller."""

from collections.abc import Mapping

from commerce.kernel.errors import IllegalTransition
from commerce.sellers.types import SellerStatus

TRANSITIONS: Mapping[SellerStatus, frozenset[SellerStatus]] = {
    SellerStatus.APPLIED: frozenset({SellerStatus.ACTIVE, SellerStatus.CLOSED}),
    SellerStatus.ACTIVE: frozenset({SellerStatus.PAUSED, SellerStatus.CLOSED}),
    SellerStatus.PAUSED: frozenset({SellerStatus.ACTIVE, SellerStatus.CLOSED}),
    SellerStatus.CLOSED: frozenset(),
}


def move(
    was: SellerStatus, wanted: SellerStatus, *, only: SellerStatus | None = None
) -> SellerStatus:
    """The wanted state, if it can be reached in one step (and from `only`, when that is given).

    Raises:
        IllegalTransition: it cannot.
    """
    if wanted not in TRANSITIONS[was] or only not in (None, was):
        raise IllegalTransition(was, wanted)
    return wanted
