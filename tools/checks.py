"""All checks in one run: style, tests with coverage, and one line that sums up."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
COVERAGE_PERCENT = 90
OLDEST_NODE = 20
JUNIT = ROOT / ".pytest_cache" / "junit.xml"
STYLE = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


@dataclass(frozen=True)
class Tally:
    """How many checks passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the style checks, or everything; the exit code is 0 when nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks", description=__doc__)
    parser.add_argument("what", choices=["style", "all"])
    parser.add_argument("--workers", type=int, default=cores(), help="parallel test processes")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    if options.what == "style":
        return 1 if style().failed else 0
    tally = style() + tests(options.workers)
    obstacle = obstacle_to_clients()
    if obstacle is not None:
        say(f"the Node client audits did NOT run: {obstacle}")
    say(str(tally))
    return 1 if tally.failed else 0


def style() -> Tally:
    """Lint, formatting, types and import contracts; only a failure counts."""
    failed = 0
    for program, *options in STYLE:
        say(f"{program} {' '.join(options)} ...".replace("  ", " "))
        answer = run([str(PROGRAMS / program), *options], quiet=True)
        if answer.returncode != 0:
            failed += 1
            say(answer.stdout)
            say(f"{program} failed")
    return Tally(failed=failed)


def tests(workers: int) -> Tally:
    """The Python tests in parallel; too little coverage counts as one failure."""
    say(f"the tests, {workers} at a time ...")
    JUNIT.unlink(missing_ok=True)
    # Whole files, so that a module's fixtures are made once: the installed xdist sets group
    # marks where the installed pytest does not look, and `loadgroup` groups nothing.
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--dist", "loadfile"]
    command += ["--cov", f"--cov-fail-under={COVERAGE_PERCENT}"]
    command += ["--cov-report=term:skip-covered", f"--junitxml={JUNIT}"]
    answer = run(command)
    tally = read_junit(JUNIT)
    if answer.returncode != 0 and not tally.failed:
        tally += Tally(failed=1)
    return tally


def read_junit(path: Path) -> Tally:
    """The counts of a JUnit report; a missing one counts as nothing."""
    tally = Tally()
    for suite in ElementTree.parse(path).iter("testsuite") if path.exists() else ():
        count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors")}
        failed = count["failures"] + count["errors"]
        skipped = int(suite.get("skipped", 0))
        tally += Tally(passed=max(0, count["tests"] - failed - skipped), failed=failed)
    return tally


def obstacle_to_clients() -> str | None:
    """Why the client audits cannot run here, or None when they can."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return f"Node {OLDEST_NODE} or later with npm was not found"
    version = run([node, "--version"], quiet=True).stdout.strip()
    match = re.fullmatch(r"v(\d+)\..*", version)
    if match is None or int(match[1]) < OLDEST_NODE:
        return f"Node {OLDEST_NODE} or later is needed, this is {version}"
    return None


def cores() -> int:
    """How many processor cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(command: Sequence[str], *, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a program; a quiet one's output, errors included, is kept instead of shown."""
    sys.stdout.flush()
    output = subprocess.PIPE if quiet else None
    errors = subprocess.STDOUT if quiet else None
    return subprocess.run(command, check=False, text=True, stdout=output, stderr=errors)


def say(text: str) -> None:
    """Write a line at once, so that it stands in order with the output of programs."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
