"""Use cases of notifications: what is to be said is put down at once, and said later."""

from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.identity import service as identity
from commerce.identity.types import ContactKind, Told
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import ProviderFailed, Registry, ask
from commerce.kernel.postgres import default_data_dir
from commerce.kernel.reads import Reader
from commerce.kernel.settings import Settings
from commerce.notifications import rules
from commerce.notifications.folder import MailFolder, SmsFolder
from commerce.notifications.models import Message
from commerce.notifications.providers import (
    MAIL,
    SMS,
    Mail,
    MailProvider,
    Sms,
    SmsProvider,
    Undeliverable,
)
from commerce.notifications.types import MessageKind, MessageState
from commerce.privacy import service as privacy

_log = structlog.get_logger(__name__)
_AT_ONCE = 20


async def queue(tx: Tx, kind: MessageKind, subject_id: UUID, *, occasion: str = "") -> None:
    """Put down that somebody is to be told; once for each occasion."""
    row = {"id": new_id(), "key": f"{kind} {subject_id} {occasion}".strip(), "kind": kind}
    message = insert(Message).values(**row, subject_id=subject_id, created_at=now(), due_at=now())
    await tx.session.execute(message.on_conflict_do_nothing())


async def send_due(db: Database, registry: Registry, settings: Settings) -> int:
    """Send what is due; returns how many messages were taken.

    A message is taken for a while before it is sent, so that one whose sender died is sent
    again; therefore a person may get the same twice, which is better than never.
    """
    async with db.transaction() as tx:
        taken = await tx.all(
            select(Message)
            .where(Message.state == MessageState.WAITING, Message.due_at <= now())
            .order_by(Message.due_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        for message in taken:
            message.attempts += 1
            message.due_at = now() + rules.pause(message.attempts)
    carriers = _Carriers(registry, settings)
    for message in taken:
        state = await _send(db.reader(), message, carriers)
        if state is not MessageState.WAITING:
            async with db.transaction() as tx:
                await tx.session.execute(
                    update(Message)
                    .where(Message.id == message.id)
                    .values(state=state, done_at=now())
                )
                if message.kind is MessageKind.ERASED:
                    await privacy.note_told(tx, message.subject_id)
    return len(taken)


async def forget_old(tx: Tx) -> None:
    """Throw away messages of last month."""
    await tx.session.execute(delete(Message).where(Message.created_at < now() - rules.KEPT))


async def _send(reader: Reader, message: Any, carriers: "_Carriers") -> MessageState:
    told = await _told(reader, message)
    if told is None:
        return MessageState.DROPPED
    try:
        await carriers.carry(message.id, message.kind, told)
    except Undeliverable:
        _log.warning("message_undeliverable", message=str(message.id), kind=message.kind)
        return MessageState.FAILED
    except ProviderFailed:
        return MessageState.FAILED if message.attempts >= rules.MOST else MessageState.WAITING
    return MessageState.SENT


async def _told(reader: Reader, message: Any) -> Told | None:
    """Whom this message is for, as things stand at this moment."""
    if message.kind in rules.ABOUT_ACCOUNTS:
        return await identity.told_of_account(reader, message.subject_id)
    if message.kind is MessageKind.ERASED:
        return await privacy.told_of_erasure(reader, message.subject_id)
    if message.kind is MessageKind.EMAIL_CHANGED:
        return await identity.told_of_change(reader, message.subject_id)
    return await identity.told(reader, message.subject_id)


class _Carriers:
    """The providers in force: those of plugins, or in development a folder."""

    def __init__(self, registry: Registry, settings: Settings) -> None:
        self._settings = settings
        folder = outbox(settings) if settings.development else None
        self._mail: MailProvider | None = _only(registry.all(MAIL))
        self._sms: SmsProvider | None = _only(registry.all(SMS))
        if folder is not None:
            self._mail = self._mail or MailFolder(folder)
            self._sms = self._sms or SmsFolder(folder)

    async def carry(self, message_id: UUID, kind: MessageKind, told: Told) -> None:
        """Send one message.

        Raises:
            ProviderFailed: it may be tried again.
            Undeliverable: it may not.
        """
        words = rules.worded(kind, told, self._settings)
        to = told.contact.value
        if told.contact.kind is ContactKind.EMAIL and self._mail is not None:
            mail = Mail(message_id, to, words.subject, words.text, told.language)
            await self._ask("mail", self._mail.send(mail))
        elif told.contact.kind is ContactKind.PHONE and self._sms is not None:
            await self._ask("sms", self._sms.send(Sms(message_id, to, words.sms)))
        else:
            _log.error("no_provider", slot=told.contact.kind.value)
            raise ProviderFailed(told.contact.kind.value)

    async def _ask(self, what: str, answer: Any) -> None:
        try:
            await ask(what, answer, seconds=self._settings.provider_seconds)
        except ProviderFailed as failure:
            if isinstance(failure.__cause__, Undeliverable):
                raise failure.__cause__ from None
            raise


def outbox(settings: Settings) -> Path:
    """The folder that messages of development are written to."""
    return (settings.data_dir or default_data_dir()) / "outbox"


def _only(found: dict[str, Any]) -> Any:
    return next(iter(found.values()), None)
