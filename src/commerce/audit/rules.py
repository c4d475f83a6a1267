"""Which tables leave no trail, and what a stretch of the trail says about its soundness."""

from collections.abc import Mapping
from typing import Any

from commerce.audit.types import Damage

_ITSELF = "it is the trail itself"
_DERIVED = "it is made anew from rows that are watched"
_PLUMBING = "it holds no fact of its own, only the progress of work"
_TOLD = "its beginning and its end are security events"
UNWATCHED: Mapping[str, str] = {
    "audit_entry": _ITSELF,
    "audit_head": _ITSELF,
    "identity_attempts": _PLUMBING,
    "identity_challenge": _PLUMBING,
    "identity_refresh_token": _TOLD,
    "identity_session": _TOLD,
    "kernel_audit_draft": _ITSELF,
    "kernel_handled": _PLUMBING,
    "kernel_idempotency": _PLUMBING,
    "kernel_outbox": "it tells of changes to rows that are watched",
    "search_counter": _DERIVED,
    "search_listing": _DERIVED,
    "search_placement": _DERIVED,
    "search_posting": _DERIVED,
    "search_text": _DERIVED,
    "search_word": _DERIVED,
}


def first_damage(stretch: Any) -> tuple[Damage, int] | None:
    """The first place of a verified stretch that is wrong.

    Where an entry is missing, the one after it does not fit either: the gap is the cause.
    """
    missing = None if stretch.gap_after is None else stretch.gap_after + 1
    if missing is not None and (stretch.altered is None or missing < stretch.altered):
        return Damage.MISSING, missing
    return None if stretch.altered is None else (Damage.ALTERED, stretch.altered)


def damaged_end(stretch: Any, last: int) -> tuple[Damage, int] | None:
    """What is wrong with the end of the trail; `last` is the place of its last entry."""
    if stretch.head_entries is None or last > stretch.head_entries:
        return Damage.ALTERED, last
    if last < stretch.head_entries:
        return Damage.CUT_OFF, last + 1
    return None if stretch.head_fits else (Damage.ALTERED, last)
