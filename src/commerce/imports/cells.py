"""One cell at a time: prices, quantities, weights, yes and no, addresses of pictures."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from commerce.imports.texts import plain
from commerce.imports.types import Fact, ProblemKey, Status, WeightUnit

MAX_MINOR = 10**16
MAX_QUANTITY = 1_000_000_000
MAX_GRAMS = 1_000_000_000
MAX_TAGS = 100
UNLISTED = "unlisted"
TAG_LENGTH = 255
URL_LENGTH = 2048
SHOWN_LENGTH = 60

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
NEGATIVE = re.compile(r"[-\u2212]\s*[0-9.,]")
# Digits parted by a comma, an apostrophe or any blank: 1,000.00 or 1 000 or 9,99.
SEPARATED = re.compile(r"[0-9][0-9.]*(?:[,'\u2019\s][0-9.]+)+")
YES = frozenset({"true", "yes", "1"})
NO = frozenset({"false", "no", "0"})


class BadCell(Exception):
    """A cell that cannot be taken; the caller adds file, row and column."""

    def __init__(self, key: ProblemKey, **facts: Fact) -> None:
        super().__init__(key.value)
        self.key = key
        self.facts: Mapping[str, Fact] = facts


def shown(text: str) -> str:
    """A cell as it may be repeated in a report: one line, short, no control characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: SHOWN_LENGTH * 2])
    line = " ".join(line.split())
    return line if len(line) <= SHOWN_LENGTH else line[:SHOWN_LENGTH] + "…"


def price_in(exponent: int) -> Callable[[str], int]:
    """A reader of prices in a currency with `exponent` decimals; it returns minor units."""

    def price(text: str) -> int:
        if not text:
            raise BadCell(ProblemKey.PRICE_MISSING)
        return _minor(text, exponent)

    return price


def optional_price_in(exponent: int) -> Callable[[str], int | None]:
    """Like `price_in`; an empty cell and a zero are no price at all."""

    def price(text: str) -> int | None:
        return (_minor(text, exponent) or None) if text else None

    return price


def _minor(text: str, exponent: int) -> int:
    if NEGATIVE.match(text):
        raise BadCell(ProblemKey.PRICE_NEGATIVE, value=shown(text))
    if SEPARATED.fullmatch(text):
        raise BadCell(ProblemKey.PRICE_SEPARATOR, value=shown(text))
    if not NUMBER.fullmatch(text):
        raise BadCell(ProblemKey.PRICE_NOT_A_NUMBER, value=shown(text))
    whole, _, fraction = text.partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if len(whole) > len(str(MAX_MINOR)):
        raise BadCell(ProblemKey.PRICE_TOO_LARGE, value=shown(text))
    if len(fraction) > exponent:
        raise BadCell(ProblemKey.PRICE_TOO_PRECISE, value=shown(text), decimals=exponent)
    minor = int(Decimal(f"{whole or 0}.{fraction or 0}").scaleb(exponent))
    if minor > MAX_MINOR:
        raise BadCell(ProblemKey.PRICE_TOO_LARGE, value=shown(text))
    return minor


def quantity(text: str) -> int | None:
    """A stock on hand: a whole number, None when the cell is empty."""
    if not text:
        return None
    if NEGATIVE.match(text):
        raise BadCell(ProblemKey.QUANTITY_NEGATIVE, value=shown(text))
    if not (text.isascii() and text.isdigit()):
        raise BadCell(ProblemKey.QUANTITY_NOT_WHOLE, value=shown(text))
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(MAX_QUANTITY)) or int(digits) > MAX_QUANTITY:
        raise BadCell(ProblemKey.QUANTITY_TOO_LARGE, value=shown(text), limit=MAX_QUANTITY)
    return int(digits)


def grams(text: str) -> int:
    """Whole grams, rounded half up: Shopify converts pounds and ounces with decimals."""
    if not text:
        return 0
    if not NUMBER.fullmatch(text):
        raise BadCell(ProblemKey.WEIGHT_NOT_A_NUMBER, value=shown(text))
    whole, _, fraction = text.partition(".")
    whole = whole.lstrip("0")
    if len(whole) > len(str(MAX_GRAMS)):
        raise BadCell(ProblemKey.WEIGHT_TOO_LARGE, value=shown(text), limit=MAX_GRAMS)
    # Half up depends on the first decimal alone, so a cell of a thousand decimals is no matter.
    exact = Decimal(f"{whole or 0}.{fraction[:1] or 0}")
    weight = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if weight > MAX_GRAMS:
        raise BadCell(ProblemKey.WEIGHT_TOO_LARGE, value=shown(text), limit=MAX_GRAMS)
    return weight


def yes_or_no(*, default: bool) -> Callable[[str], bool]:
    """A reader of true and false in any case; an empty cell is `default`."""

    def flag(text: str) -> bool:
        word = text.lower()
        if word in YES:
            return True
        if word in NO:
            return False
        if word:
            raise BadCell(ProblemKey.NOT_TRUE_OR_FALSE, value=shown(text))
        return default

    return flag


def backorder(text: str) -> bool:
    """Whether the thing may be sold with none left: "continue" or "deny"."""
    word = text.lower()
    if word in YES or word == "continue":
        return True
    if word in NO or word in {"deny", ""}:
        return False
    raise BadCell(ProblemKey.POLICY_UNKNOWN, value=shown(text))


def status(text: str) -> Status:
    """The state of the product; empty means active, as in older exports.

    We have no products that are sold but not listed, so such a one waits as a draft.
    """
    try:
        return Status("draft" if text.lower() == UNLISTED else text.lower() or "active")
    except ValueError:
        raise BadCell(ProblemKey.STATUS_UNKNOWN, value=shown(text)) from None


def weight_unit(text: str) -> WeightUnit:
    """The unit the weight is shown in; empty means kilograms."""
    try:
        return WeightUnit(text.lower()) if text else WeightUnit.KILOGRAM
    except ValueError:
        raise BadCell(ProblemKey.UNIT_UNKNOWN, value=shown(text)) from None


def tags(text: str) -> tuple[str, ...]:
    """The comma-parted words, each once, in the order of the file."""
    parts = [part for part in map(str.strip, text.split(",")) if part]
    if len(parts) > MAX_TAGS:
        raise BadCell(ProblemKey.TOO_MANY_TAGS, found=len(parts), limit=MAX_TAGS)
    longest = max(map(len, parts), default=0)
    if longest > TAG_LENGTH:
        raise BadCell(ProblemKey.TEXT_TOO_LONG, found=longest, limit=TAG_LENGTH)
    return tuple(dict.fromkeys(word for part in parts if (word := plain(part))))


def web_address(text: str) -> str | None:
    """An http(s) address of a picture, or None when the cell is empty."""
    if not text:
        return None
    if len(text) > URL_LENGTH:
        raise BadCell(ProblemKey.TEXT_TOO_LONG, found=len(text), limit=URL_LENGTH)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or not text.isprintable() or " " in text:
        raise BadCell(ProblemKey.URL_NOT_HTTP, value=shown(text))
    return text


def text_up_to(limit: int) -> Callable[[str], str]:
    """A reader of plain text of at most `limit` characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise BadCell(ProblemKey.TEXT_TOO_LONG, found=len(text), limit=limit)
        return plain(text)

    return read
