"""The Python files of the project, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "plugins", "tools", "benchmarks", "tests")


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders of the project, in a fixed order."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    )


def shown(path: Path) -> str:
    """A path as a person types it."""
    return str(path.relative_to(ROOT))
