"""Statements as the driver takes them: text with `$1..$n` and the order of the parameters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, ClauseElement, Executable
from sqlalchemy.dialects.postgresql import psycopg as dialect_module
from sqlalchemy.sql import visitors
from sqlalchemy.types import NullType
from sqlalchemy.util import LRUCache

from commerce.kernel.sealing import Sealed
from commerce.kernel.walls import PLATFORM, narrowest_role

Opens = tuple[tuple[int, Callable[[Any], Any]], ...]
_DIALECT = dialect_module.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
# Texts of statements built per request, by the shape of the statement: compiling one costs
# more than running it.
_SHAPES: LRUCache[Any, Any] = LRUCache(1000)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with its fixed parameters; the others are given at each call.

    `names` are the parameters in the order of `$1..$n`. A `slow` statement never shares a
    connection, so that nobody waits behind it. A `lasting` one is planned once for all values.
    `opens` are the columns of its rows that are sealed, and what opens each. `role` is the one
    with the least reach that may run it; of bare text nobody knows.
    """

    sql: str
    names: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict, hash=False)
    slow: bool = False
    lasting: bool = False
    opens: Opens = ()
    role: str = PLATFORM

    def values(self, params: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order of `$1..$n`.

        Raises:
            TypeError: one was not given.
        """
        fixed = self.fixed
        try:
            return [params[name] if name in params else fixed[name] for name in self.names]
        except KeyError as error:
            raise TypeError(f"the statement needs a value for {error}") from None

    def opened(self, rows: list[Any]) -> list[Any]:
        """The rows with what is sealed in them opened.

        Raises:
            BrokenSeal: a value was changed in the database.
        """
        for at, row in enumerate(rows):
            values = list(row)
            for column, open_ in self.opens:
                values[column] = open_(values[column])
            rows[at] = row._make(values)
        return rows


class _Compiled(Statement):
    """A statement that becomes text when it is first used: a start should not wait for all."""

    __slots__ = ("_stmt",)

    def __init__(self, stmt: Executable, *, slow: bool) -> None:
        for name, value in (("_stmt", stmt), ("slow", slow), ("lasting", True)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Asked for what is not there yet: the text, its parameters."""
        if name not in self.__match_args__:
            raise AttributeError(name)
        spoken: Any = visitors.replacement_traverse(cast(ClauseElement, self._stmt), {}, _spoken)
        role = narrowest_role(cast(ClauseElement, self._stmt))
        made = _statement(
            spoken.compile(dialect=_DIALECT), None, slow=self.slow, lasting=True, role=role
        )
        for each in self.__match_args__:
            object.__setattr__(self, each, getattr(made, each))
        return getattr(self, name)


def compiled(stmt: Executable, *, slow: bool = False) -> Statement:
    """Turn a SQLAlchemy statement into text once; its `bindparam`s stay open.

    Values that are already known become part of the text, so that a plan made for all calls
    can count on them: only then does a partial index serve it.
    """
    return _Compiled(stmt, slow=slow)


def per_request(stmt: Executable, *, slow: bool = False) -> Statement:
    """The text of a statement built for this request; one of a known shape is not compiled."""
    done, values, *_ = stmt._compile_w_cache(_DIALECT, compiled_cache=_SHAPES, column_keys=[])
    return _statement(done, values, slow=slow, lasting=False, role=_role_of(done))


@lru_cache(1000)
def _role_of(done: Any) -> str:
    """Found out once for each shape."""
    return narrowest_role(done.statement)


def _spoken(element: Any, **_: Any) -> Any:
    """A known value as text in place of its parameter; None leaves the element as it is."""
    if not isinstance(element, BindParameter) or element.required or element.value is None:
        return None
    if element.expanding or isinstance(element.type, NullType):
        return None
    return element.render_literal_execute()


def _statement(done: Any, values: Any, *, slow: bool, lasting: bool, role: str) -> Statement:
    given = done.construct_params(extracted_parameters=values, _check=False)
    sql, names, processors = done.string, done.positiontup, done._bind_processors
    if done.post_compile_params or done.literal_execute_params:
        state = done._process_parameters_for_postcompile(given)
        sql, names, given = state.statement, state.positiontup, state.parameters
        processors = {**processors, **state.processors}
    missing = {name for name, bind in done.binds.items() if bind.required}
    fixed = {
        name: processors[name](given[name]) if name in processors else given[name]
        for name in names
        if name not in missing
    }
    return Statement(sql, tuple(names), fixed, slow, lasting, _opens(done), role)


def _opens(done: Any) -> Opens:
    return tuple(
        (at, column.type.process_result_value)
        for at, column in enumerate(done._result_columns)
        if isinstance(column.type, Sealed)
    )
