"""The measurement runs from end to end and writes its table; the numbers are not judged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.measure import Outcome
from benchmarks.report import Run
from benchmarks.targets import CONSTANT, ROWS, Fact, Goal


def test_a_small_run_writes_a_line_for_every_operation(server_url: str, tmp_path: Path) -> None:
    output = tmp_path / "RESULTS.md"
    size = ["--products", "20", "--variants", "2", "--seconds", "0.1", "--connections", "2"]
    size += ["--minutes", "0.01"]

    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks", *size, "--output", str(output)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"BENCH_DATABASE_SERVER": server_url},
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "## 20 products x 2 variants" in output.read_text()
    cells = {line.split(" | ")[0]: line.split(" | ") for line in _lines(output)}
    rows = [cells[row.title] for row in ROWS.values()]
    assert all(float(row[1].replace(",", "")) > 0 for row in rows)
    assert 0 < int(cells["listing of 24"][5]) <= 8
    assert cells["listing, response cache"][9] in ("yes", "**no**")
    assert int(cells["sold, and as many taken from stock"][1].split()[0]) > 0
    assert "0.01 minutes of mixed load: memory at the end" in cells


def _lines(path: Path) -> list[str]:
    return [line.strip(" |") for line in path.read_text().splitlines() if line.startswith("| ")]


def _line(key: str, rps: float, *, p95: float = 0.02) -> Outcome:
    return Outcome(key, rps=rps, p50=0.01, p95=p95)


def _run(title: str, *lines: Outcome, facts: tuple[Fact, ...] = ()) -> Run:
    return Run(title, ("now",), {each.key: each for each in lines}, facts)


def test_the_newest_two_runs_of_each_size_are_kept_and_shown_together(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"

    report.keep(path, _run("other size", _line(CONSTANT, 50)))
    for rps in (100, 200, 300):
        text = report.keep(path, _run("a size", _line(CONSTANT, rps)))

    assert text == path.read_text()
    assert text.count("## a size\n") == text.count("## other size\n") == 1
    assert "| 300 / 200 | 1.000 |" in text
    assert "| 50 | 1.000 |" in text
    assert "100" not in text.split("## a size")[1]


def test_a_large_catalogue_is_compared_with_the_small_one_by_its_ratios(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    small = "2,000 products x 3 variants"

    report.keep(path, _run(small, _line(CONSTANT, 1000), _line("search", 100)))
    text = report.keep(path, _run("large", _line(CONSTANT, 500), _line("search", 40)))

    assert text.index("## large") > text.index(small)
    assert "| 80% yes |" in text.split("## large")[1]
    assert "of 2,000" not in text.split("## large")[0]


@pytest.mark.parametrize(
    ("goal", "line", "met"),
    [
        (Goal(rps=50, ratio=0.9), _line("listing", 60), True),
        (Goal(rps=500, ratio=0.5), _line("listing", 60), True),
        (Goal(rps=500, ratio=0.9), _line("listing", 60), False),
        (Goal(rps=50, p95=0.01), _line("listing", 60), False),
        (Goal(p95=0.02), _line("complete", 1), True),
        (Goal(idiomatic="listing_idiomatic"), _line("listing_fallback", 50), True),
        (Goal(idiomatic="listing_idiomatic"), _line("listing_fallback", 49), False),
    ],
)
def test_a_goal_is_met_by_rate_or_ratio_and_by_the_slowest_answers(
    goal: Goal, line: Outcome, met: bool
) -> None:
    lines = {CONSTANT: _line(CONSTANT, 100), "listing_idiomatic": _line("listing_idiomatic", 10)}

    assert goal.met(line, lines) is met


def test_a_figure_without_a_bound_is_neither_met_nor_missed(tmp_path: Path) -> None:
    facts = (Fact("memory", 260.0, "MB", 250.0), Fact("sold", 7, "pieces"))

    text = report.keep(tmp_path / "R.md", _run("size", _line(CONSTANT, 1), facts=facts))

    assert "| memory | 260 MB | <= 250 MB | **no** |" in text
    assert "| sold | 7 pieces |  |  |" in text
