"""Whether the trail is whole: every link, its end, and the triggers that write it."""

from sqlalchemy import BigInteger, bindparam

from commerce.audit import queries, rules
from commerce.audit.types import Anchor, Damage, Verdict
from commerce.kernel import triggers
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.tables import Base

_STRETCH = 50_000
_BELOW_ALL = -(2**63)
_VERIFY = compiled(
    queries.VERIFY.bindparams(
        *(bindparam(name, type_=BigInteger()) for name in ("after", "floor", "most"))
    ),
    slow=True,
)
_WATCHED = compiled(queries.WATCHED)
_HASH_AT = compiled(queries.hash_at())


def attach_triggers(url: str) -> list[str]:
    """Watch every table of the migrated database at `url`; returns those where it changed."""
    return triggers.attach(url, triggers.watches(Base.metadata, rules.UNWATCHED))


async def verify(reader: Reader, anchor: Anchor | None = None) -> Verdict:
    """Compute every hash anew; PostgreSQL does it, in long stretches.

    An `anchor` that was noted outside finds a trail that was written anew from end to end.
    """
    last = 0
    while True:
        floor = last or _BELOW_ALL
        stretch = await reader.first(_VERIFY, after=last, floor=floor, most=_STRETCH)
        assert stretch is not None
        found = rules.first_damage(stretch)
        last = stretch.last or last
        ended = stretch.entries < _STRETCH
        if found is None and ended:
            found = rules.damaged_end(stretch, last) or await _against(reader, anchor)
        if found is not None or ended:
            break
    damage, position = found or (None, None)
    return Verdict(
        entries=stretch.head_entries or 0,
        hash=stretch.head_hash or "",
        damage=damage,
        position=position,
        unwatched=await _unwatched(reader),
    )


async def _against(reader: Reader, anchor: Anchor | None) -> tuple[Damage, int] | None:
    if anchor is None:
        return None
    stored = await reader.scalar(_HASH_AT, position=anchor.position)
    return None if stored == anchor.hash.lower() else (Damage.ALTERED, anchor.position)


async def _unwatched(reader: Reader) -> tuple[str, ...]:
    watched = {row.name for row in await reader.all(_WATCHED)}
    wanted = {each.table for each in triggers.watches(Base.metadata, rules.UNWATCHED)}
    return tuple(sorted(wanted - watched))
