"""What crosses the border of the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditAction(StrEnum):
    """What an entry is about."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    EVENT = "event"
    READ = "read"


class Damage(StrEnum):
    """What is wrong with the trail at one place."""

    ALTERED = "altered"
    MISSING = "missing"
    CUT_OFF = "cut_off"


class FreezeScope(StrEnum):
    """What a freeze stops."""

    READ_ONLY = "read_only"
    PAYOUTS = "payouts"
    ALL_SESSIONS = "all_sessions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; None asks for any."""

    actor: str | None = None
    action: AuditAction | None = None
    kind: str | None = None
    row: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What somebody outside noted of an entry: its hash vouches for all before it."""

    position: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of verifying: the first place that is wrong, if there is any.

    `unwatched` are tables that should have been watched and are not.
    """

    entries: int
    hash: str
    damage: Damage | None = None
    position: int | None = None
    unwatched: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.damage is None and not self.unwatched
