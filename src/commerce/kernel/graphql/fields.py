"""Fields of the schema: root fields with their access, payloads, and batch relations."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    TypeAlias,
    TypeVar,
    Union,
    dataclass_transform,
)

import strawberry
from psycopg.errors import (
    DeadlockDetected,
    DiskFull,
    LockNotAvailable,
    QueryCanceled,
    ReadOnlySqlTransaction,
    SerializationFailure,
)
from sqlalchemy.exc import DBAPIError
from strawberry.extensions import FieldExtension
from strawberry.schema_directive import Location

from commerce.kernel.access import Access
from commerce.kernel.errors import DomainError, Forbidden, Unavailable
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import COMMON, MOVING, expose, exposed_type
from commerce.kernel.ids import encode
from commerce.kernel.loaders import Batch, load
from commerce.kernel.rates import Counted
from commerce.kernel.reach import BUYER, reaching
from commerce.kernel.tags import Mark

if TYPE_CHECKING:
    Permission: TypeAlias = str

Info = strawberry.Info[Context, None]
C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., Any])
_TRIES = 3
_REFUSALS = (ReadOnlySqlTransaction, DiskFull, LockNotAvailable, QueryCanceled)


@strawberry.enum(description="What a mutation moves; such a mutation takes an idempotency key.")
class Movable(StrEnum):
    MONEY = "money"
    STOCK = "stock"


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="What a caller needs: the permission, or with none an account. `owner` says that"
    " it may be held for one seller or channel, whose rows alone are then reached, or that the"
    " field is about the caller's own account.",
)
class Requires:
    permission: list[Annotated["Permission", strawberry.lazy("commerce.graphql.codes")]]
    owner: bool = False


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="The field moves money or stock."
)
class Moves:
    what: list[Movable]


@strawberry.interface(description="Something worth knowing that did not stop the mutation.")
class Warning:
    code: str
    message: str
    path: list[str] | None = None


@strawberry.type(description="A plain warning.")
class Notice(Warning):
    pass


class Payload:
    """Base of mutation payloads: `errors` and `warnings` are added by `payload`."""

    raises: ClassVar[tuple[type[DomainError], ...]]
    if TYPE_CHECKING:
        errors: list[Any] = strawberry.field(default_factory=list)
        warnings: list[Warning] = strawberry.field(default_factory=list)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def payload(*raises: type[DomainError], moves: bool = False) -> Callable[[C], C]:
    """Make a payload type that can carry the given errors beside the common ones.

    The class name ends in `Payload`; its error union is called after it.
    """

    def make(cls: C) -> C:
        union = cls.__name__.removesuffix("Payload") + "Error"
        members = dict.fromkeys((*COMMON, *(MOVING if moves else ()), *raises))
        kinds = tuple(exposed_type(error) for error in members)
        reasons = f"Why {_camel(union.removesuffix('Error'))} was not done."
        target: Any = cls
        target.raises = tuple(members)
        target.__annotations__ = dict(cls.__annotations__)
        target.errors = strawberry.field(
            default_factory=list, description="Why it was not done; empty when it was."
        )
        target.__annotations__["errors"] = list[
            Annotated[Union[kinds], strawberry.union(union, description=reasons)]  # type: ignore[valid-type]  # noqa: UP007  # built from data
        ]
        target.warnings = strawberry.field(
            default_factory=list, description="What else is worth knowing."
        )
        target.__annotations__["warnings"] = list[Warning]
        about = (
            inspect.cleandoc(cls.__dict__.get("__doc__") or "")
            or f"The outcome of {_camel(union.removesuffix('Error'))}."
        )
        made: C = strawberry.type(cls, description=about)
        return made

    return make


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


class Guard(FieldExtension):
    """Checks access; for mutations also turns domain errors into payloads and retries races."""

    def __init__(
        self,
        access: Access,
        result: type | None = None,
        *,
        for_others: bool = False,
    ) -> None:
        self.access = access
        self.result = result
        self.for_others = for_others

    async def resolve_async(self, next_: Any, source: Any, info: Any, **kwargs: Any) -> Any:
        self.access.check(info.context.actor)
        if self.result is None:
            return await next_(source, info, **kwargs)
        if info.context.actor.impersonator_id is not None and not self.for_others:
            raise Forbidden("this is not done in the name of somebody else")
        try:
            # Whoever shops is a buyer, be it a seller.
            held = self.access.permission is not None and not self.access.backstage
            with nullcontext() if held else reaching(BUYER):
                return await self._settled(next_, source, info, kwargs)
        except DomainError as error:
            shown = expose(error, info.context)
            if shown is None or type(error) not in self.result.raises:  # type: ignore[attr-defined]  # a Payload
                raise
            return self.result(errors=[shown])
        finally:
            info.context.forget()

    async def _settled(self, next_: Any, source: Any, info: Any, kwargs: dict[str, Any]) -> Any:
        """Run the resolver, again when the database broke a tie against us.

        A lost connection may hide a commit that happened, so then only a mutation with an
        idempotency key is repeated.
        """
        keyed = "idempotency_key" in kwargs
        for attempt in range(_TRIES):
            try:
                return await next_(source, info, **kwargs)
            except DBAPIError as error:
                if isinstance(error.orig, _REFUSALS):
                    raise Unavailable("the database takes no changes now") from error
                tie = isinstance(error.orig, DeadlockDetected | SerializationFailure)
                lost = error.connection_invalidated
                if not tie and not lost:
                    raise
                if attempt + 1 == _TRIES or (lost and not keyed):
                    raise Unavailable("the database was interrupted; please repeat") from error
                await asyncio.sleep(0.05 * (attempt + 1))
                info.context.forget()
        raise AssertionError("unreachable")


def query(
    access: Access,
    *,
    cost: int = 1,
    shared: Mark | None = None,
    limit: Counted | None = None,
    shopping: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """A root query field; its docstring is the description.

    `shared` says that every guest in a market gets the same answer, which may then be kept.
    `shopping` says that the field shows buyers what is theirs: sellers are buyers there too.
    `limit` is what calls count towards, beside the limits on everything.
    """

    def make(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=resolver,
            description=inspect.getdoc(resolver),
            extensions=[Guard(access)],
            metadata={
                **_demands(access, limit),
                "cost": cost,
                "shared": shared,
                "shopping": shopping,
            },
            directives=_directives(access),
        )

    return make


def mutation(
    access: Access,
    result: type,
    *,
    moves: tuple[Movable, ...] = (),
    cost: int = 10,
    limit: Counted | None = None,
    for_others: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """A root mutation field; its docstring is the description, `result` its payload type.

    One that moves something must take `idempotency_key`; the schema refuses to build otherwise.
    `limit` is what calls count towards, beside the limits on everything. With `for_others` an
    agent may do it while seeing the shop through the eyes of a buyer; nothing else.
    """

    def make(resolver: Callable[..., Any]) -> Any:
        if moves and "idempotency_key" not in inspect.signature(resolver).parameters:
            raise TypeError(f"{resolver.__name__} moves {moves} without an idempotency key")
        return strawberry.field(
            resolver=resolver,
            description=inspect.getdoc(resolver),
            extensions=[Guard(access, result, for_others=for_others)],
            metadata={**_demands(access, limit), "cost": cost, "moves": moves},
            directives=[*_directives(access), *([Moves(what=list(moves))] if moves else [])],
        )

    return make


def _demands(access: Access, limit: Counted | None) -> dict[str, Any]:
    return {"access": access.label, "permission": access.permission, "limit": limit}


def computed(resolver: F) -> F:
    """A field computed from the parent; its docstring is the description."""
    field: Any = strawberry.field(resolver=resolver, description=inspect.getdoc(resolver))
    made: F = field
    return made


def _directives(access: Access) -> list[object]:
    if access.permission is None and not access.owner:
        return []
    named = [access.permission] if access.permission else []
    return [Requires(permission=named, owner=access.owner)]


Make = Callable[[Any, Context], Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the compiled executor needs to serve a batch field itself; see `batch`."""

    function: Batch
    key: str
    make: Make | None


def attribute(read: str | Make, *, about: str | None = None, name: str | None = None) -> Any:
    """A field that is there already, read when it is asked for.

    `read` is an attribute of the parent (dots reach deeper), or a function of the parent and
    the context that does no I/O; `name` is what the schema calls it, if not as the class does.
    """
    if isinstance(read, str):
        of_parent = attrgetter(read)
    get: Make = read if callable(read) else lambda parent, _: of_parent(parent)

    def resolver(self: Any, info: Info) -> Any:
        return get(self, info.context)

    resolver.__annotations__ = {"info": Info}
    return strawberry.field(
        resolver=resolver, name=name, description=about, metadata={"attribute": read}
    )


def personal(
    read: str, *, kind: str, key: str = "uid", make: Callable[[Any], Any] | None = None
) -> Any:
    """A field that shows somebody's personal data: when staff reads it, that is put on record.

    `read` is where it stands in the parent, `kind` and `key` name the row in the audit trail;
    `make` turns what is there into its GraphQL type.
    """
    value_of, row_of = attrgetter(read), attrgetter(key)
    name = read.rpartition(".")[2]

    def get(parent: Any, context: Context) -> Any:
        value = value_of(parent)
        if not value:
            return value
        if context.actor.known:
            context.note_reading(kind, row_of(parent), name)
        return value if make is None else make(value)

    return attribute(get)


def public_id(prefix: str, key: str = "row.id") -> Any:
    """The id of an object as clients see it; `key` names the attribute that holds the UUID."""
    uid_of = attrgetter(key)
    return attribute(lambda parent, _: encode(prefix, uid_of(parent)))


def batch(
    function: Batch,
    *,
    key: str = "uid",
    make: Make | None = None,
    cost: int = 1,
    about: str | None = None,
) -> Any:
    """A relation served by a batch function, described by `about` or by its docstring.

    An empty `about` leaves the field without a description.

    `key` names the attribute of the parent that the function takes (dots reach deeper);
    `make(row, context)` turns each result (or each item of a list) into its GraphQL type.
    Keyword-only parameters of the function become arguments of the field.
    """
    key_of = attrgetter(key)
    arguments = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind is inspect.Parameter.KEYWORD_ONLY
    ]

    async def resolver(self: Any, info: Info, **given: Any) -> Any:
        value = key_of(self)
        if value is None:
            return None
        found = await load(function, value, info.context, **given)
        if make is None or found is None:
            return found
        if isinstance(found, list):
            return [make(each, info.context) for each in found]
        return make(found, info.context)

    own = list(inspect.signature(resolver).parameters.values())[:2]
    resolver.__signature__ = inspect.Signature([*own, *arguments])  # type: ignore[attr-defined]
    resolver.__annotations__ = {"info": Info, **{each.name: each.annotation for each in arguments}}
    return strawberry.field(
        resolver=resolver,
        description=inspect.getdoc(function) if about is None else about or None,
        metadata={"batch": Relation(function, key, make), "cost": cost},
    )
