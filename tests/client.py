"""Runs GraphQL documents against the product the way the endpoint does, without HTTP."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from commerce.app import App
from commerce.http.engine import graphql_engine
from commerce.kernel import outbox
from commerce.kernel.access import Actor
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.engine import Engine, GraphQLRequest
from commerce.kernel.settings import load_settings
from tests.leaks import assert_discreet


@cache
def engine() -> Engine:
    return graphql_engine(load_settings())


async def run(
    app: App, document: str, *, actor: Actor, wanted: Wanted | None, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The whole answer: data, errors, extensions. What happened before has arrived by then."""
    while await outbox.deliver(app.db):
        pass
    context = app.context(actor=actor, wanted=wanted)
    request = GraphQLRequest(document, variables=dict(variables))
    answer = (await engine().run(request, context, allow_mutation=True)).payload()
    assert_discreet(answer)
    return answer
