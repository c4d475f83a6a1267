"""Rows narrowed to what a permission of an actor reaches, as a WHERE clause."""

from typing import Any

from sqlalchemy import ColumnElement, Uuid, any_, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.access import Actor


def of_sellers(column: Any, actor: Actor, permission: str) -> ColumnElement[bool]:
    """Rows whose seller, in `column`, is one that the actor holds the permission for.

    Who holds it for the platform reaches all; who does not hold it reaches none.
    """
    if actor.may_everywhere(permission):
        return true()
    return among(column, actor.sellers_with(permission))


def of_channels(column: Any, actor: Actor, permission: str) -> ColumnElement[bool]:
    """Rows whose channel, in `column`, is one that the actor holds the permission for."""
    if actor.may_everywhere(permission):
        return true()
    return among(column, actor.channels_with(permission))


def among(column: Any, ids: Any) -> ColumnElement[bool]:
    """Rows with one of these ids in `column`; with none, no rows."""
    found: ColumnElement[bool] = column == any_(literal(sorted(ids), ARRAY(Uuid())))
    return found
