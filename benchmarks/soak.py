"""Mixed load for minutes: whether the server's memory stays as it is."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.client import Visit, load
from benchmarks.servers import Server

_PAUSE = 1.0
_WARM = 0.1
FLAT = 1.05


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes after the warming tenth, in the middle and at the end; requests per second."""

    start: float
    middle: float
    end: float
    rps: float

    @property
    def growth(self) -> float:
        return self.end / self.start


def soak(server: Server, visits: Sequence[Visit], *, minutes: float) -> Memory | None:
    """Let a connection for each of `visits` repeat its flow; None where memory is not told."""
    sizes: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while True:
            if (size := server.memory_mb) is not None:
                sizes.append(size)
            if over.wait(min(_PAUSE, minutes * 60 / 20)):
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        times = load(server.address, visits, minutes * 60)
    finally:
        over.set()
        watcher.join()
    if not sizes:
        return None
    start, middle = sizes[int(len(sizes) * _WARM)], sizes[len(sizes) // 2]
    return Memory(start, middle, sizes[-1], len(times.rounds) / (time.perf_counter() - began))
