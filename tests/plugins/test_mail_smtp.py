"""Mail by SMTP holds to what is asked of mail providers, against a real server."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from commerce_mail_smtp import SmtpMail, plugin

from commerce.kernel.ids import new_id
from commerce.kernel.plugins import PluginError, Registry, discover
from commerce.notifications.providers import MAIL, Mail, Undeliverable
from commerce.testing.messages import MAIL_CHECKS, Arrived, Case

CONFIG = {"host": "127.0.0.1", "port": 2525, "from": "Shop <no-reply@shop.example>", "tls": "none"}


class Post:
    """A server that keeps what it is given, or refuses it with an answer of its own."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refusal = ""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, _: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, SmtpMail]]:
    post = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield post, SmtpMail("127.0.0.1", port, CONFIG["from"], tls="none")
    controller.stop()


@pytest.mark.parametrize("check", MAIL_CHECKS, ids=lambda check: check.__name__)
async def test_it_conforms(check, post) -> None:
    letters, provider = post[0].letters, post[1]

    await check(
        Case(
            provider,
            lambda: [
                Arrived(str(each["To"]), each.get_content(), str(each["Subject"]))
                for each in letters
            ],
        )
    )


async def test_the_same_mail_sent_twice_has_the_same_id(post) -> None:
    mail = Mail(new_id(), "a@example.uz", "Hello", "Text\n", "en")

    await post[1].send(mail)
    await post[1].send(mail)

    assert len({each["Message-ID"] for each in post[0].letters}) == 1
    assert post[0].letters[0]["From"] == "Shop <no-reply@shop.example>"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("550 no such person", Undeliverable),
        ("450 the box is busy", aiosmtplib.SMTPException),
    ],
)
async def test_a_refusal_for_good_is_told_from_one_for_now(post, answer, error) -> None:
    post[0].refusal = answer

    with pytest.raises(error) as raised:
        await post[1].send(Mail(new_id(), "a@example.uz", "Hello", "Text\n", "en"))

    assert isinstance(raised.value, Undeliverable) == answer.startswith("5")
    assert post[0].letters == []


def test_it_fills_the_slot_of_mail() -> None:
    registry = Registry()

    plugin.register(registry, CONFIG)

    assert isinstance(registry.only(MAIL), SmtpMail)


@pytest.mark.parametrize("wrong", [{"port": 0}, {"from": "nobody"}, {"tls": "maybe"}, {"x": 1}])
def test_a_wrong_configuration_stops_the_start(wrong) -> None:
    with pytest.raises(PluginError, match="mail-smtp"):
        discover(("mail-smtp",), {"mail-smtp": CONFIG | wrong})
