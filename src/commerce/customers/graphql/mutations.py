"""Root mutation fields of customers: the address book and consents."""

import strawberry

from commerce.customers import service
from commerce.customers.graphql import inputs
from commerce.customers.graphql.types import AccountAddress, Consent
from commerce.identity.graphql.acting import own
from commerce.kernel.access import SIGNED_IN
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload


@payload()
class AccountAddressCreatePayload(Payload):
    address: AccountAddress | None = None


@payload()
class AccountAddressUpdatePayload(Payload):
    address: AccountAddress | None = None


@payload()
class AccountAddressDeletePayload(Payload):
    """What was taken out."""

    deleted: strawberry.ID | None = None


@payload()
class AccountAddressSetDefaultPayload(Payload):
    address: AccountAddress | None = None


@payload()
class ConsentSetPayload(Payload):
    consent: Consent | None = None


@strawberry.type
class AddressBookMutation:
    @mutation(SIGNED_IN, AccountAddressCreatePayload)
    async def account_address_create(
        self, info: Info, input: inputs.AccountAddressCreateInput
    ) -> AccountAddressCreatePayload:
        """Take an address into your address book."""
        context = info.context
        address = input.address.to_address("input", "address")
        async with context.db.transaction() as tx:
            row = await service.add_address(tx, own(context), address, input.default_for)
        return AccountAddressCreatePayload(address=AccountAddress.of(row, context))

    @mutation(SIGNED_IN, AccountAddressUpdatePayload)
    async def account_address_update(
        self, info: Info, input: inputs.AccountAddressUpdateInput
    ) -> AccountAddressUpdatePayload:
        """Change an address of your address book."""
        context = info.context
        address = input.address.to_address("input", "address")
        async with context.db.transaction() as tx:
            row = await service.update_address(
                tx, own(context), input.uid, address, expected_version=input.expected_version
            )
        return AccountAddressUpdatePayload(address=AccountAddress.of(row, context))

    @mutation(SIGNED_IN, AccountAddressDeletePayload)
    async def account_address_delete(
        self, info: Info, input: inputs.AccountAddressDeleteInput
    ) -> AccountAddressDeletePayload:
        """Take an address out of your address book."""
        async with info.context.db.transaction() as tx:
            await service.delete_address(tx, own(info.context), input.uid)
        return AccountAddressDeletePayload(deleted=input.id)

    @mutation(SIGNED_IN, AccountAddressSetDefaultPayload)
    async def account_address_set_default(
        self, info: Info, input: inputs.AccountAddressSetDefaultInput
    ) -> AccountAddressSetDefaultPayload:
        """Make an address your first choice; the one before is it no more."""
        context = info.context
        async with context.db.transaction() as tx:
            row = await service.choose_address(tx, own(context), input.uid, input.default_for)
        return AccountAddressSetDefaultPayload(address=AccountAddress.of(row, context))

    @mutation(SIGNED_IN, ConsentSetPayload)
    async def consent_set(self, info: Info, input: inputs.ConsentSetInput) -> ConsentSetPayload:
        """Agree to a version of something, or take it back; both stay on record."""
        context = info.context
        version = input.to_version()
        async with context.db.transaction() as tx:
            row = await service.set_consent(
                tx, own(context), input.kind, version, given=input.given
            )
        return ConsentSetPayload(consent=Consent.of(row, context))
