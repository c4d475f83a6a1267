"""Array parameters whose length the planner does not look at, so that it plans once.

PostgreSQL plans a prepared statement anew at every call as long as the plan for the array at hand
looks cheaper than one for ten elements. For a few ids it always does, and the planning of a join
takes longer than the join.
"""

from typing import Any

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine


def given(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """The array `:name`."""
    return cast(select(bindparam(name, type_=ARRAY(kind))).scalar_subquery(), ARRAY(kind))


def any_id(name: str = "ids") -> Any:
    """One of the ids `:name`, for comparison with a column."""
    return any_(given(name, Uuid()))


def table_of(alias: str, **columns: tuple[str, TypeEngine[Any]]) -> Any:
    """Rows made of arrays of one length; `columns` are parameter and type by column name."""
    arrays = [given(name, kind) for name, kind in columns.values()]
    made = [column(name, kind) for name, (_, kind) in columns.items()]
    return func.unnest(*arrays).table_valued(*made, name=alias).render_derived()
