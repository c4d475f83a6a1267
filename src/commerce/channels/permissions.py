"""Permissions of channels."""

from sqlalchemy import ColumnElement

from commerce.channels.models import Channel
from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import of_channels

CHANNEL_WRITE = permission("CHANNEL_WRITE", "Create and change channels.", of_channel=True)


def writable_by(actor: Actor) -> ColumnElement[bool]:
    """The channels an actor may change; only who may change all may open another one."""
    return of_channels(Channel.id, actor, CHANNEL_WRITE)
