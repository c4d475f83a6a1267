"""The slots of providers that carry messages; of each at most one is enabled."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from commerce.kernel.plugins import Slot


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in plain text; `id` is the same when it is sent again."""

    id: UUID
    to: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Sms:
    """A short message to a number in E.164; `id` is the same when it is sent again."""

    id: UUID
    to: str
    text: str


class Undeliverable(Exception):
    """The other side will never take this message: sending it again is no use."""


class MailProvider(Protocol):
    """Carries mail; is never asked inside a transaction."""

    async def send(self, mail: Mail) -> None:
        """Hand a mail over; whatever it raises means that it may be tried again.

        Raises:
            Undeliverable: trying again is no use.
        """
        ...


class SmsProvider(Protocol):
    """Carries short messages; is never asked inside a transaction."""

    async def send(self, sms: Sms) -> None:
        """Hand a message over; whatever it raises means that it may be tried again.

        Raises:
            Undeliverable: trying again is no use.
        """
        ...


MAIL: Slot[MailProvider] = Slot("mail")
SMS: Slot[SmsProvider] = Slot("sms")
