"""Root fields for those who help buyers: their accounts, and the shop through their eyes."""

from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.identity import queries, service
from commerce.identity.errors import StaffAccount
from commerce.identity.graphql import errors
from commerce.identity.graphql.acting import own
from commerce.identity.graphql.inputs import mailbox
from commerce.identity.names import ACCOUNT
from commerce.identity.permissions import CUSTOMER_IMPERSONATE, CUSTOMER_READ
from commerce.identity.rules import phone_of
from commerce.identity.types import AccountState, Contact
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import BadInput, InvalidInput, Unauthenticated
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import (
    Info,
    Payload,
    attribute,
    mutation,
    payload,
    personal,
    public_id,
    query,
)
from commerce.kernel.graphql.scalars import Cursor, LanguageTag
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_KIND = "identity.account"


@strawberry.type(description="The account of a buyer, as those see it who help.")
class Customer:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(ACCOUNT)
    state: AccountState = attribute(lambda self, _: AccountState(self.row.state))
    name: str = personal("row.name", kind=_KIND, key="row.id")
    email: str | None = personal("row.email", kind=_KIND, key="row.id")
    phone: str | None = personal("row.phone", kind=_KIND, key="row.id")
    language: LanguageTag = attribute("row.language")
    created_at: datetime = attribute("row.created_at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """Of a row of `queries.customers`."""
        return cls(row=row)


@strawberry.input(description="The buyer through whose eyes to see the shop.")
class CustomerImpersonateInput:
    customer: strawberry.ID


@strawberry.input(description="A buyer by an address or by a number.")
class CustomerWhere:
    email: str | None = None
    phone: str | None = None

    def to_contact(self) -> Contact | None:
        """The contact to look for.

        Raises:
            BadInput: there are two, or it cannot be one.
        """
        if self.email is not None and self.phone is not None:
            raise BadInput("give an address or a number, and not both")
        try:
            if self.email is not None:
                return mailbox(self.email, "email")
            return None if self.phone is None else phone_of(self.phone, "phone")
        except InvalidInput:
            raise BadInput("this is not an address or a number") from None


@payload(StaffAccount)
class CustomerImpersonatePayload(Payload):
    """Good for a short time, and not after the session of the agent; there is no renewal."""

    access_token: str | None = None
    expires_at: datetime | None = None


@strawberry.type
class CustomerQuery:
    @query(requires(CUSTOMER_READ))
    async def customer(self, info: Info, id: strawberry.ID) -> Customer | None:
        """The account of a buyer."""
        stmt = queries.customers()
        wanted = stmt.where(stmt.selected_columns.id == ids.given(ACCOUNT, id))
        row = await info.context.reader.first(wanted)
        return Customer.of(row, info.context) if row else None

    @query(requires(CUSTOMER_READ))
    async def customers(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
        where: CustomerWhere | None = None,
    ) -> Connection[Customer]:
        """The accounts of buyers, oldest first; or the one with this address or number."""
        return await Connection[Customer].read(
            queries.customers(where.to_contact() if where else None),
            queries.ACCOUNTS_BY_AGE,
            page_args(first=first, after=after, last=last, before=before),
            make=Customer.of,
            context=info.context,
        )


@strawberry.type
class CustomerMutation:
    @mutation(requires(CUSTOMER_IMPERSONATE), CustomerImpersonatePayload)
    async def customer_impersonate(
        self, info: Info, input: CustomerImpersonateInput
    ) -> CustomerImpersonatePayload:
        """See the shop through the eyes of a buyer: to read, and to fill a cart."""
        context = info.context
        agent, session = own(context), context.actor.session_id
        if session is None:
            raise Unauthenticated("sign in first")
        uid = ids.decode(ACCOUNT, input.customer, path=("input", "customer"))
        async with context.db.transaction() as tx:
            made = await service.impersonate(tx, agent, session, uid, context.settings)
        return CustomerImpersonatePayload(access_token=made.access, expires_at=made.expires_at)
