"""Scalars of the schema: exact numbers as strings, moments in UTC, codes."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from commerce.kernel.text import LANGUAGES

BigInt = NewType("BigInt", int)
LanguageTag = NewType("LanguageTag", str)
CountryCode = NewType("CountryCode", str)
CurrencyCode = NewType("CurrencyCode", str)
IdempotencyKey = NewType("IdempotencyKey", str)
Cursor = NewType("Cursor", str)
JSON = NewType("JSON", object)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a string")
    return value


def _big_int(value: Any) -> int:
    if not _WHOLE.fullmatch(_text(value)) or not -(2**63) <= int(value) < 2**63:
        raise ValueError("expected a 64-bit integer as a string")
    return int(value)


def _decimal(value: Any) -> Decimal:
    text = _text(value)
    if len(text) > 40 or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError("expected a decimal number as a string")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("expected a decimal number as a string") from None


def _decimal_out(value: Decimal | str) -> str:
    """Amounts of money come as text already, which is the quicker way."""
    return value if isinstance(value, str) else f"{value:f}"


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a DateTime needs a time zone")
    return moment.astimezone(UTC)


def _moment_out(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _matching(pattern: str, what: str) -> Any:
    compiled = re.compile(pattern)

    def parse(value: Any) -> str:
        if not compiled.fullmatch(_text(value)):
            raise ValueError(f"expected {what}")
        return str(value)

    return parse


def _language(value: Any) -> str:
    known = {tag.lower(): tag for tag in LANGUAGES} | {"uz": "uz-Latn"}
    found = known.get(_text(value).lower())
    if found is None:
        raise ValueError(f"expected one of {', '.join(LANGUAGES)}")
    return found


def _scalar(name: str, description: str, parse: Any, serialize: Any = str) -> Any:
    return strawberry.scalar(
        name=name, description=description, parse_value=parse, serialize=serialize
    )


SCALARS: dict[object, Any] = {
    BigInt: _scalar("BigInt", "A 64-bit integer as a string.", _big_int),
    Decimal: _scalar("Decimal", "An exact decimal number as a string.", _decimal, _decimal_out),
    datetime: _scalar(
        "DateTime", "A moment in UTC, ISO 8601 with milliseconds.", _moment, _moment_out
    ),
    LanguageTag: _scalar("LanguageTag", "BCP 47: uz-Latn, uz-Cyrl, ru, en.", _language),
    CountryCode: _scalar(
        "CountryCode", "ISO 3166-1 alpha-2.", _matching("[A-Z]{2}", "two capital letters")
    ),
    CurrencyCode: _scalar(
        "CurrencyCode", "ISO 4217.", _matching("[A-Z]{3}", "three capital letters")
    ),
    IdempotencyKey: _scalar(
        "IdempotencyKey", "16 to 255 visible characters; a UUID is a good one.", _text
    ),
    Cursor: _scalar("Cursor", "The place of an item in one list; opaque.", _text),
    JSON: _scalar("JSON", "Any JSON value.", lambda value: value, lambda value: value),
}
CONFIG = StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS)
