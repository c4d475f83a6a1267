"""What to do with tests that need Node.js: run them, or leave them out and say so."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"
CACHE = Path(__file__).parent.parent / ".cache" / "clients"


@cache
def node() -> str | None:
    """The path of a Node.js of version 20 or later."""
    path = shutil.which("node")
    if path is None or shutil.which("npm") is None:
        return None
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    major = shown.stdout.removeprefix("v").partition(".")[0]
    return path if major.isdecimal() and int(major) >= 20 else None


def installed_clients() -> Path:
    """A directory with the locked client packages, installed once per lock file."""
    lock = (CLIENTS / "package-lock.json").read_text("utf-8")
    kept = CACHE / "package-lock.json"
    if not kept.exists() or kept.read_text("utf-8") != lock or not (CACHE / "done").exists():
        shutil.rmtree(CACHE, ignore_errors=True)
        CACHE.mkdir(parents=True)
        shutil.copy(CLIENTS / "package.json", CACHE)
        kept.write_text(lock, "utf-8")
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=CACHE, check=True)
        (CACHE / "done").touch()
    for script in CLIENTS.glob("*.mjs"):
        shutil.copy(script, CACHE)
    return CACHE


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if node() is not None:
        return
    without = [item for item in items if "node" in item.fixturenames]  # type: ignore[attr-defined]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if node() is None:
        terminalreporter.write_line(
            "Node.js 20 or later is missing: the GraphQL-over-HTTP audits were left out", red=True
        )
