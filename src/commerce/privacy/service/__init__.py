"""Use cases of privacy."""

from commerce.privacy.service.erasures import (
    cancel_erasure,
    erase_due,
    note_told,
    request_erasure,
    told_of_erasure,
)
from commerce.privacy.service.everything import erase, export, forget_old
from commerce.privacy.service.exports import (
    fetch_export,
    forget_exports,
    make_export,
    request_export,
)

__all__ = [
    "cancel_erasure",
    "erase",
    "erase_due",
    "export",
    "fetch_export",
    "forget_exports",
    "forget_old",
    "make_export",
    "note_told",
    "request_erasure",
    "request_export",
    "told_of_erasure",
]
