"""Root mutation fields of privacy: taking everything along, and leaving for good."""

import strawberry

from commerce.identity import browsers
from commerce.identity import service as identity
from commerce.identity.errors import TooManyAttempts, WrongCredentials, WrongProof
from commerce.identity.graphql.acting import own, sender
from commerce.identity.graphql.inputs import CodeInput, ProofInput, password
from commerce.identity.graphql.types import IssuedChallenge
from commerce.kernel.access import SIGNED_IN
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.scalars import LanguageTag
from commerce.kernel.rates import CODE, LOGIN, Counted
from commerce.privacy import service
from commerce.privacy.graphql.types import AccountErasure, AccountExport


@strawberry.input(one_of=True, description="A fresh proof that it is you who wants to be erased.")
class AccountDeleteInput:
    password: str | None = strawberry.UNSET
    code: CodeInput | None = strawberry.field(
        default=strawberry.UNSET, description="That `accountEraseRequest` has sent."
    )


@strawberry.input(description="How fresh it must be.")
class AccountExportRequestInput:
    fresh: bool = strawberry.field(
        default=False, description="Whether one of the last hour will not do."
    )


@strawberry.input(description="How you want to be asked.")
class AccountEraseRequestInput:
    language: LanguageTag | None = strawberry.field(
        default=None, description="Of the message; that of the account if none is named."
    )


@payload()
class AccountExportRequestPayload(Payload):
    """What was asked for; a message tells when it is ready."""

    export: AccountExport | None = None


@payload(TooManyAttempts)
class AccountEraseRequestPayload(Payload):
    """The code that was sent to you."""

    challenge: IssuedChallenge | None = None


@payload(WrongCredentials, WrongProof, TooManyAttempts)
class AccountDeletePayload(Payload):
    """When you are erased; every session has ended."""

    erasure: AccountErasure | None = None


@strawberry.type
class PrivacyMutation:
    @mutation(SIGNED_IN, AccountExportRequestPayload, limit=Counted(CODE))
    async def account_export_request(
        self, info: Info, input: AccountExportRequestInput
    ) -> AccountExportRequestPayload:
        """Have all put together that is kept about you; one of the last hour is given again."""
        context = info.context
        async with context.db.transaction() as tx:
            row = await service.request_export(tx, own(context), fresh=input.fresh)
        return AccountExportRequestPayload(export=AccountExport.of(row, context))

    @mutation(SIGNED_IN, AccountEraseRequestPayload, limit=Counted(CODE))
    async def account_erase_request(
        self, info: Info, input: AccountEraseRequestInput
    ) -> AccountEraseRequestPayload:
        """Have a code sent to you, with which you can delete your account without a password."""
        context = info.context
        issued = await identity.request_erase_code(
            context.db, own(context), sender(context), language=input.language
        )
        return AccountEraseRequestPayload(challenge=IssuedChallenge.of(issued))

    @mutation(SIGNED_IN, AccountDeletePayload, limit=Counted(LOGIN))
    async def account_delete(self, info: Info, input: AccountDeleteInput) -> AccountDeletePayload:
        """Erase your account and all that is personal; amounts of purchases stay."""
        context = info.context
        account_id, db = own(context), context.db
        if input.code:
            answer = ProofInput(code=input.code).to_answer()
            await identity.check_code(db, account_id, answer, sender(context))
        else:
            given = password(input.password or "", "input", "password")
            await identity.check_password(db, account_id, given, sender(context))
        days = context.settings.erased_after
        row = await service.request_erasure(db, account_id, days=days)
        browsers.forget(context.cookies)
        return AccountDeletePayload(erasure=AccountErasure.of(row, erased=days == 0))
