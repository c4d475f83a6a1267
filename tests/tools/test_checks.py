"""The summary of all checks adds up and never hides a failure."""

from pathlib import Path

from tools.checks import Tally, read_junit


def test_tallies_add_up_to_one_line() -> None:
    assert str(Tally(3, 1) + Tally(4, 0)) == "7 passed, 1 failed"


def test_errors_of_the_python_tests_count_as_failures(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>'
    )

    assert read_junit(report) == Tally(4, 3)
    assert read_junit(tmp_path / "missing.xml") == Tally(0, 0)
