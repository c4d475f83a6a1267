"""Root mutation fields of sellers."""

import strawberry

from commerce.kernel.access import requires
from commerce.kernel.errors import IllegalTransition
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.sellers import service
from commerce.sellers.graphql.inputs import SellerActionInput, SellerInviteInput, SellerUpdateInput
from commerce.sellers.graphql.types import Seller
from commerce.sellers.permissions import SELLER_MANAGE, SELLER_WRITE


@payload()
class SellerInvitePayload(Payload):
    seller: Seller | None = None


@payload()
class SellerUpdatePayload(Payload):
    seller: Seller | None = None


@payload(IllegalTransition)
class SellerApprovePayload(Payload):
    seller: Seller | None = None


@payload(IllegalTransition)
class SellerSuspendPayload(Payload):
    seller: Seller | None = None


@payload(IllegalTransition)
class SellerReinstatePayload(Payload):
    seller: Seller | None = None


@payload(IllegalTransition)
class SellerTerminatePayload(Payload):
    seller: Seller | None = None


@strawberry.type
class SellerMutation:
    @mutation(requires(SELLER_MANAGE), SellerInvitePayload)
    async def seller_invite(self, info: Info, input: SellerInviteInput) -> SellerInvitePayload:
        """Take a shop in as an applicant."""
        async with info.context.db.transaction() as tx:
            row = await service.create(tx, input.to_new())
        return SellerInvitePayload(seller=Seller.of(row, info.context))

    @mutation(requires(SELLER_WRITE), SellerUpdatePayload)
    async def seller_update(self, info: Info, input: SellerUpdateInput) -> SellerUpdatePayload:
        """Change the words of a shop; a seller reaches its own only."""
        async with info.context.db.transaction() as tx:
            row = await service.update(
                tx,
                input.uid,
                input.to_patch(),
                actor=info.context.actor,
                expected_version=input.expected_version,
            )
        return SellerUpdatePayload(seller=Seller.of(row, info.context))

    @mutation(requires(SELLER_MANAGE), SellerApprovePayload)
    async def seller_approve(self, info: Info, input: SellerActionInput) -> SellerApprovePayload:
        """Let an applicant sell."""
        async with info.context.db.transaction() as tx:
            row = await service.approve(tx, input.uid, expected_version=input.expected_version)
        return SellerApprovePayload(seller=Seller.of(row, info.context))

    @mutation(requires(SELLER_MANAGE), SellerSuspendPayload)
    async def seller_suspend(self, info: Info, input: SellerActionInput) -> SellerSuspendPayload:
        """Stop a seller for a time."""
        async with info.context.db.transaction() as tx:
            row = await service.pause(tx, input.uid, expected_version=input.expected_version)
        return SellerSuspendPayload(seller=Seller.of(row, info.context))

    @mutation(requires(SELLER_MANAGE), SellerReinstatePayload)
    async def seller_reinstate(
        self, info: Info, input: SellerActionInput
    ) -> SellerReinstatePayload:
        """Let a suspended seller sell again."""
        async with info.context.db.transaction() as tx:
            row = await service.reinstate(tx, input.uid, expected_version=input.expected_version)
        return SellerReinstatePayload(seller=Seller.of(row, info.context))

    @mutation(requires(SELLER_MANAGE), SellerTerminatePayload)
    async def seller_terminate(
        self, info: Info, input: SellerActionInput
    ) -> SellerTerminatePayload:
        """Close a seller for good."""
        async with info.context.db.transaction() as tx:
            row = await service.close(tx, input.uid, expected_version=input.expected_version)
        return SellerTerminatePayload(seller=Seller.of(row, info.context))
