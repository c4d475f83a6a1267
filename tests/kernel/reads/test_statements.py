"""From SQLAlchemy to text with numbered parameters."""

import sys
from uuid import UUID

import pytest
from sqlalchemy import Uuid, any_, bindparam, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.catalog.models import Product
from commerce.catalog.types import ProductStatus
from commerce.kernel.reads import Statement, compiled, per_request
from commerce.kernel.reads import statements as shapes

ONE = UUID("01890000-0000-7000-8000-000000000001")
GOODS = table("goods", column("name"), column("size"))


def test_known_values_are_part_of_a_statement_compiled_at_import() -> None:
    stmt = select(Product.id).where(
        Product.status == ProductStatus.ACTIVE, Product.slug == bindparam("slug")
    )

    statement = compiled(stmt.limit(3))

    assert "status = 'active'" in statement.sql
    assert "slug = $1" in statement.sql
    assert "LIMIT 3" in statement.sql
    assert statement.names == ("slug",)
    assert statement.lasting
    assert statement.values({"slug": "tea", "unused": 1}) == ["tea"]


def test_statements_that_say_the_same_are_the_same() -> None:
    twice = [compiled(select(GOODS.c.name)) for _ in range(2)]
    other = compiled(select(GOODS.c.size))

    assert twice[0] == twice[1] != other
    assert len({*twice, other}) == 2
    assert twice[0].sql == twice[1].sql


def test_every_statement_of_the_program_can_become_text() -> None:
    found = [
        each
        for name, module in sorted(sys.modules.items())
        if name.startswith("commerce.")
        for value in vars(module).values()
        for each in (value.values() if isinstance(value, dict) else [value])
        if isinstance(each, Statement)
    ]

    assert len(found) > 80
    assert all(each.sql for each in found)


def test_a_value_that_is_not_given_is_an_error() -> None:
    statement = compiled(select(GOODS.c.name).where(GOODS.c.size == bindparam("size")))

    with pytest.raises(TypeError, match="size"):
        statement.values({})


def test_a_parameter_used_twice_is_sent_once() -> None:
    name = bindparam("name")

    statement = compiled(select(GOODS.c.size).where((GOODS.c.name == name) | (name == "all")))

    assert statement.names == ("name",)
    assert "$2" not in statement.sql


def test_quotes_and_signs_in_known_values_stay_what_they_are() -> None:
    text = "it's 100% \\ :x $1"

    statement = compiled(select(GOODS.c.size).where(GOODS.c.name == literal(text)))

    assert "'it''s 100% \\ :x $1'" in statement.sql
    assert statement.names == ()


async def test_quotes_and_signs_mean_the_same_to_the_server(ask) -> None:
    text = "it's 100% \\ :x $1"
    statement = compiled(select(literal(text), func.length(bindparam("other", "a'%"))))

    assert await ask(statement.sql) == [(text, 3)]


def test_statements_built_per_request_share_their_shape_but_not_their_values() -> None:
    def built(size: int, *names: str) -> Statement:
        return per_request(
            select(GOODS.c.name).where(GOODS.c.size == size, GOODS.c.name.in_(names)).limit(size)
        )

    built(1, "a")
    before = len(shapes._SHAPES)
    first, second, third = built(2, "a"), built(3, "b"), built(4, "c", "d")

    assert len(shapes._SHAPES) == before
    assert first.sql == second.sql != third.sql
    assert first.values({}) == [2, 2, "a"]
    assert second.values({}) == [3, 3, "b"]
    assert third.values({}) == [4, 4, "c", "d"]
    assert not first.lasting


def test_a_statement_built_per_request_may_leave_values_open() -> None:
    ids = bindparam("ids", type_=ARRAY(Uuid))

    statement = per_request(select(Product.slug).where(Product.id == any_(ids)))

    assert statement.values({"ids": [ONE]}) == [[ONE]]
    with pytest.raises(TypeError):
        statement.values({})


def test_slow_statements_are_marked() -> None:
    assert compiled(select(GOODS.c.name), slow=True).slow
    assert per_request(select(GOODS.c.name), slow=True).slow
    assert not compiled(select(GOODS.c.name)).slow
