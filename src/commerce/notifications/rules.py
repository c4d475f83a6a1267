"""Pure rules of notifications: what is said, and when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta

from commerce.identity.types import Told
from commerce.kernel.settings import Settings
from commerce.notifications.texts import TEMPLATES
from commerce.notifications.types import MessageKind

MOST = 8
KEPT = timedelta(days=30)
ABOUT_ACCOUNTS = frozenset(
    {
        MessageKind.PASSWORD_CHANGED,
        MessageKind.REFRESH_REUSED,
        MessageKind.ERASURE_REQUESTED,
        MessageKind.ERASURE_CANCELLED,
        MessageKind.EXPORT_READY,
    }
)
_PAGES = {
    MessageKind.REGISTER: "/account/confirm",
    MessageKind.EMAIL_CHANGE: "/account/email",
    MessageKind.PASSWORD_RESET: "/account/password",
    MessageKind.ERASURE_REQUESTED: "/account",
    MessageKind.EXPORT_READY: "/account",
    MessageKind.INVITATION: "/account/invitation",
}
_OTHERWISE = "/account/password"
_FIRST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Words:
    """A message as its reader sees it."""

    subject: str
    text: str
    sms: str


def pause(attempts: int) -> timedelta:
    """How long a message that was taken is left alone: each time twice as long."""
    return _FIRST_PAUSE * (1 << (attempts - 1))


def worded(kind: MessageKind, told: Told, settings: Settings) -> Words:
    """The words of a message for its reader."""
    page = (settings.storefront_url or settings.reached_at) + _PAGES.get(kind, _OTHERWISE)
    # Behind the # it stays in the browser: no server on the way writes it down.
    link = f"{page}#token={told.token}" if told.token else page
    facts = {
        "shop": settings.shop_name,
        "code": told.code or "",
        "link": link,
        "days": settings.erased_after,
    }
    template = TEMPLATES[kind]
    return Words(
        subject=template.subject.say(told.language, **facts),
        text=template.mail.say(told.language, **facts) + "\n",
        sms=template.sms.say(told.language, **facts),
    )
