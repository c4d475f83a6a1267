"""How many SQL statements a guest's whole way costs."""

from commerce.kernel.access import GUEST
from tests.client import run
from tests.flows.journey import Journey

LIMIT = 35


async def test_a_guests_whole_checkout_of_two_sellers_takes_at_most_35_statements(
    app, make, market
) -> None:
    tea, cup = await make.offer(stock=5), await make.offer(stock=5)
    spent: list[tuple[str, int]] = []

    async def call(document: str, **variables: object) -> dict:
        answer = await run(app, document, actor=GUEST, wanted=None, variables=variables)
        assert "errors" not in answer, answer["errors"]
        spent.append((next(iter(answer["data"])), answer["extensions"]["cost"]["sql"]))
        return dict(answer["data"])

    journey = await Journey(call).ready([(tea.id, 1), (cup.id, 2)])
    payload = await journey.complete()

    assert payload["orderGroup"]["state"] == "PLACED"
    assert sum(count for _, count in spent) <= LIMIT, spent
