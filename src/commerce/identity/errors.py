"""What can go wrong with accounts, sessions and proofs."""

from collections.abc import Iterable, Sequence

from commerce.kernel.errors import DomainError
from commerce.kernel.text import Texts, texts


class WrongCredentials(DomainError):
    """No active account with this contact and password; which of them is wrong stays unsaid."""

    code = "WRONG_CREDENTIALS"
    texts = texts(
        en="The address or the password is wrong.",
        ru="Неверный адрес или пароль.",
        uz="Manzil yoki parol notoʻgʻri.",
    )


class SessionOver(DomainError):
    """The refresh token is not good, or not any more: sign in again."""

    code = "SESSION_OVER"
    texts = texts(
        en="Your session is over; please sign in again.",
        ru="Сеанс завершён; войдите снова.",
        uz="Seans tugadi; qaytadan kiring.",
    )


class TooManyAttempts(DomainError):
    """This sender has tried too often; `retry_after` says in how many seconds it may again."""

    code = "TOO_MANY_ATTEMPTS"
    texts = texts(
        en="Too many attempts; try again in {retry_after} s.",
        ru="Слишком много попыток; повторите через {retry_after} с.",
        uz="Urinishlar juda koʻp; {retry_after} soniyadan keyin takrorlang.",
    )

    def __init__(self, retry_after: int, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.retry_after = retry_after


class WrongProof(DomainError):
    """The code or link is wrong, used, too old, or was tried too often."""

    code = "WRONG_PROOF"
    texts = texts(
        en="This code or link is not valid; ask for a new one.",
        ru="Код или ссылка недействительны; запросите новые.",
        uz="Kod yoki havola yaroqsiz; yangisini soʻrang.",
    )


class WeakPassword(DomainError):
    """A password that is easy to guess; `rule` names why."""

    code = "WEAK_PASSWORD"
    texts = texts(
        en="Choose another password: {reason}.",
        ru="Выберите другой пароль: {reason}.",
        uz="Boshqa parol tanlang: {reason}.",
    )

    def __init__(self, rule: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.rule = rule

    def message(self, language: str) -> str:
        return self.texts.say(language, reason=WEAKNESSES[self.rule].say(language))


class BeyondReach(DomainError):
    """Nobody gives, takes or makes what they do not hold; `missing` names some of that."""

    code = "BEYOND_REACH"
    texts = texts(
        en="You do not hold this yourself: {names}.",
        ru="У вас самих нет этих прав: {names}.",
        uz="Sizning oʻzingizda bu huquqlar yoʻq: {names}.",
    )

    def __init__(self, missing: Iterable[str], *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.missing = sorted(missing)[:10]

    def message(self, language: str) -> str:
        return self.texts.say(language, names=", ".join(self.missing))


class LastSuperAdmin(DomainError):
    """Somebody must be able to do everything: the last super admin stays."""

    code = "LAST_SUPER_ADMIN"
    texts = texts(
        en="This is the last super admin; name another one first.",
        ru="Это последний суперадминистратор; сначала назначьте другого.",
        uz="Bu oxirgi superadministrator; avval boshqasini tayinlang.",
    )


class RoleFixed(DomainError):
    """A built-in role stays as it is."""

    code = "ROLE_FIXED"
    texts = texts(
        en="Built-in roles cannot be changed; make one of your own.",
        ru="Встроенные роли нельзя менять; создайте свою.",
        uz="Tizim rollarini oʻzgartirib boʻlmaydi; oʻzingiznikini yarating.",
    )


class RoleInUse(DomainError):
    """Somebody holds this role, or is invited to."""

    code = "ROLE_IN_USE"
    texts = texts(
        en="Somebody holds this role or is invited to it.",
        ru="Эта роль кому-то назначена или предложена.",
        uz="Bu rol kimgadir berilgan yoki taklif qilingan.",
    )


class StaffAccount(DomainError):
    """Nobody sees the shop through the eyes of staff or of a seller."""

    code = "STAFF_ACCOUNT"
    texts = texts(
        en="This account belongs to staff or a seller, not to a buyer.",
        ru="Эта учётная запись принадлежит сотруднику или продавцу, а не покупателю.",
        uz="Bu hisob xaridorga emas, xodim yoki sotuvchiga tegishli.",
    )


WEAKNESSES: dict[str, Texts] = {
    "too_short": texts(
        en="it has fewer than 10 characters",
        ru="в нём меньше 10 символов",
        uz="unda 10 tadan kam belgi bor",
    ),
    "too_long": texts(
        en="it has more than 256 characters",
        ru="в нём больше 256 символов",
        uz="unda 256 tadan koʻp belgi bor",
    ),
    "common": texts(
        en="many people use it, so it is guessed first",
        ru="им пользуются многие, его подберут первым",
        uz="uni koʻpchilik ishlatadi, birinchi boʻlib topiladi",
    ),
    "personal": texts(
        en="it contains your name or address",
        ru="в нём есть ваше имя или адрес",
        uz="unda ismingiz yoki manzilingiz bor",
    ),
    "monotonous": texts(
        en="it is a row or a repetition",
        ru="это ряд или повторение",
        uz="bu ketma-ketlik yoki takrorlash",
    ),
}
