"""What no answer may ever show: SQL, drivers, traces, paths, names of constraints."""

import re
from typing import Any

import orjson

from commerce.kernel.tables import Base

_WORDS = re.compile(
    r"psycopg|sqlalchemy|asyncpg|Traceback|site-packages|/src/|\.py\"?[,:]|postgres(ql)?://"
    r"|\bselect\b[^\"]{1,200}\bfrom\b|\binsert\s+into\b|\bviolates\b|\brelation \\\"",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b(ck|uq|fk|pk|ix)_[a-z0-9_]+")


def leaks(answer: Any) -> list[str]:
    """The parts of an answer that tell what happens inside."""
    text = answer if isinstance(answer, str) else orjson.dumps(answer, default=str).decode()
    found = [match.group() for match in _WORDS.finditer(text)]
    found += [match.group() for match in _NAMES.finditer(text)]
    return found + [name for name in Base.metadata.tables if f'"{name}"' in text]


def assert_discreet(answer: Any) -> None:
    """Nothing of the inside shows in an answer."""
    assert not leaks(answer), f"an answer shows what happens inside: {leaks(answer)}"
