"""Cores and processes: who runs where, how much CPU and memory it has used."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_NANO = 1e9


@dataclass(frozen=True, slots=True)
class Cores:
    """One core for the server, the others for database and load; None where it cannot be set."""

    server: frozenset[int] | None
    others: frozenset[int] | None

    @classmethod
    def divide(cls) -> Self:
        """Divide the cores of this machine."""
        if not hasattr(os, "sched_getaffinity"):
            return cls(None, None)
        cores = sorted(os.sched_getaffinity(0))
        return cls(frozenset(cores[:1]), frozenset(cores[1:] or cores))

    def told(self, *, database: bool) -> str:
        """Who runs where, in words; `database` says that it was started by us, so pinned too."""
        if self.server is None or self.others is None:
            return "not pinned"
        one, rest = min(self.server), ", ".join(map(str, sorted(self.others)))
        who = "database and load" if database else "load (the database anywhere)"
        return f"server on core {one}, {who} on {rest}"


def pin(cores: frozenset[int] | None, pid: int = 0) -> None:
    """Keep a process (0: this one), and what it starts from now on, on some cores."""
    if cores is not None:
        os.sched_setaffinity(pid, cores)


Cpu = dict[int, float] | None
"""CPU seconds of each process so far; None where the system does not tell."""


def cpu(pids: Iterable[int]) -> Cpu:
    """CPU time of processes, each with all its threads."""
    if not Path("/proc/self/schedstat").exists():
        return None
    return {pid: _threads(pid) / _NANO for pid in pids}


def spent(before: Cpu, after: Cpu) -> float | None:
    """CPU seconds between two moments of the processes that were there at the second one."""
    if before is None or after is None:
        return None
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _threads(pid: int) -> int:
    spent = 0
    for stat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):
            spent += int(stat.read_text().split()[0])
    return spent


def family(pid: int) -> list[int]:
    """A process and all that it has started; the process alone where the system does not tell."""
    children: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            children += [int(each) for each in listed.read_text().split()]
    return [pid, *(below for child in children for below in family(child))]


def memory_mb(pids: Iterable[int]) -> float | None:
    """Resident memory of processes together; None where the system does not tell."""
    sizes = [size for pid in pids if (size := _resident(pid)) is not None]
    return sum(sizes) if sizes else None


def _resident(pid: int) -> float | None:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return None
