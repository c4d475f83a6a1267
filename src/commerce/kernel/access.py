"""Who is asking, and what a root field demands of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from commerce.kernel.errors import Forbidden, Unauthenticated

Held = Mapping[UUID, frozenset[str]]
"""Permissions by the seller (or the channel) they are held for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of one request: a person's account with its session, or an API key.

    `permissions` hold for the whole platform, the others for one seller or one channel each.
    `unbounded` is the program itself. `impersonator_id` is the account of the agent who sees
    the shop through the eyes of `account_id`.
    `language` and `currency` are those a person has chosen to be served in.
    """

    token_id: UUID | None = None
    account_id: UUID | None = None
    session_id: UUID | None = None
    name: str = "guest"
    permissions: frozenset[str] = frozenset()
    seller_permissions: Held = field(default_factory=dict, hash=False)
    channel_permissions: Held = field(default_factory=dict, hash=False)
    impersonator_id: UUID | None = None
    unbounded: bool = False
    language: str | None = None
    currency: str | None = None

    @property
    def known(self) -> bool:
        """Whether the caller showed a token that is good."""
        return self.token_id is not None or self.account_id is not None

    @property
    def everywhere(self) -> bool:
        """Whether it is staff: something it may do reaches the rows of every seller."""
        return self.unbounded or bool(self.permissions)

    @property
    def seller_ids(self) -> frozenset[UUID]:
        """Every seller it may do something for; what, each permission says for itself."""
        return frozenset(self.seller_permissions)

    @property
    def audited(self) -> bool:
        """Whether what it does is put on record: staff, sellers and keys, and not buyers."""
        held = self.permissions or self.seller_permissions or self.channel_permissions
        return self.known and bool(held or self.impersonator_id)

    @property
    def subject(self) -> str:
        """Who this is, in one word: `account:<uuid>`, `key:<uuid>`, `system` or `guest`.

        An agent behind the account of a buyer is named as well: `account:<agent>/<buyer>`.
        """
        if self.impersonator_id is not None:
            return f"account:{self.impersonator_id}/{self.account_id}"
        if self.account_id is not None:
            return f"account:{self.account_id}"
        return f"key:{self.token_id}" if self.token_id is not None else self.name

    def may(self, permission: str) -> bool:
        """Whether it holds a permission for the platform, or for some seller or channel."""
        return self.may_everywhere(permission) or any(
            permission in held
            for held in chain(self.seller_permissions.values(), self.channel_permissions.values())
        )

    def may_everywhere(self, permission: str) -> bool:
        """Whether it holds a permission for the whole platform."""
        return self.unbounded or permission in self.permissions

    def sellers_with(self, permission: str) -> frozenset[UUID]:
        """The sellers that it holds a permission for by name."""
        return _places(self.seller_permissions, permission)

    def channels_with(self, permission: str) -> frozenset[UUID]:
        """The channels that it holds a permission for by name."""
        return _places(self.channel_permissions, permission)

    def acts_for(self, seller_id: UUID, permission: str) -> bool:
        """Whether a permission of it reaches the rows of a seller."""
        return self.may_everywhere(permission) or seller_id in self.sellers_with(permission)

    def holds(
        self,
        wanted: Iterable[str],
        *,
        seller_id: UUID | None = None,
        channel_id: UUID | None = None,
    ) -> bool:
        """Whether it holds all of these, for the platform or for the place that is named."""
        here = frozenset[str]()
        if seller_id is not None:
            here |= self.seller_permissions.get(seller_id, frozenset())
        if channel_id is not None:
            here |= self.channel_permissions.get(channel_id, frozenset())
        return self.unbounded or frozenset(wanted) <= self.permissions | here


def _places(held: Held, permission: str) -> frozenset[UUID]:
    return frozenset(place for place, names in held.items() if permission in names)


GUEST = Actor()
SYSTEM = Actor(name="system", unbounded=True)


@dataclass(frozen=True, slots=True)
class Access:
    """A demand on the caller; `permission` is None when a label says it all.

    `owner` says that rows are narrowed to the caller's own: of its account, or of the sellers
    and channels that it holds the permission for, unless it holds it for the platform.
    `backstage` says that its tables are closed to sellers: see `permission`.
    """

    label: str
    allows: Callable[[Actor], bool]
    permission: str | None = None
    owner: bool = False
    backstage: bool = False

    def check(self, actor: Actor) -> None:
        """Let the actor pass.

        Raises:
            Unauthenticated: the caller showed no token.
            Forbidden: the token does not reach this far.
        """
        if self.allows(actor):
            return
        if not actor.known:
            raise Unauthenticated("sign in first")
        raise Forbidden(f"needs {self.label}")


@dataclass(frozen=True, slots=True)
class Permission:
    """What can be allowed. Only what is narrowed to rows can be held for a place alone."""

    name: str
    description: str
    of_seller: bool
    of_channel: bool
    backstage: bool = False


PUBLIC = Access("public", lambda actor: True)
SIGNED_IN = Access("account", lambda actor: actor.account_id is not None, owner=True)
"""For people who are signed in; an API key is nobody's account."""
SUPER_ADMIN, ADMIN, SELLER = "super_admin", "admin", "seller"
_PERMISSIONS: dict[str, Permission] = {}
_ROLES: dict[str, set[str]] = {}


def permission(
    name: str,
    description: str,
    *,
    roles: tuple[str, ...] = (),
    of_channel: bool = False,
    reserved: bool = False,
    backstage: bool = False,
) -> str:
    """Declare a permission; super admins have it, and so have admins and the named roles.

    What the owner of a seller has can be held for one seller. With `of_channel` it can be held
    for one channel. Both mean that everything it guards narrows its rows to those places.
    A `reserved` one is for super admins alone. One that is `backstage` changes tables which the
    database closes to sellers; what they reach of these is up to the WHERE clauses alone.
    """
    if name in _PERMISSIONS:
        raise ValueError(f"permission {name} is declared twice")
    _PERMISSIONS[name] = Permission(name, description, SELLER in roles, of_channel, backstage)
    for role in (SUPER_ADMIN, *(() if reserved else (ADMIN,)), *roles):
        _ROLES.setdefault(role, set()).add(name)
    return name


def permissions_of(role: str) -> frozenset[str]:
    """What a built-in role may do."""
    return frozenset(_ROLES.get(role, ()))


def all_permissions() -> dict[str, Permission]:
    """Every permission declared so far."""
    return dict(sorted(_PERMISSIONS.items()))


def seller_permissions() -> frozenset[str]:
    """What can be held for one seller."""
    return frozenset(name for name, each in _PERMISSIONS.items() if each.of_seller)


def channel_permissions() -> frozenset[str]:
    """What can be held for one channel."""
    return frozenset(name for name, each in _PERMISSIONS.items() if each.of_channel)


def requires(name: str) -> Access:
    """Access for those who hold a permission, for the platform or for a place."""
    if name not in _PERMISSIONS:
        raise ValueError(f"permission {name} is not declared")
    known = _PERMISSIONS[name]
    return Access(
        name,
        lambda actor: actor.may(name),
        permission=name,
        owner=known.of_seller or known.of_channel,
        backstage=known.backstage,
    )
