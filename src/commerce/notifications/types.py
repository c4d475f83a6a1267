"""Values of notifications."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What people are told."""

    REGISTER = "register"
    KNOWN = "known"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    VERIFY = "verify"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGED = "email_changed"
    PASSWORD_RESET = "password_reset"
    PASSWORD_CHANGED = "password_changed"
    REFRESH_REUSED = "refresh_reused"
    ERASE = "erase"
    ERASURE_REQUESTED = "erasure_requested"
    ERASURE_CANCELLED = "erasure_cancelled"
    ERASED = "erased"
    EXPORT_READY = "export_ready"
    INVITATION = "invitation"


class MessageState(StrEnum):
    """A message is sent; or dropped, when there is nothing to say any more; or given up."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
