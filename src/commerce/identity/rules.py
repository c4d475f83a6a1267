"""Pure rules of identity: contacts in one form, passwords worth having, pauses between attempts."""

import re
import unicodedata
from collections.abc import Collection
from datetime import timedelta

import phonenumbers

from commerce.identity.common import COMMON
from commerce.identity.errors import WeakPassword
from commerce.identity.types import Contact, ContactKind, Proof, Purpose
from commerce.kernel.errors import InvalidInput

SHORTEST, LONGEST = 10, 256
HOME_REGION = "UZ"
CODE_DIGITS = 6
MOST_ANSWERS = 5
MOST_SENDINGS = 5
LIFETIMES = {
    Purpose.REGISTER: timedelta(hours=24),
    Purpose.KNOWN: timedelta(hours=24),
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.VERIFY: timedelta(minutes=10),
    Purpose.EMAIL_CHANGE: timedelta(hours=1),
    Purpose.PASSWORD_RESET: timedelta(minutes=30),
    Purpose.SECOND_FACTOR: timedelta(minutes=10),
    Purpose.PASSKEY_ADD: timedelta(minutes=5),
    Purpose.PASSKEY_SIGN_IN: timedelta(minutes=5),
    Purpose.PROVIDER: timedelta(minutes=10),
    Purpose.ERASE: timedelta(minutes=10),
    Purpose.INVITATION: timedelta(days=7),
}
FRESH = timedelta(minutes=10)
"""How long after it was opened a session is as good as a proof shown anew."""
_CODED = frozenset({Purpose.SIGN_IN, Purpose.VERIFY, Purpose.SECOND_FACTOR, Purpose.ERASE})
_FEWEST_SHARED = 4
_LEET = str.maketrans("013457@$!", "oleast" + "asi")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_REPEATED = re.compile(r"(.{1,5}?)\1+")
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")


def phone_of(value: str, *path: str) -> Contact:
    """A telephone number in E.164; one without a country is taken for an Uzbek one.

    Raises:
        InvalidInput: there is no such number.
    """
    if len(value) > 40:
        raise InvalidInput("phone", path=path)
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise InvalidInput("phone", path=path) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise InvalidInput("phone", path=path)
    form = phonenumbers.PhoneNumberFormat.E164
    return Contact(ContactKind.PHONE, phonenumbers.format_number(number, form))


def email_of(value: str, *path: str) -> Contact:
    """An e-mail address that was checked by form, without letters that only look like others.

    Raises:
        InvalidInput: its Unicode form is not the normal one.
    """
    if unicodedata.normalize("NFKC", value) != value or not value.isprintable():
        raise InvalidInput("email", path=path)
    return Contact(ContactKind.EMAIL, value)


def normal_password(given: str) -> bytes:
    """A password as it is hashed: however its letters are typed (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", given).encode(errors="surrogatepass")


def check_password(password: str, *personal: str, path: tuple[str, ...]) -> None:
    """Accept a password that is long, not common and not about its owner; any characters will do.

    Raises:
        WeakPassword: naming the rule.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        raise WeakPassword("too_short", path=path)
    if len(plain) > LONGEST:
        raise WeakPassword("too_long", path=path)
    folded = plain.casefold()
    if _is_row(folded):
        raise WeakPassword("monotonous", path=path)
    bare = _EDGES.sub("", folded)
    words = {bare, bare.translate(_LEET), _EDGES.sub("", folded.translate(_LEET))}
    if words & COMMON or any(_folded_twice(word) in COMMON for word in words):
        raise WeakPassword("common", path=path)
    if any(part in folded for each in personal for part in _parts(each)):
        raise WeakPassword("personal", path=path)


def _is_row(text: str) -> bool:
    whole = _REPEATED.fullmatch(text)
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    return whole is not None or any(text in row for row in rows) or len(set(text)) < 4


def _folded_twice(word: str) -> str:
    """A word that stands there several times, once."""
    whole = _REPEATED.fullmatch(word)
    return whole[1] if whole else word


def _parts(text: str) -> list[str]:
    parts = re.split(r"[\W_]+", text.casefold())
    return [part for part in parts if len(part) >= _FEWEST_SHARED]


def pause(count: int, *, free: int, longest: int) -> int:
    """Seconds until the next attempt after so many: none at first, then twice as long each time."""
    return 0 if count < free else int(min(2 ** min(count - free, 30), longest))


def coded(purpose: Purpose, kind: ContactKind) -> bool:
    """Whether a person types what proves it; else they follow a link."""
    return purpose in _CODED or kind is ContactKind.PHONE


def two_factors(proofs: Collection[str]) -> bool:
    """Whether somebody has shown two things; a passkey is one, and its device asked for another."""
    return Proof.PASSKEY in proofs or len(proofs) > 1
