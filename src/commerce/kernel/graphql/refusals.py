"""Why a request was refused before it was executed, and the codes clients branch on."""

import re
from typing import Any

from graphql import GraphQLError

BAD_QUERY = "BAD_QUERY"
BAD_INPUT = "BAD_INPUT"
COST_EXCEEDED = "COST_EXCEEDED"
METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
INTERNAL = "INTERNAL"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"

# NUL cannot be stored by PostgreSQL, half a surrogate pair cannot be written as UTF-8.
_HOSTILE = re.compile("[\x00\ud800-\udfff]")
# graphql-core quotes what it was given, and that may be somebody's name or secret.
_QUOTED = (
    (re.compile(r"(?s)[,;] found: .*"), "."),
    (re.compile(r"(?s)(cannot represent [\w -]*?value): .*"), r"\1."),
    (re.compile(r"(?s)\bValue ('|\").*\1 (does not exist in)"), r"This value \2"),
    (re.compile(r"(?s)(, found (?:Block)?String) .*"), r"\1."),
)


def without_values(message: str) -> str:
    """What graphql-core says is wrong, without the value that is."""
    for pattern, plain in _QUOTED:
        message = pattern.sub(plain, message)
    return message


class Refused(Exception):
    """The request is not executed; `wrong_method` when another HTTP method would do."""

    def __init__(
        self, errors: list[GraphQLError], *, code: str = BAD_QUERY, wrong_method: bool = False
    ) -> None:
        super().__init__(code)
        self.errors = errors
        self.code = code
        self.wrong_method = wrong_method


def hostile(text: str) -> bool:
    """Whether a string has characters that can be neither stored nor sent."""
    return _HOSTILE.search(text) is not None


def check_variables(variables: dict[str, Any], items: int) -> None:
    """Look through raw variables for hostile strings and for lists beyond `items`.

    Raises:
        Refused: something of that kind was found.
    """
    stack: list[Any] = [variables]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if hostile(value):
                raise _bad_input("a string has characters that cannot be stored")
        elif isinstance(value, dict):
            stack.extend(value)
            stack.extend(value.values())
        elif isinstance(value, list):
            if len(value) > items:
                raise _bad_input(f"a list has {len(value)} items, the most allowed is {items}")
            stack.extend(value)


def _bad_input(text: str) -> Refused:
    return Refused([GraphQLError(text)], code=BAD_INPUT)
