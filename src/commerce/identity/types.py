"""Values that cross the border of identity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict
from uuid import UUID


class Role(StrEnum):
    """What a token stands for."""

    ADMIN = "admin"
    SELLER = "seller"
    SUPPORT = "support"


class RoleKind(StrEnum):
    """Where a role is held: on the platform (or in one channel of it), or in one seller."""

    PLATFORM = "platform"
    SELLER = "seller"


class AccountState(StrEnum):
    """Only an active account signs in; an unverified one waits for the proof of its contact."""

    UNVERIFIED = "unverified"
    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


# Such an account is in use, or may be again: what it says is kept.
OPEN = (AccountState.ACTIVE, AccountState.DISABLED)


class ContactKind(StrEnum):
    """Ways to reach a person."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address, or a telephone number in E.164; checked by form before it gets here."""

    kind: ContactKind
    value: str

    @classmethod
    def of(cls, kind: ContactKind | None, value: str | None) -> "Contact":
        """The contact of two columns that are both filled."""
        assert kind is not None and value is not None
        return cls(kind, value)


class SessionEnd(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    REUSED = "reused"
    DISABLED = "disabled"
    ERASED = "erased"


class Proof(StrEnum):
    """How somebody showed who they are; the names of RFC 8176 where it has one."""

    PASSWORD = "pwd"
    CODE = "otp"
    LINK = "link"
    TOTP = "totp"
    SMS = "sms"
    EMAIL = "email"
    RECOVERY = "recovery"
    PASSKEY = "passkey"
    PROVIDER = "oidc"


class Factor(StrEnum):
    """A second factor; recovery codes stand in for whichever is lost."""

    TOTP = "totp"
    SMS = "sms"
    EMAIL = "email"
    RECOVERY = "recovery"


class Purpose(StrEnum):
    """What a challenge is good for; `known` is one that nothing answers, sent to an owner."""

    REGISTER = "register"
    KNOWN = "known"
    SIGN_IN = "sign_in"
    VERIFY = "verify"
    EMAIL_CHANGE = "email_change"
    PASSWORD_RESET = "password_reset"
    SECOND_FACTOR = "second_factor"
    PASSKEY_ADD = "passkey_add"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    PROVIDER = "provider"
    ERASE = "erase"
    INVITATION = "invitation"


class KeyState(StrEnum):
    """A key is published first, then signs, then only verifies what it signed."""

    NEXT = "next"
    CURRENT = "current"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a request, as far as the network tells; `key` is what they are counted under."""

    address: str = ""
    key: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person who wants an account; without a password they sign in by code."""

    contact: Contact
    name: str
    language: str
    password: str | None = None


class AccountPatch(TypedDict, total=False):
    """Changes to an account; what is not there stays."""

    name: str
    language: str
    currency: str | None
    preferences: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is held: in one seller, in one channel, or with neither everywhere."""

    seller_id: UUID | None = None
    channel_id: UUID | None = None


EVERYWHERE = Place()


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be; `refund_limits` are the highest refunds it allows, in minor units."""

    name: str
    description: str
    kind: RoleKind
    permissions: frozenset[str]
    refund_limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RolePatch:
    """Changes to a role; None leaves a value as it is."""

    name: str | None = None
    description: str | None = None
    permissions: frozenset[str] | None = None
    refund_limits: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Somebody who is to hold a role; without a place, on the whole platform."""

    contact: Contact
    role_id: UUID
    place: Place
    language: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """An API key to be, for the whole platform or for one seller."""

    name: str
    permissions: frozenset[str]
    seller_id: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody says of themselves who accepts an invitation without having an account."""

    name: str = ""
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Impersonation:
    """An access token that shows the shop as a buyer sees it."""

    access: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened or renewed, with the secrets that are shown only now."""

    account: Any
    session_id: UUID
    access: str
    refresh: str
    expires_at: datetime
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that lacks a second factor: the challenge to answer, and the ways to do it."""

    challenge_id: UUID
    factors: tuple[Factor, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A challenge that was sent to somebody."""

    challenge_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers a challenge with: the code that was typed, or the secret of a link."""

    challenge_id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The contacts that an account has proven, and the language of its owner."""

    email: str | None
    phone: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to tell, in which language, and what proves that it reached them."""

    contact: Contact
    language: str
    code: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """Somebody who is signed in, and the session and sender through which they act."""

    account_id: UUID
    session_id: UUID | None
    sender: Sender


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody who is signed in shows anew before something weighty."""

    password: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a browser needs to make or use a passkey, and the challenge that it answers."""

    challenge_id: UUID
    expires_at: datetime
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a browser answers with: the credential as its JSON has it."""

    challenge_id: UUID
    credential: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentAway:
    """Where a provider asks somebody who they are, and what their browser keeps meanwhile."""

    url: str
    browser: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ComingBack:
    """What somebody brings back from a provider, and what their browser has kept."""

    challenge_id: UUID
    state: str
    browser: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """Somebody is back from a provider: to sign in, or to link it with their account."""

    provider: str
    links: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret for an authenticator app, shown only now."""

    secret: str
    uri: str
