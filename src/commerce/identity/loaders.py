"""Batch functions of identity."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.identity import queries
from commerce.kernel.clock import now
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many
from commerce.kernel.reads import compiled

_ACCOUNTS = compiled(queries.accounts_by_id())
_FACTORS = compiled(queries.factors())
_LINKS = compiled(queries.links())
_PASSKEYS = compiled(queries.passkeys())
_SESSIONS = compiled(queries.open_sessions())


async def account_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The account, without its secrets."""
    rows = await context.reader.all(_ACCOUNTS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def sessions_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """Where the account is signed in, the latest seen first; at most 100."""
    rows = await context.reader.all(_SESSIONS, ids=list(ids), at=now())
    return align_many(ids, rows, attrgetter("account_id"))


async def factors_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The second factors of the account."""
    rows = await context.reader.all(_FACTORS, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))


async def passkeys_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The passkeys of the account, the oldest first."""
    rows = await context.reader.all(_PASSKEYS, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))


async def links_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The providers of identities that lead to the account, the oldest first."""
    rows = await context.reader.all(_LINKS, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))
