"""Root fields of staff and of invitations."""

from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.identity import loaders, queries, service
from commerce.identity.errors import (
    BeyondReach,
    LastSuperAdmin,
    TooManyAttempts,
    WeakPassword,
    WrongProof,
)
from commerce.identity.graphql import errors
from commerce.identity.graphql.acting import sender
from commerce.identity.graphql.inputs import ProofInput, mailbox, password
from commerce.identity.graphql.places import PlaceInput
from commerce.identity.graphql.role_types import Role, RoleGrant
from commerce.identity.names import ACCOUNT, INVITATION, ROLE
from commerce.identity.permissions import INVITATION_MANAGE, STAFF_MANAGE, STAFF_READ
from commerce.identity.types import Accepted, AccountState, NewInvitation
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, requires
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import (
    Info,
    Payload,
    attribute,
    batch,
    mutation,
    payload,
    personal,
    public_id,
    query,
)
from commerce.kernel.graphql.inputs import line
from commerce.kernel.graphql.scalars import Cursor, LanguageTag
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.kernel.rates import CODE, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_KIND = "identity.account"


@strawberry.type(description="Somebody who holds a role on the platform.")
class StaffMember:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(ACCOUNT)
    version: int = attribute("row.version")
    state: AccountState = attribute(lambda self, _: AccountState(self.row.state))
    name: str = personal("row.name", kind=_KIND, key="row.id")
    email: str | None = personal("row.email", kind=_KIND, key="row.id")
    grants: list[RoleGrant] = batch(loaders.grants_of, key="row.id", make=RoleGrant.of, cost=5)
    created_at: datetime = attribute("row.created_at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """Of a row of `loaders.account_by_id`, or of a stored account."""
        return cls(row=row)


@strawberry.type(description="A role that somebody is to take; a link was sent to them.")
class Invitation:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(INVITATION)
    email: str | None = personal("row.contact", kind="identity.invitation", key="row.id")
    role: Role | None = batch(loaders.role_by_id, key="row.role_id", make=Role.of)
    expires_at: datetime = attribute("row.expires_at")
    accepted_at: datetime | None = attribute("row.accepted_at")
    revoked_at: datetime | None = attribute("row.revoked_at")
    created_at: datetime = attribute("row.created_at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """Of a row of `queries.invitations`."""
        return cls(row=row)


async def fetch_invitation(uid: Any, context: Context) -> Invitation | None:
    """An invitation within the caller's reach."""
    stmt = queries.invitations(context.actor)
    row = await context.reader.first(stmt.where(stmt.selected_columns.id == uid))
    return Invitation.of(row, context) if row else None


@strawberry.input(description="Who is to work here, as what.")
class StaffInviteInput:
    email: str
    role: strawberry.ID
    place: PlaceInput | None = strawberry.field(
        default=None, description="Left out, it is the whole platform."
    )
    language: LanguageTag | None = strawberry.field(
        default=None, description="Of the message; the language of the request when left out."
    )

    def to_new(self, language: str) -> NewInvitation:
        return NewInvitation(
            contact=mailbox(self.email, "input", "email"),
            role_id=ids.decode(ROLE, self.role, path=("input", "role")),
            place=PlaceInput.of(self.place),
            language=self.language or language,
        )


@strawberry.input(description="The proof of an invitation; who has an account keeps it as it is.")
class InvitationAcceptInput:
    proof: ProofInput
    name: str | None = None
    password: str | None = None

    def to_accepted(self) -> Accepted:
        return Accepted(
            name=line(self.name, "input", "name") if self.name else "",
            password=None
            if self.password is None
            else password(self.password, "input", "password"),
        )


@strawberry.input(description="An invitation.")
class InvitationActionInput:
    id: strawberry.ID


@strawberry.input(description="Changes to somebody of the staff; what is left out stays.")
class StaffUpdateInput:
    id: strawberry.ID
    expected_version: int | None = None
    name: str | None = None
    active: bool | None = strawberry.field(
        default=None, description="Let in again, or shut out as by `staffDeactivate`."
    )


@strawberry.input(description="Somebody to be shut out.")
class StaffDeactivateInput:
    id: strawberry.ID
    expected_version: int | None = None


@payload(BeyondReach, TooManyAttempts)
class StaffInvitePayload(Payload):
    invitation: Invitation | None = None


@payload(BeyondReach, TooManyAttempts)
class InvitationResendPayload(Payload):
    invitation: Invitation | None = None


@payload(BeyondReach)
class InvitationRevokePayload(Payload):
    invitation: Invitation | None = None


@payload(WrongProof, WeakPassword, TooManyAttempts)
class StaffInvitationAcceptPayload(Payload):
    """What one holds now; sign in to use it."""

    grant: RoleGrant | None = None


@payload(BeyondReach, LastSuperAdmin)
class StaffUpdatePayload(Payload):
    member: StaffMember | None = None


@payload(BeyondReach, LastSuperAdmin)
class StaffDeactivatePayload(Payload):
    member: StaffMember | None = None


@strawberry.type
class StaffQuery:
    @query(requires(STAFF_READ))
    async def staff_member(self, info: Info, id: strawberry.ID) -> StaffMember | None:
        """Somebody of the staff."""
        stmt = queries.staff()
        wanted = stmt.where(stmt.selected_columns.id == ids.given(ACCOUNT, id))
        row = await info.context.reader.first(wanted)
        return StaffMember.of(row, info.context) if row else None

    @query(requires(STAFF_READ))
    async def staff(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[StaffMember]:
        """Everybody who holds a role on the platform, in whatever state, oldest first."""
        return await Connection[StaffMember].read(
            queries.staff(),
            queries.ACCOUNTS_BY_AGE,
            page_args(first=first, after=after, last=last, before=before),
            make=StaffMember.of,
            context=info.context,
        )

    @query(requires(INVITATION_MANAGE))
    async def invitations(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Invitation]:
        """Who was invited, latest first; a seller sees its own invitations."""
        return await Connection[Invitation].read(
            queries.invitations(info.context.actor),
            queries.INVITATIONS_BY_AGE,
            page_args(first=first, after=after, last=last, before=before),
            make=Invitation.of,
            context=info.context,
        )


@strawberry.type
class StaffMutation:
    @mutation(requires(STAFF_MANAGE), StaffInvitePayload, limit=Counted(CODE))
    async def staff_invite(self, info: Info, input: StaffInviteInput) -> StaffInvitePayload:
        """Send somebody a link with which they take a role that you hold yourself."""
        context = info.context
        new = input.to_new(context.language)
        async with context.db.transaction() as tx:
            row = await service.invite(tx, context.actor, new)
        return StaffInvitePayload(invitation=await fetch_invitation(row.id, context))

    @mutation(PUBLIC, StaffInvitationAcceptPayload, limit=Counted(CODE))
    async def staff_invitation_accept(
        self, info: Info, input: InvitationAcceptInput
    ) -> StaffInvitationAcceptPayload:
        """Take a role on the platform; who has no account gets one."""
        context = info.context
        answer, person = input.proof.to_answer(), input.to_accepted()
        row = await service.accept(context.db, answer, person, sender(context), in_seller=False)
        return StaffInvitationAcceptPayload(grant=RoleGrant.of(row, context))

    @mutation(requires(STAFF_MANAGE), StaffUpdatePayload)
    async def staff_update(self, info: Info, input: StaffUpdateInput) -> StaffUpdatePayload:
        """Change the name of somebody of the staff, let them in again or shut them out."""
        name = None if input.name is None else line(input.name, "input", "name")
        async with info.context.db.transaction() as tx:
            row = await service.update_staff(
                tx,
                info.context.actor,
                ids.decode(ACCOUNT, input.id, path=("input", "id")),
                name=name,
                active=input.active,
                expected_version=input.expected_version,
            )
        return StaffUpdatePayload(member=StaffMember.of(row, info.context))

    @mutation(requires(STAFF_MANAGE), StaffDeactivatePayload)
    async def staff_deactivate(
        self, info: Info, input: StaffDeactivateInput
    ) -> StaffDeactivatePayload:
        """Shut somebody out: their sessions and keys end at once, their roles stay."""
        async with info.context.db.transaction() as tx:
            row = await service.update_staff(
                tx,
                info.context.actor,
                ids.decode(ACCOUNT, input.id, path=("input", "id")),
                active=False,
                expected_version=input.expected_version,
            )
        return StaffDeactivatePayload(member=StaffMember.of(row, info.context))

    @mutation(requires(INVITATION_MANAGE), InvitationResendPayload, limit=Counted(CODE))
    async def invitation_resend(
        self, info: Info, input: InvitationActionInput
    ) -> InvitationResendPayload:
        """Send a new link, good for another week; the old one is good no more."""
        context = info.context
        uid = ids.decode(INVITATION, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            row = await service.resend_invitation(tx, context.actor, uid)
        return InvitationResendPayload(invitation=await fetch_invitation(row.id, context))

    @mutation(requires(INVITATION_MANAGE), InvitationRevokePayload)
    async def invitation_revoke(
        self, info: Info, input: InvitationActionInput
    ) -> InvitationRevokePayload:
        """Withdraw an invitation; its link is good no more."""
        context = info.context
        uid = ids.decode(INVITATION, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            row = await service.revoke_invitation(tx, context.actor, uid)
        return InvitationRevokePayload(invitation=await fetch_invitation(row.id, context))
