"""Mail and SMS of development: files in a folder, where people and tests read them."""

import os
from email import policy
from email.message import EmailMessage
from pathlib import Path

from commerce.kernel.postgres.folders import create_folder
from commerce.notifications.providers import Mail, Sms


class MailFolder:
    """Writes each mail as an .eml file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: Mail) -> None:
        """Write the mail."""
        message = EmailMessage(policy=policy.SMTP)
        message["To"], message["Subject"] = mail.to, mail.subject
        message["Content-Language"] = mail.language
        message.set_content(mail.text)
        _write(self._folder, f"{mail.id}.eml", message.as_bytes())


class SmsFolder:
    """Writes each short message as a .txt file: the number, an empty line, the text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, sms: Sms) -> None:
        """Write the message."""
        _write(self._folder, f"{sms.id}.txt", f"{sms.to}\n\n{sms.text}\n".encode())


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    create_folder(folder, shared=True)
    draft = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    draft.replace(folder / name)
