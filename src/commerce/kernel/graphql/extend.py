"""Let a higher domain (or a plugin) add fields to a lower domain's type."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

C = TypeVar("C", bound=type)


def extend(target: Any) -> Callable[[C], C]:
    """Add the fields of the decorated class to `target`.

    Raises:
        TypeError: the type has a field of that name already.
    """

    def add(cls: C) -> C:
        fields = target.__strawberry_definition__.fields
        taken = {field.python_name for field in fields}
        for field in strawberry.type(cls).__strawberry_definition__.fields:  # type: ignore[attr-defined]  # set by strawberry
            if field.python_name in taken:
                raise TypeError(f"{target.__name__}.{field.python_name} exists already")
            fields.append(field)
        return cls

    return add
