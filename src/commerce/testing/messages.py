"""What every provider of mail and of short messages must hold to.

`MAIL_CHECKS` and `SMS_CHECKS` are coroutine functions that take a case: the provider, and a
function that tells what has arrived at the other side. A plugin's tests run each of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from commerce.kernel.ids import new_id
from commerce.notifications.providers import Mail, MailProvider, Sms, SmsProvider

P = TypeVar("P")
SUBJECT = "Kodingiz 123456: ʻoʻzʼ, Код, code"
TEXT = "Assalomu alaykum!\n\nҲавола: https://shop.example/account#token=a.b_c-d\n.\nA line.\n"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as the other side has it; an SMS has no subject."""

    to: str
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Case(Generic[P]):
    """A provider under test, and what has arrived, in any order."""

    provider: P
    arrived: Callable[[], Sequence[Arrived]]


MailCheck = Callable[[Case[MailProvider]], Awaitable[None]]
SmsCheck = Callable[[Case[SmsProvider]], Awaitable[None]]


def _mail(to: str = "aziza@example.uz") -> Mail:
    return Mail(new_id(), to, SUBJECT, TEXT, "uz-Latn")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


async def delivers_a_mail_letter_by_letter(case: Case[MailProvider]) -> None:
    """Subject and text arrive as they were written, in every script, dots and links whole."""
    await case.provider.send(_mail())
    (found,) = case.arrived()
    assert (found.to, found.subject) == ("aziza@example.uz", SUBJECT)
    assert _lines(found.text) == _lines(TEXT)


async def sends_each_mail_to_its_own_reader(case: Case[MailProvider]) -> None:
    """Mails that are sent at the same time do not mix."""
    people = [f"person{n}@example.uz" for n in range(10)]
    await asyncio.gather(*(case.provider.send(_mail(to)) for to in people))
    assert sorted(each.to for each in case.arrived()) == sorted(people)


async def refuses_a_subject_of_two_lines(case: Case[MailProvider]) -> None:
    """A line break in a subject never becomes a header of its own."""
    forged = Mail(new_id(), "a@example.uz", "Hello\r\nBcc: b@example.uz", "Text\n", "en")
    try:
        await case.provider.send(forged)
    except Exception:
        assert not case.arrived()
    else:
        assert [each.to for each in case.arrived()] == ["a@example.uz"]


async def delivers_a_short_message(case: Case[SmsProvider]) -> None:
    """The text arrives as it was written, at the number it was written to."""
    await case.provider.send(Sms(new_id(), "+998901234567", SUBJECT))
    (found,) = case.arrived()
    assert (found.to, found.text.strip()) == ("+998901234567", SUBJECT)


async def sends_each_short_message_to_its_own_reader(case: Case[SmsProvider]) -> None:
    """Messages that are sent at the same time do not mix."""
    numbers = [f"+99890123456{n}" for n in range(10)]
    await asyncio.gather(*(case.provider.send(Sms(new_id(), to, to)) for to in numbers))
    assert sorted((each.to, each.text.strip()) for each in case.arrived()) == [
        (number, number) for number in numbers
    ]


MAIL_CHECKS: tuple[MailCheck, ...] = (
    delivers_a_mail_letter_by_letter,
    sends_each_mail_to_its_own_reader,
    refuses_a_subject_of_two_lines,
)
SMS_CHECKS: tuple[SmsCheck, ...] = (
    delivers_a_short_message,
    sends_each_short_message_to_its_own_reader,
)
