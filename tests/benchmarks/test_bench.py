"""The measurement runs from end to end and writes its table; the numbers are not judged."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import report
from benchmarks.measure import Outcome

OPERATIONS = (
    "constant answer",
    "listing of 24",
    "product page",
    "search by text",
    "checkout (flow of 5 requests)",
    "bare SQL of the listing",
)


def test_a_small_run_writes_a_line_for_every_operation(server_url: str, tmp_path: Path) -> None:
    output = tmp_path / "RESULTS.md"
    size = ["--products", "20", "--variants", "2", "--seconds", "0.3"]

    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks", *size, "--output", str(output)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"BENCH_DATABASE_SERVER": server_url},
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    lines = [line for line in output.read_text().splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]] == [*OPERATIONS]
    cells = [line.strip("| ").split(" | ") for line in lines[2:]]
    assert all(float(row[1].replace(",", "")) > 0 for row in cells)
    assert int(cells[1][5]) <= 8
    assert "## 20 products x 2 variants" in output.read_text()


def test_a_new_run_replaces_the_section_of_its_size_only(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    line = [Outcome("constant answer", rps=100.0, p50=0.01, p95=0.02)]
    small, large = (
        report.section(title, line, [], root=tmp_path) for title in ("2 products", "20 products")
    )

    report.keep(path, "2 products", small)
    report.keep(path, "20 products", large)
    report.keep(path, "2 products", small.replace("100", "200"))

    text = path.read_text()
    assert text.startswith("# Results")
    assert text.count("## 2 products\n") == text.count("## 20 products\n") == 1
    assert "| constant answer | 200 |" in text
    assert "| constant answer | 100 |" in text
