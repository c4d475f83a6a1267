"""Each source file says in its first line what it is for."""

import ast

from tests.architecture.sources import python_files, shown


def test_each_file_opens_with_its_charter() -> None:
    silent = [
        f"{shown(path)}: the first line is not a docstring"
        for path in python_files("src", "plugins", "tools", "benchmarks")
        if (text := path.read_text()).strip()
        and not (text.startswith('"""') and ast.get_docstring(ast.parse(text)))
    ]

    assert not silent, "\n" + "\n".join(silent)
