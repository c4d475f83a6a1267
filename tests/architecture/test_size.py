"""Files and functions stay short enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import CODE, python_files, shown

FILE_LINES = 400
FUNCTION_LINES = 60


def test_no_file_is_longer_than_the_limit() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in python_files(*CODE)}
    too_long = [
        f"{shown(path)}: {lines} lines, {FILE_LINES} allowed; split it by use case"
        for path, lines in sizes.items()
        if lines > FILE_LINES
    ]

    assert not too_long, "\n" + "\n".join(too_long)


def test_no_function_is_longer_than_the_limit() -> None:
    too_long = [
        f"{shown(path)}:{line}: {name} has {lines} lines, {FUNCTION_LINES} allowed"
        for path in python_files(*CODE)
        for name, line, lines in functions(path)
        if lines > FUNCTION_LINES
    ]

    assert not too_long, "\n" + "\n".join(too_long)


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first line and length of each function in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1
