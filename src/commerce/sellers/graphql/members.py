"""Root fields of the people who work for a seller."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.identity import loaders as accounts
from commerce.identity import service as identity
from commerce.identity.errors import BeyondReach, TooManyAttempts, WeakPassword, WrongProof
from commerce.identity.graphql.acting import sender
from commerce.identity.graphql.inputs import mailbox
from commerce.identity.graphql.role_types import Role
from commerce.identity.graphql.staff import (
    Invitation,
    InvitationAcceptInput,
    fetch_invitation,
)
from commerce.identity.names import GRANT, ROLE
from commerce.identity.permissions import SELLER_MEMBER_MANAGE
from commerce.identity.types import NewInvitation, Place
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
    public_id,
    query,
)
from commerce.kernel.graphql.scalars import Cursor, LanguageTag
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.kernel.rates import CODE, Counted
from commerce.sellers import loaders, queries, service
from commerce.sellers.graphql.acting import acting_seller
from commerce.sellers.graphql.types import SELLER, Seller


def _noted(name: str) -> Callable[[Any, Context], Any]:
    """What shows a personal column of an account, and puts that on record."""

    def show(account: Any, context: Context) -> Any:
        context.note_reading("identity.account", account.id, name)
        return getattr(account, name)

    return show


@strawberry.type(description="Somebody who works for a seller, in one role.")
class SellerMember:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(GRANT)
    version: int = attribute("row.version")
    name: str = batch(
        accounts.account_by_id,
        key="row.account_id",
        make=_noted("name"),
        about="As the person calls themselves.",
    )
    email: str | None = batch(
        accounts.account_by_id,
        key="row.account_id",
        make=_noted("email"),
        about="Where mail reaches the person.",
    )
    role: Role | None = batch(accounts.role_by_id, key="row.role_id", make=Role.of)
    seller: Seller | None = batch(loaders.seller_by_id, key="row.seller_id", make=Seller.of)
    since: datetime = attribute("row.created_at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """Of a row of `queries.members`, or of a stored grant."""
        return cls(row=row)


@strawberry.input(description="Who is to work for a seller, as what.")
class SellerMemberInviteInput:
    email: str
    role: strawberry.ID
    seller: strawberry.ID | None = strawberry.field(
        default=None, description="Left out, it is the caller's own shop."
    )
    language: LanguageTag | None = strawberry.field(
        default=None, description="Of the message; the language of the request when left out."
    )


@strawberry.input(description="Another role for somebody who works for a seller.")
class SellerMemberUpdateInput:
    id: strawberry.ID
    role: strawberry.ID
    expected_version: int | None = None


@strawberry.input(description="Somebody who does not work for a seller any more, in this role.")
class SellerMemberRemoveInput:
    id: strawberry.ID


@payload(BeyondReach, TooManyAttempts)
class SellerMemberInvitePayload(Payload):
    invitation: Invitation | None = None


@payload(WrongProof, WeakPassword, TooManyAttempts)
class SellerMemberAcceptPayload(Payload):
    """What one is now; sign in to use it."""

    member: SellerMember | None = None


@payload(BeyondReach)
class SellerMemberUpdatePayload(Payload):
    member: SellerMember | None = None


@payload(BeyondReach)
class SellerMemberRemovePayload(Payload):
    removed_id: strawberry.ID | None = None


@strawberry.type
class SellerMemberQuery:
    @query(PUBLIC)
    async def my_seller(self, info: Info, id: strawberry.ID | None = None) -> Seller | None:
        """The seller you work for, or of several the named one; null for others."""
        own = info.context.actor.seller_ids
        wanted = own if id is None else own & {ids.given(SELLER, id)}
        if len(wanted) != 1:
            return None
        (row,) = await loaders.seller_by_id(list(wanted), info.context)
        return Seller.of(row, info.context) if row else None

    @query(requires(SELLER_MEMBER_MANAGE))
    async def seller_members(
        self,
        info: Info,
        seller: strawberry.ID | None = None,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[SellerMember]:
        """Who works for a seller, oldest first; a seller sees its own people."""
        wanted = None if seller is None else ids.given(SELLER, seller)
        return await Connection[SellerMember].read(
            queries.members(info.context.actor, wanted),
            queries.MEMBERS_BY_AGE,
            page_args(first=first, after=after, last=last, before=before),
            make=SellerMember.of,
            context=info.context,
        )


@strawberry.type
class SellerMemberMutation:
    @mutation(
        requires(SELLER_MEMBER_MANAGE),
        SellerMemberInvitePayload,
        limit=Counted(CODE),
    )
    async def seller_member_invite(
        self, info: Info, input: SellerMemberInviteInput
    ) -> SellerMemberInvitePayload:
        """Send somebody a link with which they take a role in a seller."""
        context = info.context
        seller_id = await acting_seller(
            context, SELLER_MEMBER_MANAGE, input.seller, "input", "seller"
        )
        new = NewInvitation(
            contact=mailbox(input.email, "input", "email"),
            role_id=ids.decode(ROLE, input.role, path=("input", "role")),
            place=Place(seller_id=seller_id),
            language=input.language or context.language,
        )
        async with context.db.transaction() as tx:
            row = await identity.invite(tx, context.actor, new)
        return SellerMemberInvitePayload(invitation=await fetch_invitation(row.id, context))

    @mutation(PUBLIC, SellerMemberAcceptPayload, limit=Counted(CODE))
    async def seller_member_accept(
        self, info: Info, input: InvitationAcceptInput
    ) -> SellerMemberAcceptPayload:
        """Take a role in a seller; who has no account gets one."""
        context = info.context
        answer, person = input.proof.to_answer(), input.to_accepted()
        row = await identity.accept(context.db, answer, person, sender(context), in_seller=True)
        return SellerMemberAcceptPayload(member=SellerMember.of(row, context))

    @mutation(requires(SELLER_MEMBER_MANAGE), SellerMemberUpdatePayload)
    async def seller_member_update(
        self, info: Info, input: SellerMemberUpdateInput
    ) -> SellerMemberUpdatePayload:
        """Give somebody another role; in force with their next request."""
        context = info.context
        grant_id = ids.decode(GRANT, input.id, path=("input", "id"))
        role_id = ids.decode(ROLE, input.role, path=("input", "role"))
        async with context.db.transaction() as tx:
            row = await service.change_member(
                tx, context.actor, grant_id, role_id, expected_version=input.expected_version
            )
        return SellerMemberUpdatePayload(member=SellerMember.of(row, context))

    @mutation(requires(SELLER_MEMBER_MANAGE), SellerMemberRemovePayload)
    async def seller_member_remove(
        self, info: Info, input: SellerMemberRemoveInput
    ) -> SellerMemberRemovePayload:
        """Take a role in a seller from somebody; in force with their next request."""
        context = info.context
        grant_id = ids.decode(GRANT, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            await service.remove_member(tx, context.actor, grant_id)
        return SellerMemberRemovePayload(removed_id=input.id)
