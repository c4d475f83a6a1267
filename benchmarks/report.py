"""The table of a measurement, and the file that keeps the newest of each size."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Outcome

RESULTS = Path(__file__).parent / "RESULTS.md"
_TITLE = """# Results

Written by `make bench`; every run replaces the section of its size. Requests per second are
those of one server process on one core with 16 kept-alive connections. The ratio compares
them with the constant answer of the same run. CPU is microseconds per request; that of the
database counts its client processes only.
"""
_HEAD = (
    "| operation | requests/s | ratio | p50 ms | p95 ms | SQL | server CPU us | database CPU us |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: |\n"
)


def section(title: str, outcomes: Sequence[Outcome], notes: Sequence[str], *, root: Path) -> str:
    """A titled table; the first outcome is what the others are compared with."""
    floor = outcomes[0].rps
    lines = "".join(_line(each, floor) for each in outcomes)
    facts = [f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit(root)}", _machine(), *notes]
    told = "".join(f"- {fact}\n" for fact in facts)
    return f"## {title}\n\n{told}\n{_HEAD}{lines}"


def _line(each: Outcome, floor: float) -> str:
    cells = (
        each.name,
        f"{each.rps:,.0f}",
        f"{each.rps / floor:.3f}",
        f"{each.p50 * 1000:.1f}",
        f"{each.p95 * 1000:.1f}",
        "-" if each.statements is None else str(each.statements),
        _micro(each.server_cpu),
        _micro(each.database_cpu),
    )
    return f"| {' | '.join(cells)} |\n"


def _micro(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e6:,.0f}"


def _commit(root: Path) -> str:
    command = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return answer.stdout.strip() or "unknown"


def _machine() -> str:
    cpu = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", cpu.read_text()) if cpu.exists() else None
    model = found[1] if found else platform.machine()
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def keep(path: Path, title: str, text: str) -> None:
    """Put a section into the file, in the place of the one with the same title."""
    old = path.read_text() if path.exists() else _TITLE
    parts = [
        part for part in re.split(r"(?m)^(?=## )", old) if not part.startswith(f"## {title}\n")
    ]
    path.write_text("\n".join(part.rstrip("\n") + "\n" for part in (*parts, text)))
