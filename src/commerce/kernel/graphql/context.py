"""What every resolver may reach through `info.context`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from commerce.kernel.access import GUEST, Actor
from commerce.kernel.cache import Cache
from commerce.kernel.cookies import Cookies
from commerce.kernel.db import Database
from commerce.kernel.errors import BadInput
from commerce.kernel.networks import NOBODY, Visitor
from commerce.kernel.plugins import Registry
from commerce.kernel.rates import Limiter
from commerce.kernel.reads import Reader, Tally
from commerce.kernel.settings import Settings
from commerce.kernel.switches import Switches


@dataclass(frozen=True, slots=True)
class Wanted:
    """The market the client asks for, by `@inContext` or header; None means the default."""

    channel: str | None = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None


@dataclass(slots=True)
class Context:
    """One request. Its market is filled in by the edge before any resolver runs.

    `budget` is what is left to the caller once the operation was admitted.
    """

    db: Database
    reader: Reader
    registry: Registry
    cache: Cache
    settings: Settings
    limiter: Limiter
    actor: Actor = GUEST
    wanted: Wanted = field(default_factory=Wanted)
    found_market: Any = None
    cookies: Cookies = field(default_factory=Cookies)
    request_id: str = ""
    visitor: Visitor = NOBODY
    budget: Mapping[str, int] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    loaders: dict[Any, Any] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    readings: dict[tuple[str, UUID], set[str]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language texts are answered in."""
        return str(self.found_market.language) if self.found_market else "en"

    @property
    def market(self) -> Any:
        """The market the request is answered in.

        Raises:
            BadInput: the shop has no channel yet.
        """
        if self.found_market is None:
            raise BadInput("this shop has no channel yet")
        return self.found_market

    @property
    def statements(self) -> int:
        """SQL statements run so far."""
        return self.tally.statements

    def note_reading(self, kind: str, row_id: UUID, name: str) -> None:
        """Somebody's personal data is in the answer; remembered for those who are on record."""
        if self.actor.audited:
            self.readings.setdefault((kind, row_id), set()).add(name)

    def forget(self) -> None:
        """Drop loader caches: called after each mutation."""
        self.loaders.clear()
