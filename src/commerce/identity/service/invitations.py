"""Invitations: a role that somebody may take who proves an address."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from commerce.identity import hashing, rules
from commerce.identity.errors import BeyondReach, WrongProof
from commerce.identity.events import MemberInvited
from commerce.identity.models import Account, Challenge, Grant, Invitation
from commerce.identity.permissions import INVITATION_MANAGE, STAFF_MANAGE
from commerce.identity.service import challenges
from commerce.identity.service.finding import account_of, lock_contact
from commerce.identity.service.grants import actor_now, grant, grantable
from commerce.identity.service.registration import activate, create
from commerce.identity.types import (
    Accepted,
    AccountState,
    Answer,
    Contact,
    NewInvitation,
    Place,
    Purpose,
    Sender,
)
from commerce.kernel.access import SYSTEM, Actor
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.scope import of_sellers

_INVITATION = frozenset({Purpose.INVITATION})


async def invite(tx: Tx, actor: Actor, new: NewInvitation) -> Invitation:
    """Send somebody a link with which they take a role.

    Raises:
        NotFound, InvalidInput, BeyondReach: see `grants.grantable`.
    """
    await grantable(tx, actor, new.role_id, new.place)
    issued = await challenges.issue(tx, Purpose.INVITATION, new.contact, language=new.language)
    await tx.flush()
    row = Invitation(
        id=new_id(),
        challenge_id=issued.challenge_id,
        role_id=new.role_id,
        seller_id=new.place.seller_id,
        channel_id=new.place.channel_id,
        invited_by=actor.account_id,
    )
    tx.add(row)
    await tx.flush()
    _tell(tx, row, invited=True)
    return row


async def resend_invitation(tx: Tx, actor: Actor, invitation_id: UUID) -> Invitation:
    """Send a new link; the one that was sent before is good no more.

    Raises:
        NotFound: nobody is invited by this one any more.
        NotFound, InvalidInput, BeyondReach: see `grants.grantable`.
    """
    row = await _open(tx, actor, invitation_id)
    await grantable(tx, actor, row.role_id, Place(row.seller_id, row.channel_id))
    old = await tx.get(Challenge, row.challenge_id, lock=True)
    old.used_at = old.used_at or now()
    contact = Contact.of(old.contact_kind, old.contact)
    issued = await challenges.issue(tx, Purpose.INVITATION, contact, language=old.language)
    await tx.flush()
    row.challenge_id, row.invited_by = issued.challenge_id, actor.account_id
    _tell(tx, row, invited=True)
    return row


async def revoke_invitation(tx: Tx, actor: Actor, invitation_id: UUID) -> Invitation:
    """Let an invitation be good no more.

    Raises:
        NotFound: nobody is invited by this one any more.
        BeyondReach: the actor could not have invited.
    """
    row = await _open(tx, actor, invitation_id)
    await grantable(tx, actor, row.role_id, Place(row.seller_id, row.channel_id))
    row.revoked_at = now()
    challenge = await tx.get(Challenge, row.challenge_id, lock=True)
    challenge.used_at = challenge.used_at or now()
    _tell(tx, row, invited=False)
    return row


async def accept(
    db: Database, given: Answer, person: Accepted, sender: Sender, *, in_seller: bool
) -> Grant:
    """Take the role one is invited to; who has no account gets one.

    Whoever invited must be able to grant it at this moment too.

    Raises:
        WrongProof: the link is wrong, used, too old, or good no more.
        WeakPassword: the password is easy to guess; the link stays good.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _INVITATION, sender)
    hashed = None
    if person.password is not None:
        rules.check_password(person.password, person.name, path=("input", "password"))
        hashed = await hashing.hash_password(person.password)
    async with db.transaction() as tx:
        challenge = await challenges.use(tx, given, _INVITATION)
        stmt = select(Invitation).where(Invitation.challenge_id == challenge.id)
        row: Invitation | None = await tx.one_or_none(stmt.with_for_update())
        if row is None or row.revoked_at or (row.seller_id is not None) is not in_seller:
            raise WrongProof(path=("input", "proof"))
        account = await _account(tx, challenge, replace(person, password=hashed))
        row.accepted_at = now()
        await tx.flush()
        return await _granted(tx, row, account)


async def _granted(tx: Tx, row: Invitation, account: Account) -> Grant:
    place = Place(row.seller_id, row.channel_id)
    host = SYSTEM if row.invited_by is None else await actor_now(tx, row.invited_by)
    if row.seller_id is None and not host.may_everywhere(STAFF_MANAGE):
        raise WrongProof(path=("input", "proof"))
    try:
        return await grant(tx, host, account.id, row.role_id, place, again=True)
    except BeyondReach:
        raise WrongProof(path=("input", "proof")) from None


async def _account(tx: Tx, challenge: Challenge, person: Accepted) -> Account:
    """The account of whoever has the proven contact; an active one stays as it is."""
    contact = Contact.of(challenge.contact_kind, challenge.contact)
    await lock_contact(tx, contact)
    account = await account_of(tx, contact, lock=True)
    if account is None:
        account = create(tx, contact, challenge.language)
        await tx.flush()
    if account.state is AccountState.UNVERIFIED:
        account.name, account.password_hash = person.name, person.password
        await activate(tx, account, contact.kind)
    if account.state is not AccountState.ACTIVE:
        raise WrongProof(path=("input", "proof"))
    return account


async def _open(tx: Tx, actor: Actor, invitation_id: UUID) -> Invitation:
    reached = of_sellers(Invitation.seller_id, actor, INVITATION_MANAGE)
    stmt = select(Invitation).where(Invitation.id == invitation_id, reached).with_for_update()
    row: Invitation | None = await tx.one_or_none(stmt)
    if row is None or row.accepted_at or row.revoked_at:
        raise NotFound(path=("input", "id"))
    return row


def _tell(tx: Tx, row: Invitation, *, invited: bool) -> None:
    tx.emit(
        MemberInvited(
            invitation_id=row.id,
            role_id=row.role_id,
            seller_id=row.seller_id,
            channel_id=row.channel_id,
            invited=invited,
        )
    )
