"""Facts about tokens, accounts and sessions; no event has a secret or a contact in it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, SecurityEvent, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCreated(SecurityEvent):
    """A token was made; the secret is in no event."""

    name: ClassVar[str] = "identity.token_created"

    token_id: UUID
    role: str
    seller_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(SecurityEvent):
    """A token is not good any more."""

    name: ClassVar[str] = "identity.token_revoked"

    token_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated(Event):
    """An account came into being; whether its contact is proven, another event says."""

    name: ClassVar[str] = "identity.account_created"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Event):
    """Name, language, preferences, a contact or the state of an account changed."""

    name: ClassVar[str] = "identity.account_changed"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(SecurityEvent):
    """The owner of an account changed what it says; `fields` names what, and never the values."""

    name: ClassVar[str] = "identity.profile_changed"

    account_id: UUID
    version: int
    fields: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEmailVerified(SecurityEvent):
    """The owner of an account has shown that mail to its address reaches them."""

    name: ClassVar[str] = "identity.account_email_verified"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPhoneVerified(SecurityEvent):
    """The owner of an account has shown that messages to its number reach them."""

    name: ClassVar[str] = "identity.account_phone_verified"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEmailChanged(SecurityEvent):
    """An account got another e-mail address; the challenge knows the one it replaces."""

    name: ClassVar[str] = "identity.account_email_changed"

    account_id: UUID
    challenge_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(SecurityEvent):
    """An account got another password: by its owner who knew the old one, or by a reset."""

    name: ClassVar[str] = "identity.password_changed"

    account_id: UUID
    version: int
    reset: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeIssued(Event):
    """Somebody is to prove something; whoever sends messages tells them how."""

    name: ClassVar[str] = "identity.challenge_issued"

    challenge_id: UUID
    purpose: str
    sent: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(SecurityEvent):
    """Somebody signed in; `proofs` say how they showed who they are."""

    name: ClassVar[str] = "identity.session_opened"

    session_id: UUID
    account_id: UUID
    proofs: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(SecurityEvent):
    """A session is over; its tokens are refused from now on."""

    name: ClassVar[str] = "identity.session_ended"

    session_id: UUID
    account_id: UUID
    why: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEnrolled(SecurityEvent):
    """An account has a second factor that it did not have."""

    name: ClassVar[str] = "identity.factor_enrolled"

    account_id: UUID
    factor: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDisabled(SecurityEvent):
    """An account has lost a second factor, by its owner."""

    name: ClassVar[str] = "identity.factor_disabled"

    account_id: UUID
    factor: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(SecurityEvent):
    """An account got new recovery codes; older ones are good no more."""

    name: ClassVar[str] = "identity.recovery_codes_made"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(SecurityEvent):
    """Somebody showed a recovery code instead of a second factor; so many are `left`."""

    name: ClassVar[str] = "identity.recovery_code_used"

    account_id: UUID
    left: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(SecurityEvent):
    """An account signs in with one more passkey."""

    name: ClassVar[str] = "identity.passkey_added"

    passkey_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(SecurityEvent):
    """A passkey is good no more, by its owner."""

    name: ClassVar[str] = "identity.passkey_removed"

    passkey_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCopied(SecurityEvent):
    """A passkey has counted backwards: there are two of it. It was refused."""

    name: ClassVar[str] = "identity.passkey_copied"

    passkey_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinked(SecurityEvent):
    """Somebody at a provider of identities signs in to an account from now on."""

    name: ClassVar[str] = "identity.account_linked"

    link_id: UUID
    account_id: UUID
    provider: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlinked(SecurityEvent):
    """A provider of identities leads to an account no more, by its owner."""

    name: ClassVar[str] = "identity.account_unlinked"

    link_id: UUID
    account_id: UUID
    provider: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReused(SecurityEvent):
    """A refresh token came back that had its successor long ago: somebody copied it."""

    name: ClassVar[str] = "identity.refresh_reused"

    session_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(SecurityEvent):
    """A role was made, changed or deleted; `permissions` are what it lists now."""

    name: ClassVar[str] = "identity.role_changed"

    role_id: UUID
    permissions: str
    deleted: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(SecurityEvent):
    """An account holds a role from now on: on the platform, in a seller, or in a channel."""

    name: ClassVar[str] = "identity.role_granted"

    account_id: UUID
    role_id: UUID
    seller_id: UUID | None
    channel_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(SecurityEvent):
    """An account does not hold a role any more."""

    name: ClassVar[str] = "identity.role_revoked"

    account_id: UUID
    role_id: UUID
    seller_id: UUID | None
    channel_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(SecurityEvent):
    """Somebody was invited to hold a role; `invited` is whether they still are."""

    name: ClassVar[str] = "identity.member_invited"

    invitation_id: UUID
    role_id: UUID
    seller_id: UUID | None
    channel_id: UUID | None
    invited: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffActivated(SecurityEvent):
    """Somebody of the staff was let in again, or shut out."""

    name: ClassVar[str] = "identity.staff_activated"

    account_id: UUID
    active: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(SecurityEvent):
    """Somebody made an API key, maybe in the place of another one that ends soon."""

    name: ClassVar[str] = "identity.api_key_created"

    key_id: UUID
    made_by: UUID
    seller_id: UUID | None
    permissions: str
    replaces: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerImpersonated(SecurityEvent):
    """An agent began to see the shop through the eyes of a buyer."""

    name: ClassVar[str] = "identity.customer_impersonated"

    account_id: UUID
    agent_id: UUID
    session_id: UUID
