"""SELECT statements of the audit trail."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, String, bindparam, func, select, text

from commerce.audit.models import AuditEntry
from commerce.audit.types import AuditAction, Wanted
from commerce.kernel import pages
from commerce.kernel.switches import SwitchRow
from commerce.kernel.tables import Rows

NEWEST: Sequence[pages.Key] = (
    pages.Key("position", AuditEntry.position, pages.whole, descending=True),
)
_NEXT_TO_SLASH = "0"
# One pass over the index: each entry beside the one before it. `:floor` is below `:after` only at
# the beginning, where nothing may stand.
VERIFY = text("""
    with stretch as (
        select position, link,
            coalesce(lag(position) over along, :after) as before,
            audit_hash(
                coalesce(
                    lag(link) over along,
                    (select e.link from audit_entry e where e.position = :after),
                    sha256('')),
                position, at, actor, request_id, action, kind, row_id, before, after
            ) as expected
        from audit_entry
        where position > :floor
        window along as (order by position)
        order by position
        limit :most)
    select count(*) as entries, max(position) as last,
        min(before) filter (where position <> before + 1) as gap_after,
        min(position) filter (where link <> expected) as altered,
        (select h.entries from audit_head h) as head_entries,
        (select encode(h.link, 'hex') from audit_head h) as head_hash,
        (select h.link from audit_head h) = coalesce(
            (select e.link from audit_entry e order by e.position desc limit 1),
            sha256('')) as head_fits
    from stretch
""")
WATCHED = text("""
    select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname = 'audit_note' and t.tgenabled = 'O'
""")


def entries() -> Rows:
    """All entries."""
    entry = AuditEntry
    return select(
        entry.position,
        entry.at,
        entry.actor,
        entry.request_id,
        entry.action,
        entry.kind,
        entry.row_id,
        entry.before,
        entry.after,
        func.encode(entry.link, "hex").label("hash"),
    )


def wanted(which: Wanted) -> Rows:
    """Entries that are asked for."""
    entry, stmt = AuditEntry, entries()
    same = {
        entry.actor: which.actor,
        entry.action: which.action and which.action.value,
        entry.kind: which.kind,
        entry.request_id: which.request_id,
    }
    for column, value in same.items():
        if value is not None:
            stmt = stmt.where(column == value)
    if which.row is not None:
        # The row itself, and rows whose key begins with its key.
        stmt = stmt.where(entry.row_id >= which.row, entry.row_id < which.row + _NEXT_TO_SLASH)
    if which.since is not None:
        stmt = stmt.where(entry.at >= which.since)
    if which.until is not None:
        stmt = stmt.where(entry.at < which.until)
    return stmt


def following(which: Wanted, after: int, most: int) -> Rows:
    """The next entries after a place, oldest first."""
    stmt = wanted(which).where(AuditEntry.position > after)
    return stmt.order_by(AuditEntry.position).limit(most)


def security(which: Wanted) -> Rows:
    """Security events among the entries."""
    return wanted(which).where(AuditEntry.action == AuditAction.EVENT.value)


def hash_at() -> Rows:
    """The hash of the entry at `:position`."""
    place = bindparam("position", type_=BigInteger())
    return select(func.encode(AuditEntry.link, "hex").label("hash")).where(
        AuditEntry.position == place
    )


def switches() -> Rows:
    """What is stopped, oldest first."""
    return select(*SwitchRow.__table__.c).order_by(SwitchRow.since)


def switch() -> Rows:
    """The switch `:name`, locked for change."""
    wanted_name = bindparam("name", type_=String())
    return select(SwitchRow).where(SwitchRow.name == wanted_name).with_for_update()
