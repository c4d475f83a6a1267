"""Messages: in four languages, once for each occasion, again when a provider fails."""

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from commerce.identity.names import CHALLENGE
from commerce.identity.types import Contact, ContactKind, Told
from commerce.kernel.clock import shifted
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import Statement
from commerce.kernel.settings import load_settings
from commerce.kernel.tables import Base
from commerce.kernel.text import LANGUAGES
from commerce.notifications import service
from commerce.notifications.folder import MailFolder, SmsFolder
from commerce.notifications.providers import MAIL, Undeliverable
from commerce.notifications.rules import MOST, worded
from commerce.notifications.texts import TEMPLATES
from commerce.notifications.types import MessageKind, MessageState
from commerce.testing.messages import MAIL_CHECKS, SMS_CHECKS, Arrived, Case
from tests.identity.conftest import device, http, letters, market
from tests.identity.documents import OTP_REQUEST, REGISTER, RESET_REQUEST

__all__ = ["device", "http", "letters", "market"]
STATES = Statement("select state from notifications_message order by created_at, id")


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words_in_every_language(kind, language) -> None:
    told = Told(Contact(ContactKind.EMAIL, "a@example.uz"), language, "123456", f"{CHALLENGE}_1.x")

    words = worded(kind, told, load_settings())

    assert "{" not in f"{words.subject}{words.text}{words.sms}"
    assert words.subject.startswith("UltraMarket: ") and len(words.subject) < 78
    assert len(words.sms) <= 134, "two parts of an SMS in Unicode"
    others = {
        each: getattr(TEMPLATES[kind], each).by_language for each in ("subject", "mail", "sms")
    }
    assert all(len(set(texts.values())) == len(LANGUAGES) for texts in others.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("market")
async def test_a_person_is_written_to_in_the_language_they_ask_in(
    device, letters, language
) -> None:
    device.headers["accept-language"] = language

    await device.do(OTP_REQUEST, contact={"phone": "+998901234567"})

    expected = {"uz-Latn": "kodingiz", "uz-Cyrl": "кодингиз", "ru": "ваш код", "en": "your code"}
    assert expected[language] in await letters.last("+998901234567")


@pytest.mark.usefixtures("market")
async def test_no_secret_and_no_address_is_kept_anywhere(device, make, letters, reader) -> None:
    await make.account("known@example.uz")
    await device.do(REGISTER, contact={"email": "fresh@example.uz"}, password="Kashtan gullari 7")
    await device.do(RESET_REQUEST, contact={"email": "known@example.uz"})
    asked = await device.do(OTP_REQUEST, contact={"phone": "+998901234567"})
    tokens = [await letters.token("fresh@example.uz"), await letters.token("known@example.uz")]
    secrets = [each.partition(".")[2] for each in tokens] + ["fresh@", "known@", "901234567"]

    for table in Base.metadata.tables:
        look = Statement(
            f'select count(*) from "{table}" t where t::text like any($1)', ("wanted",)
        )
        assert await reader.scalar(look, wanted=[f"%{each}%" for each in secrets]) == 0, table
    code = Statement("select count(*) from kernel_outbox where payload::text like $1", ("code",))
    assert await reader.scalar(code, code=f"%{await letters.code('+998901234567')}%") == 0
    assert asked


class Failing:
    """A provider that is down, or that refuses."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked = 0

    async def send(self, message: object) -> None:
        self.asked += 1
        await asyncio.sleep(0)
        raise self.error


@pytest.mark.usefixtures("market")
async def test_what_a_provider_does_not_take_is_tried_again_and_then_given_up(
    app, device, make, letters, reader
) -> None:
    await make.account("known@example.uz")
    down = Failing(OSError("no route"))
    app.registry = Registry()
    app.registry.provide(MAIL, "down", down)
    later = timedelta(0)

    await device.do(RESET_REQUEST, contact={"email": "known@example.uz"})
    for _ in range(4):
        with shifted(later):
            await letters.all()
            await letters.all()
        later = later * 2 + timedelta(seconds=31)

    assert 3 <= down.asked <= 4
    assert await reader.scalar(STATES) == MessageState.WAITING
    assert MOST > 4


@pytest.mark.usefixtures("market")
async def test_what_is_refused_for_good_is_not_tried_again(
    app, device, make, letters, reader
) -> None:
    await make.account("known@example.uz")
    refusing = Failing(Undeliverable("no such person"))
    app.registry = Registry()
    app.registry.provide(MAIL, "refusing", refusing)

    await device.do(RESET_REQUEST, contact={"email": "known@example.uz"})
    await letters.all()
    with shifted(timedelta(hours=1)):
        await letters.all()

    assert refusing.asked == 1
    assert await reader.scalar(STATES) == MessageState.FAILED


async def test_one_occasion_is_told_once(db, reader) -> None:
    subject = new_id()
    for _ in range(2):
        async with db.transaction() as tx:
            await service.queue(tx, MessageKind.PASSWORD_CHANGED, subject, occasion="1")

    assert len(await reader.all(STATES)) == 1


@pytest.mark.parametrize("check", MAIL_CHECKS, ids=lambda check: check.__name__)
async def test_the_folder_of_mail_conforms(check, tmp_path) -> None:
    def arrived() -> list[Arrived]:
        found = [
            message_from_bytes(p.read_bytes(), policy=policy.default) for p in tmp_path.iterdir()
        ]
        return [Arrived(str(m["To"]), m.get_content(), str(m["Subject"])) for m in found]

    await check(Case(MailFolder(tmp_path), arrived))


@pytest.mark.parametrize("check", SMS_CHECKS, ids=lambda check: check.__name__)
async def test_the_folder_of_short_messages_conforms(check, tmp_path) -> None:
    def arrived() -> list[Arrived]:
        found = [path.read_text("utf-8").split("\n", 2) for path in tmp_path.iterdir()]
        return [Arrived(to, text) for to, _, text in found]

    await check(Case(SmsFolder(tmp_path), arrived))
