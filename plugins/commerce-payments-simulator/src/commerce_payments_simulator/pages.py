"""The pages of the simulated bank: two buttons, and what came of them."""

from html import escape

from commerce.kernel.money import Money
from commerce.kernel.text import Texts, texts
from commerce.payments.providers import RawReply
from commerce_payments_simulator.store import Session, SessionStatus

_TITLE = texts(en="Payment simulator", ru="Имитация оплаты", uz="Toʻlov simulyatori")
_PAY = texts(en="Pay {amount}", ru="Оплатить {amount}", uz="{amount} toʻlash")
_FAIL = texts(en="Fail the payment", ru="Отклонить оплату", uz="Toʻlovni rad etish")
_PAID = texts(en="Paid.", ru="Оплачено.", uz="Toʻlandi.")
_FAILED = texts(en="The payment failed.", ru="Оплата не прошла.", uz="Toʻlov amalga oshmadi.")
_REFUSED = texts(
    en="The shop did not accept it.", ru="Магазин не принял оплату.", uz="Doʻkon qabul qilmadi."
)
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def choice(session: Session) -> RawReply:
    """The page where the buyer decides."""
    amount = Money(session.minor, session.currency).formatted(session.language)
    pay = _PAY.say(session.language, amount=amount)
    fail = _FAIL.say(session.language)
    return _page(
        session,
        '<form method="post">'
        f'<button name="choice" value="succeed">{escape(pay)}</button> '
        f'<button name="choice" value="fail">{escape(fail)}</button></form>',
    )


def done(session: Session) -> RawReply:
    """The way back to the shop, or the end when there is none."""
    if session.return_url:
        return RawReply(303, {"location": session.return_url, "cache-control": "no-store"})
    return ended(session)


def ended(session: Session) -> RawReply:
    """What was decided."""
    paid = session.status is SessionStatus.TAKEN
    return _said(session, _PAID if paid else _FAILED)


def refused(session: Session) -> RawReply:
    """The shop wants nothing to do with it."""
    return _said(session, _REFUSED, status=409)


def nothing(status: int) -> RawReply:
    """There is no such page, or it is not for this caller."""
    return RawReply(status, {"cache-control": "no-store"})


def _said(session: Session, what: Texts, *, status: int = 200) -> RawReply:
    return _page(session, f"<p>{escape(what.say(session.language))}</p>", status=status)


def _page(session: Session, content: str, *, status: int = 200) -> RawReply:
    title = escape(_TITLE.say(session.language))
    text = (
        f'<!doctype html><html lang="{escape(session.language)}"><meta charset="utf-8">'
        f"<title>{title}</title><h1>{title}</h1>{content}</html>"
    )
    return RawReply(status, _HEADERS, text.encode())
