"""The summary of all checks adds up and never hides a failure."""

from pathlib import Path

import pytest

from tools.checks import Tally, read_junit, read_summary


def test_tallies_add_up_to_one_line() -> None:
    assert str(Tally(3, 1) + Tally(4, 0)) == "7 passed, 1 failed"


@pytest.mark.parametrize(
    ("output", "returncode", "tally"),
    [
        ("apollo ok\n12 passed, 0 failed\n", 0, Tally(12, 0)),
        ("3 passed, 0 failed\n9 passed, 2 failed\n", 1, Tally(9, 2)),
        ("clients: 5 passed\n", 0, Tally(5, 0)),
        ("5 passed, 0 failed\nthen it crashed\n", 1, Tally(5, 1)),
        ("no counts at all\n", 0, Tally(0, 0)),
        ("", 2, Tally(0, 1)),
    ],
)
def test_the_last_counts_are_read_and_a_bad_exit_is_a_failure(
    output: str, returncode: int, tally: Tally
) -> None:
    assert read_summary(output, returncode=returncode) == tally


def test_errors_of_the_python_tests_count_as_failures(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>'
    )

    assert read_junit(report) == Tally(4, 3)
    assert read_junit(tmp_path / "missing.xml") == Tally(0, 0)
