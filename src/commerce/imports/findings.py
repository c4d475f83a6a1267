"""Collects the problems of one product while its cells are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from commerce.imports.cells import BadCell
from commerce.imports.source import Row, Source
from commerce.imports.survey import cell
from commerce.imports.types import Fact, Problem, ProblemKey, Severity

T = TypeVar("T")


@dataclass
class Findings:
    """The problems so far, each told by row and by what the file itself calls the column."""

    source: Source
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether there is an error among them, so that the product is left out."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def error(self, row: Row, key: ProblemKey, column: str | None = None, **facts: Fact) -> None:
        """Note something the product cannot be taken with."""
        self._note(Severity.ERROR, row, key, column, facts)

    def warn(self, row: Row, key: ProblemKey, column: str | None = None, **facts: Fact) -> None:
        """Note something that was left out or changed without harm."""
        self._note(Severity.WARNING, row, key, column, facts)

    def text(self, row: Row, column: str) -> str:
        """The stripped text of a cell."""
        return cell(self.source, row, column)

    def take(self, row: Row, column: str, read: Callable[[str], T], instead: T) -> T:
        """What `read` makes of a cell, or `instead` with the error noted."""
        try:
            return read(self.text(row, column))
        except BadCell as bad:
            self._note(Severity.ERROR, row, bad.key, column, dict(bad.facts))
            return instead

    def _note(
        self,
        severity: Severity,
        row: Row,
        key: ProblemKey,
        column: str | None,
        facts: dict[str, Fact],
    ) -> None:
        label = self.source.header.labels.get(column, column) if column else None
        place = (self.source.name, row.number, row.line, label)
        self.problems.append(Problem(key, severity, *place, facts=facts))
