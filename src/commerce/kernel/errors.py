"""Errors a client may be told about. Everything else is a bug and is masked."""

from collections.abc import Sequence
from math import ceil
from typing import ClassVar

from commerce.kernel.text import Texts, texts


class DomainError(Exception):
    """A rule said no. Subclass it per rule, with the facts as attributes.

    `texts` may name the attributes in braces; the edge shows it in the reader's language.
    """

    code: ClassVar[str]
    texts: ClassVar[Texts]

    def __init__(self, *, path: Sequence[str] = ()) -> None:
        super().__init__(self.code)
        self.path = list(path)

    def message(self, language: str) -> str:
        """The sentence for a person who reads `language`."""
        return self.texts.say(language, **vars(self))


class InvalidInput(DomainError):
    """A value breaks a rule of form; `rule` names which one."""

    code = "INVALID"
    texts = texts(
        en="This value is not valid: {reason}.",
        ru="Недопустимое значение: {reason}.",
        uz="Bu qiymat yaroqsiz: {reason}.",
    )

    def __init__(self, rule: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.rule = rule

    def message(self, language: str) -> str:
        return self.texts.say(language, reason=RULES[self.rule].say(language))


class NotFound(DomainError):
    """What was named does not exist, or is not for this actor: the two look the same."""

    code = "NOT_FOUND"
    texts = texts(
        en="There is no such thing, or it is not yours.",
        ru="Ничего не найдено, или это не ваше.",
        uz="Bunday narsa topilmadi yoki u sizniki emas.",
    )


class Conflict(DomainError):
    """Something unique exists already."""

    code = "CONFLICT"
    texts = texts(
        en="There is one with this {field} already.",
        ru="Запись с таким значением поля {field} уже есть.",
        uz="{field} maydonida bunday qiymat allaqachon bor.",
    )

    def __init__(self, field: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.field = field


class StaleVersion(DomainError):
    """Somebody else changed it since it was read."""

    code = "STALE_VERSION"
    texts = texts(
        en="It was changed meanwhile: you saw version {expected}, now it is {actual}.",
        ru="Данные уже изменились: вы видели версию {expected}, сейчас {actual}.",
        uz="Maʼlumot oʻzgargan: siz {expected}-versiyani koʻrgansiz, hozir {actual}-versiya.",
    )

    def __init__(self, expected: int, actual: int, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.expected = expected
        self.actual = actual


class LimitReached(DomainError):
    """A number is beyond what the system accepts."""

    code = "LIMIT_REACHED"
    texts = texts(
        en="The limit of {limit} is reached.",
        ru="Достигнут предел: {limit}.",
        uz="Chegaraga yetildi: {limit}.",
    )

    def __init__(self, limit: int, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.limit = limit


class IllegalTransition(DomainError):
    """Something cannot go from the state it is in to the wanted one."""

    code = "ILLEGAL_TRANSITION"
    texts = texts(
        en="It cannot go from “{was}” to “{wanted}”.",
        ru="Переход из состояния «{was}» в «{wanted}» невозможен.",
        uz="“{was}” holatidan “{wanted}” holatiga oʻtib boʻlmaydi.",
    )

    def __init__(self, was: str, wanted: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.was = str(was)
        self.wanted = str(wanted)


class KeyReused(DomainError):
    """An idempotency key came back with another request."""

    code = "KEY_REUSED"
    texts = texts(
        en="This idempotency key was used for a different request.",
        ru="Этот ключ идемпотентности уже использован для другого запроса.",
        uz="Bu idempotentlik kaliti boshqa soʻrov uchun ishlatilgan.",
    )


class InProgress(DomainError):
    """The same request is still being worked on; ask again with the same key."""

    code = "IN_PROGRESS"
    texts = texts(
        en="The same request is still being processed; repeat it in a moment.",
        ru="Такой же запрос ещё обрабатывается; повторите его чуть позже.",
        uz="Xuddi shu soʻrov hali bajarilmoqda; birozdan keyin takrorlang.",
    )


RULES: dict[str, Texts] = {
    "id": texts(
        en="it is not an id of this kind", ru="это не идентификатор", uz="bu identifikator emas"
    ),
    "empty": texts(en="it is empty", ru="оно пустое", uz="u boʻsh"),
    "too_long": texts(en="it is too long", ru="оно слишком длинное", uz="u juda uzun"),
    "characters": texts(
        en="it has characters that are not allowed",
        ru="в нём есть недопустимые символы",
        uz="unda ruxsat etilmagan belgilar bor",
    ),
    "positive": texts(
        en="it must be above zero", ru="оно должно быть больше нуля", uz="u noldan katta boʻlsin"
    ),
    "not_negative": texts(
        en="it must not be below zero",
        ru="оно не может быть меньше нуля",
        uz="u noldan kichik boʻlmasin",
    ),
    "number": texts(en="it is not such a number", ru="это не такое число", uz="bu unday son emas"),
    "object": texts(en="it is not an object", ru="это не объект", uz="bu obyekt emas"),
    "range": texts(
        en="the end is before the beginning",
        ru="конец раньше начала",
        uz="oxiri boshidan oldin",
    ),
    "money": texts(
        en="it is not an amount of this currency",
        ru="это не сумма в этой валюте",
        uz="bu shu valyutadagi summa emas",
    ),
    "currency": texts(
        en="this currency is not used here",
        ru="эта валюта здесь не используется",
        uz="bu valyuta bu yerda ishlatilmaydi",
    ),
    "cursor": texts(
        en="it is not a cursor of this list",
        ru="это не курсор данного списка",
        uz="bu roʻyxatning kursori emas",
    ),
    "key": texts(
        en="an idempotency key has 16 to 255 visible characters",
        ru="ключ идемпотентности состоит из 16–255 видимых символов",
        uz="idempotentlik kaliti 16–255 ta koʻrinadigan belgidan iborat",
    ),
    "slug": texts(
        en="it may have letters, digits and hyphens",
        ru="допустимы буквы, цифры и дефисы",
        uz="harflar, raqamlar va chiziqchalar boʻlishi mumkin",
    ),
    "language": texts(
        en="this language is not known", ru="такой язык неизвестен", uz="bunday til nomaʼlum"
    ),
    "country": texts(
        en="this country is not known",
        ru="такая страна неизвестна",
        uz="bunday mamlakat nomaʼlum",
    ),
    "not_served": texts(
        en="this country is not served here",
        ru="эта страна здесь не обслуживается",
        uz="bu mamlakatga xizmat koʻrsatilmaydi",
    ),
    "postal_code": texts(
        en="it is not a postal code of this country",
        ru="это не почтовый индекс данной страны",
        uz="bu shu mamlakatning pochta indeksi emas",
    ),
    "url": texts(en="it is not a web address", ru="это не веб-адрес", uz="bu veb-manzil emas"),
    "email": texts(
        en="it is not an e-mail address",
        ru="это не адрес электронной почты",
        uz="bu elektron pochta manzili emas",
    ),
    "phone": texts(
        en="it is not a telephone number", ru="это не номер телефона", uz="bu telefon raqami emas"
    ),
    "json_object": texts(en="it is not an object", ru="это не объект", uz="bu obyekt emas"),
    "missing": texts(en="it is missing", ru="оно не указано", uz="u koʻrsatilmagan"),
    "twice": texts(en="it is there twice", ru="оно указано дважды", uz="u ikki marta berilgan"),
    "unknown": texts(
        en="there is no such option", ru="такого варианта нет", uz="bunday variant yoʻq"
    ),
    "cycle": texts(
        en="it would contain itself", ru="получится цикл", uz="u oʻzini oʻz ichiga oladi"
    ),
}


class PublicError(Exception):
    """A refusal that is not a business outcome: shown at the top level of the answer."""

    extensions_code: ClassVar[str] = "BAD_INPUT"


class Unauthenticated(PublicError):
    """Nobody is signed in, or the token is not (or no longer) good."""

    extensions_code = "UNAUTHENTICATED"


class Forbidden(PublicError):
    """The actor may not do this."""

    extensions_code = "FORBIDDEN"


class BadInput(PublicError):
    """An argument has the right type and an impossible value."""


class RateLimited(PublicError):
    """Too many; the same request may be made again after the wait."""

    extensions_code = "RATE_LIMITED"

    def __init__(self, limit: str, seconds: float) -> None:
        super().__init__("too many requests; wait a moment")
        self.limit = limit
        self.seconds = seconds
        self.milliseconds = max(1, ceil(seconds * 1000))
        self.extensions: dict[str, object] = {"retryAfterMs": self.milliseconds, "limit": limit}


class Unavailable(PublicError):
    """A part of the system does not answer; the same request may work in a moment."""

    extensions_code = "UNAVAILABLE"
