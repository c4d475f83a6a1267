"""Several relays beside each other."""

import asyncio

from commerce.kernel import events, outbox
from commerce.kernel.db import Tx
from tests.kernel.happened import Happened, listening, tell

__all__ = ["listening"]


async def test_relays_beside_each_other_deliver_each_event_once(race, listening) -> None:
    heard = []

    @events.on(Happened)
    async def hear(tx: Tx, event: Happened) -> None:
        await asyncio.sleep(0.001)
        heard.append(event.note)

    await tell(race.db, *(str(n) for n in range(60)))
    await asyncio.gather(*(outbox.deliver(race.db, limit=10) for _ in range(5)))
    while await outbox.deliver(race.db):
        pass

    assert sorted(heard, key=int) == [str(n) for n in range(60)]
