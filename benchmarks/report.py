"""The table of the newest two runs of each size, kept as data and shown as a page."""

import os
import platform
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.measure import Outcome
from benchmarks.targets import CONSTANT, ROWS, SHARE, Fact, Row

RESULTS = Path(__file__).parent / "RESULTS.md"
_KEPT = 2
_SMALL = "2,000 products x 3 variants"
_TITLE = """# Results

Written by `make bench` from `results.json`, which keeps the newest two runs of each size: where
they differ, a cell shows the newer one, then the older. `docs/performance.md` says what the
lines are and how to read them. Times are milliseconds, CPU is microseconds per request.
"""
_COLUMNS = (
    "operation", "requests/s", "ratio", "p50", "p95", "SQL", "server CPU", "database CPU",
    "target", "met",
)  # fmt: skip
Cell = Callable[["Run", Outcome], str]


@dataclass(frozen=True, slots=True)
class Run:
    """What one measurement found."""

    title: str
    about: tuple[str, ...]
    lines: dict[str, Outcome]
    facts: tuple[Fact, ...]

    @classmethod
    def read(cls, data: Any) -> "Run":
        """The run as it was kept."""
        lines = {each["key"]: Outcome(**each) for each in data["lines"]}
        facts = tuple(Fact(**each) for each in data["facts"])
        return cls(data["title"], tuple(data["about"]), lines, facts)

    def data(self) -> dict[str, Any]:
        """The run as it is kept."""
        return {
            "title": self.title,
            "about": self.about,
            "lines": [asdict(each) for each in self.lines.values()],
            "facts": [asdict(each) for each in self.facts],
        }

    def ratio(self, line: Outcome) -> float:
        return line.rps / self.lines[CONSTANT].rps


def run(
    title: str,
    outcomes: Sequence[Outcome],
    facts: Sequence[Fact],
    notes: Sequence[str],
    *,
    root: Path,
) -> Run:
    """A run of now, on this machine, of the code at `root`."""
    about = (f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit(root)}", _machine(), *notes)
    return Run(title, about, {each.key: each for each in outcomes}, tuple(facts))


def keep(path: Path, new: Run) -> str:
    """Add a run to what is kept beside the page at `path`; returns the page's new text."""
    data = path.with_suffix(".json")
    old = [Run.read(each) for each in orjson.loads(data.read_bytes())] if data.exists() else []
    same = [each for each in old if each.title == new.title]
    runs = [*(each for each in old if each.title != new.title), new, *same[: _KEPT - 1]]
    data.write_bytes(orjson.dumps([each.data() for each in runs], option=orjson.OPT_INDENT_2))
    text = page(runs)
    path.write_text(text)
    return text


def page(runs: Sequence[Run]) -> str:
    """The whole page; `runs` has the newest of each size first."""
    sizes = dict.fromkeys(each.title for each in runs)
    small = next((each for each in runs if each.title == _SMALL), None)
    parts = [_section([each for each in runs if each.title == size], small) for size in sizes]
    return "\n".join([_TITLE, *parts])


def _section(runs: Sequence[Run], small: Run | None) -> str:
    newest = runs[0]
    told = "".join(f"- {'; '.join(each.about)}\n" for each in runs)
    shares = small if small is not None and small.title != newest.title else None
    titles = [*_COLUMNS, "of 2,000"] if shares else [*_COLUMNS]
    head = f"| {' | '.join(titles)} |\n| --- |{' --: |' * (len(titles) - 1)}\n"
    lines = "".join(
        _line(key, row, runs, shares) for key, row in ROWS.items() if key in newest.lines
    )
    return f"## {newest.title}\n\n{told}\n{head}{lines}\n{_facts(runs)}"


def _line(key: str, row: Row, runs: Sequence[Run], small: Run | None) -> str:
    having = [each for each in runs if key in each.lines]
    cells = [_both(having, key, cell) for cell in _CELLS]
    goal = row.goal
    if goal is not None:
        cells.append(_both(having, key, lambda run, line: _yes(goal.met(line, run.lines))))
    else:
        cells.append("")
    cells.insert(-1, "" if goal is None else str(goal))
    if small is not None:
        shown = row.shared and key in small.lines
        cells.append(
            _both(having, key, lambda run, line: _share(run, line, small)) if shown else ""
        )
    return f"| {' | '.join([row.title, *cells])} |\n"


def _both(runs: Sequence[Run], key: str, cell: Cell) -> str:
    return " / ".join(dict.fromkeys(cell(each, each.lines[key]) for each in runs))


def _share(run: Run, line: Outcome, small: Run) -> str:
    share = run.ratio(line) / small.ratio(small.lines[line.key])
    return f"{share:.0%} {_yes(share >= SHARE)}"


def _micro(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e6:,.0f}"


_CELLS: tuple[Cell, ...] = (
    lambda run, line: f"{line.rps:,.0f}",
    lambda run, line: f"{run.ratio(line):.3f}",
    lambda run, line: f"{line.p50 * 1000:.1f}",
    lambda run, line: f"{line.p95 * 1000:.1f}",
    lambda run, line: "-" if line.statements is None else str(line.statements),
    lambda run, line: _micro(line.server_cpu),
    lambda run, line: _micro(line.database_cpu),
)


def _facts(runs: Sequence[Run]) -> str:
    known = {fact.title: fact for each in reversed(runs) for fact in each.facts}
    lines = []
    for title, newest in known.items():
        found = [fact for each in runs for fact in each.facts if fact.title == title]
        values = " / ".join(dict.fromkeys(f"{fact.value:,.4g} {fact.unit}" for fact in found))
        target = "" if newest.most is None else f"<= {newest.most:,.4g} {newest.unit}"
        met = " / ".join(dict.fromkeys(_yes(each.met) for each in found))
        lines.append(f"| {title} | {values} | {target} | {met} |\n")
    return f"| also | figure | target | met |\n| --- | --: | --: | --: |\n{''.join(lines)}"


def _yes(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "**no**"


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
