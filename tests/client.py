"""Runs GraphQL documents against the product the way the endpoint does, without HTTP.

Documents are compiled at once. Queries are asked a second time of the other executor, which must
give the same answer, except inside of `once`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import orjson

from commerce.app import App
from commerce.http.engine import graphql_engine
from commerce.kernel import outbox
from commerce.kernel.access import Actor
from commerce.kernel.audit import acting_as
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest
from commerce.kernel.reach import reach_of, reaching
from commerce.kernel.settings import load_settings
from tests.leaks import assert_discreet

COMPILED = True  # which executor is asked first
LISTS = ("products(", "searchSuggest(")
_compared: ContextVar[bool] = ContextVar("compared", default=True)


@cache
def engine(*, compiled: bool) -> Engine:
    settings = load_settings().model_copy(update={"compiled": compiled})
    return graphql_engine(settings, compile_at=1)


@contextmanager
def once() -> Iterator[None]:
    """Where it is counted what queries do, they run once."""
    token = _compared.set(False)
    yield
    _compared.reset(token)


async def run(
    app: App, document: str, *, actor: Actor, wanted: Wanted | None, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The whole answer: data, errors, extensions; lists show what happened before."""
    if any(name in document for name in LISTS):
        await outbox.drain(app.db)

    async def ask(engine: Engine) -> Answer:
        context = app.context(actor=actor, wanted=wanted)
        request = GraphQLRequest(document, variables=dict(variables))
        # What the engine sets ends with the request.
        with reaching(reach_of(actor)), acting_as(""):
            return await engine.run(request, context, allow_mutation=True)

    answer = await ask(engine(compiled=COMPILED))
    assert_discreet(answer.payload())
    if answer.kind == "query" and _compared.get():
        assert_same(answer, await ask(engine(compiled=not COMPILED)))
    return answer.payload()


def assert_same(answer: Answer, other: Answer) -> None:
    """Two executors told the same, to the byte."""
    assert answer.outcome == other.outcome
    assert orjson.dumps(answer.errors) == orjson.dumps(other.errors)
    assert orjson.dumps(answer.data) == orjson.dumps(other.data)
