"""Switches that stop a part of the system, and what each process knows of them.

A process looks at them more than twice a second, outside of any request: so asking costs nothing,
and a switch is in force everywhere within a second.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import PublicError
from commerce.kernel.privacy import INTERNAL
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.tables import Record
from commerce.kernel.text import texts
from commerce.kernel.walls import backstage

log = structlog.get_logger(__name__)
EVERY_SECONDS = 0.4


class Switch(StrEnum):
    """What can be stopped."""

    READ_ONLY = "read_only"
    PAYOUTS = "payouts"


class SwitchRow(Record):
    """A switch that is on."""

    __tablename__ = "kernel_switch"
    __table_args__ = backstage("select")

    name: Mapped[str] = mapped_column(String(32), unique=True, info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(500), info=INTERNAL)
    since: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


_ON = compiled(select(SwitchRow.name))
_THIS = compiled(select(SwitchRow.name).where(SwitchRow.name == bindparam("name", type_=String())))
_TEXTS = {
    Switch.READ_ONLY: texts(
        en="The shop takes no changes at the moment. Please come back a little later.",
        ru="Сейчас магазин не принимает изменений. Пожалуйста, зайдите немного позже.",
        uz="Hozircha doʻkonda oʻzgarish qilib boʻlmaydi. Iltimos, birozdan keyin qaytib keling.",
    ),
    Switch.PAYOUTS: texts(
        en="Payouts are stopped at the moment.",
        ru="Выплаты сейчас приостановлены.",
        uz="Toʻlovlarni chiqarish hozircha toʻxtatilgan.",
    ),
}


class Stopped(PublicError):
    """The system was told to do no such thing for now."""

    extensions_code = "STOPPED"

    def __init__(self, switch: Switch, language: str) -> None:
        super().__init__(_TEXTS[switch].say(language))


class ReadOnly(Stopped):
    """No change is taken for now."""

    extensions_code = "READ_ONLY"


class Switches:
    """Which switches are on, as of less than a second ago."""

    def __init__(self) -> None:
        self.on: Collection[str] = ()

    async def look(self, reader: Reader) -> None:
        """See now which are on."""
        self.on = frozenset(row.name for row in await reader.all(_ON))

    async def watch(self, reader: Reader) -> None:
        """Keep looking; while the database does not answer, what was seen last stays."""
        while True:
            try:
                await self.look(reader)
            except Exception as error:
                log.warning("switches_not_seen", reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)


async def check(tx: Tx, switch: Switch, language: str) -> None:
    """Let a transaction go on unless this switch is on, to the moment.

    Raises:
        Stopped: it is on.
    """
    if await tx.rows(_THIS, name=switch.value):
        raise Stopped(switch, language)
