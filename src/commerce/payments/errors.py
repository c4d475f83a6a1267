"""Errors of payments."""

from collections.abc import Sequence

from commerce.kernel.errors import DomainError
from commerce.kernel.text import Texts, texts
from commerce.payments.types import PaymentState, Refusal

_REASONS: dict[str, Texts] = {
    "card_declined": texts(en="the card was declined", ru="карта отклонена", uz="karta rad etildi"),
    "insufficient_funds": texts(
        en="there is not enough money on the account",
        ru="на счёте недостаточно средств",
        uz="hisobda mablagʻ yetarli emas",
    ),
    "card_blocked": texts(
        en="the card is blocked", ru="карта заблокирована", uz="karta bloklangan"
    ),
    "cancelled": texts(
        en="the payment was called off", ru="платёж отменён", uz="toʻlov bekor qilindi"
    ),
    "expired": texts(
        en="the time for payment is over",
        ru="время на оплату истекло",
        uz="toʻlov muddati tugadi",
    ),
    "invalid_data": texts(
        en="the payment details are not valid",
        ru="неверные платёжные данные",
        uz="toʻlov maʼlumotlari yaroqsiz",
    ),
}
_OTHER = texts(
    en="the provider refused it",
    ru="платёжная система отказала",
    uz="toʻlov tizimi rad etdi",
)


class PaymentDeclined(DomainError):
    """The provider took no money. `reason` is the decline code, `retryable` as it says."""

    code = "PAYMENT_DECLINED"
    texts = texts(
        en="The payment did not succeed: {reason}.",
        ru="Оплата не прошла: {reason}.",
        uz="Toʻlov amalga oshmadi: {reason}.",
    )

    def __init__(self, reason: str, *, retryable: bool, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.reason = reason
        self.retryable = retryable

    def message(self, language: str) -> str:
        return self.texts.say(language, reason=_REASONS.get(self.reason, _OTHER).say(language))


class UnknownPaymentMethod(DomainError):
    """No enabled provider has this name."""

    code = "UNKNOWN_PAYMENT_METHOD"
    texts = texts(
        en="There is no payment method {method}.",
        ru="Способа оплаты {method} нет.",
        uz="{method} toʻlov usuli yoʻq.",
    )

    def __init__(self, method: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.method = method


class PaymentMethodUnavailable(DomainError):
    """The provider does not take this amount or currency."""

    code = "PAYMENT_METHOD_UNAVAILABLE"
    texts = texts(
        en="The payment method {method} cannot be used for this amount.",
        ru="Способ оплаты {method} недоступен для этой суммы.",
        uz="{method} toʻlov usulini bu summa uchun qoʻllab boʻlmaydi.",
    )

    def __init__(self, method: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.method = method


class PaymentInProgress(DomainError):
    """An earlier attempt may have taken the money; its outcome comes first."""

    code = "PAYMENT_IN_PROGRESS"
    texts = texts(
        en="A payment is still being processed; wait for its outcome.",
        ru="Предыдущий платёж ещё обрабатывается; дождитесь результата.",
        uz="Avvalgi toʻlov hali bajarilmoqda; natijasini kuting.",
    )


class PaymentClosed(DomainError):
    """Nothing can be paid any more: it is paid, or called off."""

    code = "PAYMENT_CLOSED"
    texts = texts(
        en="Nothing can be paid here any more.",
        ru="Оплата здесь больше невозможна.",
        uz="Bu yerda endi toʻlab boʻlmaydi.",
    )

    def __init__(self, state: PaymentState, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.state = state


class AmountChanged(DomainError):
    """An attempt must be for exactly what is owed."""

    code = "PAYMENT_AMOUNT_CHANGED"
    texts = texts(
        en="The amount is not what is owed.",
        ru="Сумма не совпадает с суммой к оплате.",
        uz="Summa toʻlanishi kerak boʻlgan summaga teng emas.",
    )


class ReportRefused(DomainError):
    """What a provider reports does not fit the attempt."""

    code = "PAYMENT_REPORT_REFUSED"
    texts = texts(
        en="The report of the payment provider does not fit: {reason}.",
        ru="Сообщение платёжной системы не подходит: {reason}.",
        uz="Toʻlov tizimining xabari mos emas: {reason}.",
    )

    def __init__(self, reason: Refusal, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.reason = reason
