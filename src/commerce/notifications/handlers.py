"""What people are told about, by the events of the domains below."""

from commerce.identity.events import (
    AccountEmailChanged,
    ChallengeIssued,
    PasswordChanged,
    RefreshReused,
)
from commerce.kernel.db import Tx
from commerce.kernel.events import on
from commerce.notifications.service import queue
from commerce.notifications.types import MessageKind
from commerce.privacy.events import (
    AccountErased,
    ErasureCancelled,
    ErasureRequested,
    ExportReady,
)

_KINDS = frozenset(MessageKind)


@on(ChallengeIssued)
async def tell_challenge(tx: Tx, event: ChallengeIssued) -> None:
    """Send the link or the code; a purpose that there are no words for is not told."""
    if event.purpose in _KINDS:
        kind, occasion = MessageKind(event.purpose), str(event.sent)
        await queue(tx, kind, event.challenge_id, occasion=occasion)


@on(AccountEmailChanged)
async def tell_old_address(tx: Tx, event: AccountEmailChanged) -> None:
    """Tell the address that was replaced."""
    await queue(tx, MessageKind.EMAIL_CHANGED, event.challenge_id)


@on(PasswordChanged)
async def tell_password_changed(tx: Tx, event: PasswordChanged) -> None:
    """Tell the owner that the password is another one."""
    occasion = str(event.version)
    await queue(tx, MessageKind.PASSWORD_CHANGED, event.account_id, occasion=occasion)


@on(RefreshReused)
async def tell_refresh_reused(tx: Tx, event: RefreshReused) -> None:
    """Tell the owner that a session was stolen."""
    occasion = str(event.session_id)
    await queue(tx, MessageKind.REFRESH_REUSED, event.account_id, occasion=occasion)


@on(ErasureRequested)
async def tell_erasure_requested(tx: Tx, event: ErasureRequested) -> None:
    """Tell the owner of an account that it will be erased, and how to stop it."""
    if event.days:
        occasion = str(event.erasure_id)
        await queue(tx, MessageKind.ERASURE_REQUESTED, event.account_id, occasion=occasion)


@on(ErasureCancelled)
async def tell_erasure_cancelled(tx: Tx, event: ErasureCancelled) -> None:
    """Tell the owner of an account that it stays."""
    occasion = str(event.erasure_id)
    await queue(tx, MessageKind.ERASURE_CANCELLED, event.account_id, occasion=occasion)


@on(AccountErased)
async def tell_erased(tx: Tx, event: AccountErased) -> None:
    """Tell somebody that they were erased."""
    await queue(tx, MessageKind.ERASED, event.erasure_id)


@on(ExportReady)
async def tell_export_ready(tx: Tx, event: ExportReady) -> None:
    """Tell somebody that they can fetch all that is kept about them."""
    await queue(tx, MessageKind.EXPORT_READY, event.account_id, occasion=str(event.export_id))
