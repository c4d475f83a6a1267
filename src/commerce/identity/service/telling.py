"""What whoever sends messages needs to know: to whom, in which language, with which secret."""

from uuid import UUID

from commerce.identity import queries, rules
from commerce.identity.names import CHALLENGE
from commerce.identity.service.challenges import secret_of
from commerce.identity.types import AccountState, Contact, ContactKind, Purpose, Told
from commerce.kernel.clock import now
from commerce.kernel.ids import encode
from commerce.kernel.reads import Reader, compiled

_CHALLENGE = compiled(queries.challenge())
_ADDRESSEE = compiled(queries.addressee())


async def told(reader: Reader, challenge_id: UUID) -> Told | None:
    """What to send about a challenge; None when it is over, or nobody is to be told."""
    row = await reader.first(_CHALLENGE, id=challenge_id)
    if row is None or row.used_at is not None or row.expires_at <= now() or row.contact is None:
        return None
    if row.purpose == Purpose.PASSWORD_RESET and row.account_id is None:
        return None
    contact = Contact.of(ContactKind(row.contact_kind), row.contact)
    purpose = Purpose(row.purpose)
    if purpose is Purpose.KNOWN:
        return Told(contact, row.language)
    coded = rules.coded(purpose, contact.kind)
    secret = secret_of(row.id, coded=coded)
    if coded:
        return Told(contact, row.language, code=secret)
    return Told(contact, row.language, token=f"{encode(CHALLENGE, row.id)}.{secret}")


async def told_of_change(reader: Reader, challenge_id: UUID) -> Told | None:
    """Whom to tell that another address has taken the place of theirs."""
    row = await reader.first(_CHALLENGE, id=challenge_id)
    if row is None or row.replaced is None:
        return None
    return Told(Contact(ContactKind.EMAIL, row.replaced), row.language)


async def told_of_account(reader: Reader, account_id: UUID) -> Told | None:
    """How to reach the owner of an account: by mail, else by telephone."""
    row = await reader.first(_ADDRESSEE, id=account_id)
    if row is None or row.state == AccountState.ERASED:
        return None
    for kind, value in ((ContactKind.EMAIL, row.email), (ContactKind.PHONE, row.phone)):
        if value is not None:
            return Told(Contact(kind, value), row.language)
    return None
