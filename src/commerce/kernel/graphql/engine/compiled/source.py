"""Python source in the making, and the objects it refers to by name."""

from collections.abc import Callable, Mapping
from typing import Any


class Body:
    """The lines of one function."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, text: str, depth: int = 1) -> None:
        """Add a line, indented `depth` times."""
        self.lines.append("    " * depth + text)


class Module:
    """Functions that call each other by generated names."""

    def __init__(self, library: Mapping[str, Any]) -> None:
        self._names = dict(library)
        self._constants: dict[Any, str] = {}
        self._parts: list[str] = []
        self._count = 0

    def fresh(self, kind: str) -> str:
        """A name nothing else has."""
        self._count += 1
        return f"{kind}{self._count}"

    def constant(self, kind: str, value: Any) -> str:
        """The name of an object from outside."""
        name = self._constants.get(id(value))
        if name is None:
            name = self._constants[id(value)] = self.fresh(kind)
            self._names[name] = value
        return name

    def made_once(self, kind: str, of: Any, make: Callable[[], Any]) -> str:
        """The name of something made for a type of the schema."""
        key = (kind, id(of))
        if key not in self._constants:
            self._constants[key] = self.constant(kind, make())
        return self._constants[key]

    def function(self, head: str, body: Body) -> None:
        """Add a function; those it calls may come later."""
        self._parts.append("\n".join([f"{head}:", *body.lines]))

    def statement(self, text: str) -> None:
        """Add a line outside functions; what it names must be there already."""
        self._parts.append(text)

    @property
    def text(self) -> str:
        return "\n".join(self._parts)

    def build(self, name: str) -> Any:
        """Translate it all, and give the object of that name."""
        exec(compile(self.text, "<operation>", "exec"), self._names)
        return self._names[name]
