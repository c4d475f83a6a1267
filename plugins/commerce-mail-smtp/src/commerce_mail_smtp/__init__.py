"""Mail by SMTP: one connection for each mail, over TLS unless it is turned off."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any

import aiosmtplib

from commerce.kernel.plugins import Plugin, Registry
from commerce.notifications.providers import MAIL, Mail, Undeliverable

_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Hands mail to one server; `tls` is "implicit", "starttls" or "none"."""

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str | None = None
    password: str | None = None
    seconds: float = 8.0

    async def send(self, mail: Mail) -> None:
        """Hand a mail over.

        Raises:
            Undeliverable: the server refuses the address or the mail for good.
            aiosmtplib.SMTPException: it does not answer, or not now.
        """
        try:
            await aiosmtplib.send(
                self._message(mail),
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.tls == "implicit",
                start_tls=self.tls == "starttls",
                timeout=self.seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(each.code >= _PERMANENT for each in error.recipients):
                raise Undeliverable("the address was refused") from error
            raise
        except aiosmtplib.SMTPDataError as error:
            if error.code >= _PERMANENT:
                raise Undeliverable("the mail was refused") from error
            raise

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = self.sender, mail.to, mail.subject
        message["Date"] = formatdate()
        # The same for each attempt, so that a mailbox shows what came twice once.
        message["Message-ID"] = f"<{mail.id}@{parseaddr(self.sender)[1].partition('@')[2]}>"
        message["Content-Language"] = mail.language
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        return message


def _register(registry: Registry, config: Mapping[str, Any]) -> None:
    given = dict(config)
    registry.provide(MAIL, "smtp", SmtpMail(sender=given.pop("from"), **given))


plugin = Plugin(
    name="mail-smtp",
    title="Mail by SMTP",
    register=_register,
    config_schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["host", "port", "from"],
        "properties": {
            "host": {"type": "string", "minLength": 1},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "from": {"type": "string", "pattern": "^[^\\r\\n]*[^@\\s]@[^@\\s]+$"},
            "tls": {"enum": ["implicit", "starttls", "none"]},
            "user": {"type": "string"},
            "password": {"type": "string"},
        },
    },
    secrets=frozenset({"password"}),
)
