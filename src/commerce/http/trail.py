"""What the audit trail and the switches ask of every operation."""

from typing import Any

from graphql import FieldNode, OperationDefinitionNode, OperationType
from sqlalchemy.exc import DBAPIError

from commerce.audit import service as audit
from commerce.kernel.audit import acting
from commerce.kernel.errors import Unavailable
from commerce.kernel.switches import ReadOnly, Switch

# Whoever has stopped the system must be able to start it again.
_NEVER_STOPPED = frozenset({"systemFreeze", "systemUnfreeze"})


def enter_record(context: Any) -> None:
    """From here on the request writes in the name of its caller, if that is to be on record."""
    actor = context.actor
    acting.set(actor.subject if actor.audited else "")


def check_switches(context: Any, operation: OperationDefinitionNode) -> None:
    """Let an operation pass.

    Raises:
        ReadOnly: it is a mutation, and the system takes none for now.
    """
    if (
        Switch.READ_ONLY in context.switches.on
        and operation.operation is OperationType.MUTATION
        and not _about_switches(operation)
    ):
        raise ReadOnly(Switch.READ_ONLY, context.language)


def _about_switches(operation: OperationDefinitionNode) -> bool:
    return all(
        isinstance(each, FieldNode) and each.name.value in _NEVER_STOPPED
        for each in operation.selection_set.selections
    )


async def record_readings(context: Any) -> None:
    """Before an answer is given: put on record whose personal data is in it.

    Raises:
        Unavailable: that could not be written.
    """
    if not context.readings:
        return
    try:
        await audit.note_readings(context.db, context.readings)
    except DBAPIError as error:
        raise Unavailable("this reading cannot be put on record now") from error
