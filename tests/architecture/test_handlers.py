"""Every event handler does its work once, however often the event comes: generated."""

from dataclasses import fields
from types import UnionType
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import select

from commerce.app import DOMAINS, import_all
from commerce.demo.seed import seed_now
from commerce.kernel.db import Database
from commerce.kernel.events import Event, Subscription, restore, subscriptions
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.tables import OutboxRow
from tests.architecture.sources import ROOT
from tests.state import stored

import_all("handlers")
HANDLERS = {each.key: each for each in subscriptions()}
SAMPLES: dict[Any, Any] = {str: "text", int: 1, bool: True}


def test_every_module_of_handlers_handles_something() -> None:
    modules = {
        f"commerce.{domain}.handlers"
        for domain in DOMAINS
        if (ROOT / "src" / "commerce" / domain / "handlers.py").exists()
    }

    assert {key.rpartition(".")[0] for key in HANDLERS} >= modules


async def test_every_handler_run_twice_leaves_the_same_state(app, db, reader, tmp_path) -> None:
    app.settings = app.settings.model_copy(update={"data_dir": tmp_path})
    await seed_now(app)

    for handler in HANDLERS.values():
        happened = await events_of(reader, handler)
        for event in happened:
            await handle(db, handler, event)
        once = await stored(reader)
        for event in happened:
            await handle(db, handler, event)

        assert await stored(reader) == once, handler.key


async def handle(db: Database, handler: Subscription, event: Event) -> None:
    async with db.transaction() as tx:
        await handler.handle(tx, [event])


async def events_of(reader: Reader, handler: Subscription) -> list[Event]:
    """What happened in the demo shop, and one event of each kind about what is not there."""
    told = []
    for kind in handler.kinds:
        stmt = select(OutboxRow.payload).where(OutboxRow.name == kind.name)
        rows = await reader.all(compiled(stmt.order_by(OutboxRow.id).limit(20)))
        told += [restore(kind.name, row.payload) for row in rows]
        told.append(kind(**{f.name: value_of(f.type) for f in fields(kind)}))
    return told


def value_of(kind: Any) -> Any:
    if isinstance(kind, UnionType):
        return None if type(None) in get_args(kind) else value_of(get_args(kind)[0])
    return new_id() if kind is UUID else SAMPLES[kind]
