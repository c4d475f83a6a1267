"""What the read side counts; whoever shows numbers reads these attributes."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class ReadFigures:
    """Counts since the start of the process; `slots` holds reads by the time they took."""

    failed: int = 0
    asked_again: int = 0
    turned_away: int = 0
    connections_opened: int = 0
    connections_lost: int = 0
    on_replicas: int = 0
    seconds: float = 0.0
    slots: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))

    def answered(self, seconds: float) -> None:
        """Count one answered read."""
        self.seconds += seconds
        self.slots[bisect_left(BUCKETS, seconds)] += 1

    @property
    def reads(self) -> int:
        """How many reads were answered."""
        return sum(self.slots)


@dataclass(frozen=True, slots=True)
class ReadState:
    """How the read side stands at this moment; lags are seconds by the host of the replica."""

    in_flight: int
    waiting: int
    connections: int
    prepared: int
    lags: Mapping[str, float | None]
