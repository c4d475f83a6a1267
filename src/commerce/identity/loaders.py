"""Batch functions of identity."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.identity import queries
from commerce.identity.powers import powers_of
from commerce.kernel.clock import now
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many, load_many
from commerce.kernel.reads import compiled

_ACCOUNTS = compiled(queries.accounts_by_id())
_SESSIONS = compiled(queries.open_sessions())
_ROLES = compiled(queries.roles_by_id())
_GRANTS = compiled(queries.grants_by_account())


async def account_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The account, without its secrets."""
    rows = await context.reader.all(_ACCOUNTS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def sessions_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """Where the account is signed in, the latest seen first; at most 100.

    An agent who acts as a buyer sees nothing of it.
    """
    if context.actor.impersonator_id is not None:
        return [[] for _ in ids]
    rows = await context.reader.all(_SESSIONS, ids=list(ids), at=now())
    return align_many(ids, rows, attrgetter("account_id"))


async def role_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The role."""
    rows = await context.reader.all(_ROLES, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def grants_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The roles that the account holds, each with where, in the order they were granted."""
    rows = await context.reader.all(_GRANTS, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))


async def permissions_of(ids: Sequence[UUID], context: Context) -> list[list[str]]:
    """What the account may do on the whole platform."""
    found = await load_many(grants_of, ids, context)
    return [sorted(powers_of(map(_plain, grants)).platform) for grants in found]


def _plain(row: Any) -> tuple[Any, ...]:
    return row.key, row.permissions, _text(row.seller_id), _text(row.channel_id)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
