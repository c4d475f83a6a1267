"""Domain errors as data: one interface, one global code enum, typed members."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import strawberry

from commerce.kernel.errors import (
    Conflict,
    DomainError,
    IllegalTransition,
    InProgress,
    InvalidInput,
    KeyReused,
    LimitReached,
    NotFound,
    StaleVersion,
)

if TYPE_CHECKING:
    ErrorCode: TypeAlias = str

C = TypeVar("C", bound=type)
Convert = Callable[[DomainError, Any], Any]
_exposed: dict[type[DomainError], Convert] = {}
_types: dict[type[DomainError], type] = {}


@strawberry.interface(description="Something the client asked for cannot be done; data says why.")
class UserError:
    code: Annotated["ErrorCode", strawberry.lazy("commerce.graphql.codes")] = strawberry.field(
        description="Stable name of the reason."
    )
    message: str = strawberry.field(description="The reason in the language of the request.")
    path: list[str] | None = strawberry.field(description="Which part of the input it is about.")


def exposes(
    error: type[DomainError], convert: Callable[[Any, Any], dict[str, Any]] | None = None
) -> Callable[[C], C]:
    """Bind a GraphQL error type to the domain error whose attributes it shows.

    `convert(error, context)` gives the values of the type's own fields; by default the
    attributes of the same names.
    """

    def bind(cls: C) -> C:
        made: Any = cls
        shared = {"code", "message", "path"}
        own = [
            field.python_name
            for field in made.__strawberry_definition__.fields
            if field.python_name not in shared
        ]

        def build(found: DomainError, context: Any) -> Any:
            values = (
                convert(found, context)
                if convert is not None
                else {name: getattr(found, name) for name in own}
            )
            message = found.message(context.language)
            return made(code=found.code, message=message, path=found.path or None, **values)

        _exposed[error] = build
        _types[error] = made
        return cls

    return bind


def exposed_type(error: type[DomainError]) -> type:
    """The GraphQL type of a domain error.

    Raises:
        TypeError: no type was bound to it.
    """
    if error not in _types:
        raise TypeError(f"{error.__name__} has no type in the schema: see `exposes`")
    return _types[error]


def expose(error: DomainError, context: Any) -> Any:
    """The GraphQL object for a domain error, or None when it has no type."""
    build = _exposed.get(type(error))
    return None if build is None else build(error, context)


@exposes(InvalidInput)
@strawberry.type(description="A value of the input breaks a rule of form.")
class InvalidInputError(UserError):
    rule: str


@exposes(NotFound)
@strawberry.type(description="What was named does not exist, or is not yours.")
class NotFoundError(UserError):
    pass


@exposes(Conflict)
@strawberry.type(description="Something unique exists already.")
class ConflictError(UserError):
    field: str


@exposes(StaleVersion)
@strawberry.type(description="Somebody else changed it since you read it.")
class StaleVersionError(UserError):
    expected: int
    actual: int


@exposes(LimitReached)
@strawberry.type(description="A number is beyond what the system accepts.")
class LimitReachedError(UserError):
    pass


@exposes(IllegalTransition)
@strawberry.type(description="It cannot go from the state it is in to the wanted one.")
class IllegalTransitionError(UserError):
    was: str
    wanted: str


@exposes(KeyReused)
@strawberry.type(description="The idempotency key belongs to a different request.")
class KeyReusedError(UserError):
    pass


@exposes(InProgress)
@strawberry.type(description="The same request is still at work; repeat it with the same key.")
class InProgressError(UserError):
    pass


COMMON: tuple[type[DomainError], ...] = (
    InvalidInput,
    NotFound,
    Conflict,
    StaleVersion,
    LimitReached,
)
MOVING: tuple[type[DomainError], ...] = (KeyReused, InProgress)
