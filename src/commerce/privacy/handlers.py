"""What privacy does in the background, by events."""

from commerce.identity.events import SessionOpened
from commerce.kernel.db import Tx
from commerce.kernel.events import on
from commerce.privacy import service
from commerce.privacy.events import ExportRequested


@on(ExportRequested)
async def put_together(tx: Tx, event: ExportRequested) -> None:
    """Put together what somebody asked for."""
    await service.make_export(tx, event.export_id)


@on(SessionOpened)
async def call_erasure_off(tx: Tx, event: SessionOpened) -> None:
    """Whoever signs in stays."""
    await service.cancel_erasure(tx, event.account_id)
