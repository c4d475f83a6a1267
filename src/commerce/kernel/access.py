"""Who is asking, and what a root field demands of them."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from commerce.kernel.errors import Forbidden, Unauthenticated


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of one request: a person's account with its session, or an API token.

    `language` and `currency` are those a person has chosen to be served in.

    `seller_ids` are the sellers it acts for. `everywhere` means that rows of every
    seller are in its reach; without it, seller-scoped permissions end at `seller_ids`.
    """

    token_id: UUID | None = None
    account_id: UUID | None = None
    session_id: UUID | None = None
    name: str = "guest"
    seller_ids: frozenset[UUID] = frozenset()
    permissions: frozenset[str] = frozenset()
    everywhere: bool = False
    language: str | None = None
    currency: str | None = None

    @property
    def known(self) -> bool:
        """Whether the caller showed a token that is good."""
        return self.token_id is not None or self.account_id is not None

    @property
    def audited(self) -> bool:
        """Whether what it does is put on record: staff, sellers and keys, and not buyers."""
        return self.known and bool(self.permissions)

    @property
    def subject(self) -> str:
        """Who this is, in one word: `account:<uuid>`, `key:<uuid>`, `system` or `guest`."""
        if self.account_id is not None:
            return f"account:{self.account_id}"
        return f"key:{self.token_id}" if self.token_id is not None else self.name

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def acts_for(self, seller_id: UUID) -> bool:
        return self.everywhere or seller_id in self.seller_ids


GUEST = Actor()
SYSTEM = Actor(name="system", everywhere=True)


@dataclass(frozen=True, slots=True)
class Access:
    """A demand on the caller; `permission` is None when a label says it all."""

    label: str
    allows: Callable[[Actor], bool]
    permission: str | None = None

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


PUBLIC = Access("public", lambda actor: True)
SIGNED_IN = Access("account", lambda actor: actor.account_id is not None)
"""For people who are signed in; an API token is nobody's account."""
_PERMISSIONS: dict[str, str] = {}
_ROLES: dict[str, set[str]] = {}


def permission(name: str, description: str, *, roles: tuple[str, ...] = ()) -> str:
    """Declare a permission; admins have it, and so have the named roles."""
    if name in _PERMISSIONS:
        raise ValueError(f"permission {name} is declared twice")
    _PERMISSIONS[name] = description
    for role in ("admin", *roles):
        _ROLES.setdefault(role, set()).add(name)
    return name


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do."""
    return frozenset(_ROLES.get(role, ()))


def all_permissions() -> dict[str, str]:
    """Every permission declared so far, with what it allows."""
    return dict(sorted(_PERMISSIONS.items()))


def requires(name: str) -> Access:
    """Access for those who hold a permission."""
    if name not in _PERMISSIONS:
        raise ValueError(f"permission {name} is not declared")
    return Access(name, lambda actor: actor.may(name), permission=name)
