"""SELECT statements of channels."""

from typing import Any

from sqlalchemy import BindParameter, String, Uuid, bindparam, select

from commerce.channels.models import Channel
from commerce.kernel.arrays import any_id
from commerce.kernel.tables import Rows


def by_slug() -> Rows:
    """The active channel named `:slug`, or the oldest one when `:slug` is null."""
    slug: BindParameter[str] = bindparam("slug", type_=String())
    return (
        select(*Channel.__table__.c)
        .where(Channel.active, (Channel.slug == slug) | slug.is_(None))
        .order_by(Channel.created_at, Channel.id)
        .limit(1)
    )


def active() -> Rows:
    """All active channels, oldest first."""
    return (
        select(*Channel.__table__.c)
        .where(Channel.active)
        .order_by(Channel.created_at, Channel.id)
        .limit(50)
    )


def by_id() -> Rows:
    """The channel `:id`, active or not."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    return select(*Channel.__table__.c).where(Channel.id == wanted)


def by_ids() -> Rows:
    """The channels `:ids`, active or not."""
    return select(*Channel.__table__.c).where(Channel.id == any_id())


def active_by_id() -> Rows:
    """The active channel with the id `:id`."""
    wanted = bindparam("id", type_=Uuid())
    return select(*Channel.__table__.c).where(Channel.active, Channel.id == wanted)
