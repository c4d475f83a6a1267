"""The two enums that gather what all domains declare: error codes and permissions.

Import this after every domain.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import strawberry

from commerce.kernel.access import all_permissions
from commerce.kernel.errors import DomainError


def _subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def error_classes() -> list[type[DomainError]]:
    """Every domain error of the loaded program."""
    return sorted(_subclasses(DomainError), key=lambda each: each.code)


_codes = sorted({each.code for each in error_classes()})
_enum: Any = StrEnum
_error_code = _enum("ErrorCode", {code: code for code in _codes})
_permission = _enum("Permission", {name: name for name in all_permissions()})
ErrorCode: Any = strawberry.enum(
    _error_code,
    description="Every reason a mutation may give for not doing what was asked.",
)
Permission: Any = strawberry.enum(
    _permission,
    description="What a role may allow.",
)
