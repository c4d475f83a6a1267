"""Root mutation fields of codes: to sign in, or to add a telephone number."""

import strawberry

from commerce.identity import service
from commerce.identity.errors import TooManyAttempts, WrongProof
from commerce.identity.graphql import errors, inputs
from commerce.identity.graphql.acting import own, sender
from commerce.identity.graphql.sessions import admitted
from commerce.identity.graphql.types import (
    Account,
    FactorChallenge,
    IssuedChallenge,
    OpenedSession,
)
from commerce.identity.types import ContactKind
from commerce.kernel.access import PUBLIC
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.rates import CODE, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors


@payload(TooManyAttempts)
class OtpRequestPayload(Payload):
    """What was sent; the same whether the contact is known or not."""

    challenge: IssuedChallenge | None = None


@payload(WrongProof, TooManyAttempts)
class OtpVerifyPayload(Payload):
    """A session, or the challenge that stands before it; for VERIFY the account."""

    session: OpenedSession | None = None
    challenge: FactorChallenge | None = None
    account: Account | None = None


@strawberry.type
class CodeMutation:
    @mutation(PUBLIC, OtpRequestPayload, limit=Counted(CODE))
    async def otp_request(self, info: Info, input: inputs.OtpRequestInput) -> OtpRequestPayload:
        """Send a code of six digits."""
        context = info.context
        contact = input.contact.to_contact("input", "contact")
        if input.purpose is inputs.OtpPurpose.SECOND_FACTOR:
            raise InvalidInput("unknown", path=("input", "purpose"))
        verifies = None
        if input.purpose is inputs.OtpPurpose.VERIFY:
            verifies = own(context)
            if contact.kind is not ContactKind.PHONE:
                raise InvalidInput("phone", path=("input", "contact"))
        issued = await service.request_code(
            context.db, contact, sender(context), language=context.language, verifies=verifies
        )
        return OtpRequestPayload(challenge=IssuedChallenge.of(issued))

    @mutation(PUBLIC, OtpVerifyPayload, limit=Counted(CODE))
    async def otp_verify(self, info: Info, input: inputs.OtpVerifyInput) -> OtpVerifyPayload:
        """Show a code: to sign in, which makes an account when there is none; to add the number;
        or as the second factor of a sign-in that waits for it."""
        context = info.context
        answer = input.to_answer()
        if input.purpose is inputs.OtpPurpose.VERIFY:
            row = await service.verify_contact(context.db, answer, own(context), sender(context))
            return OtpVerifyPayload(account=Account.of(row, context))
        if input.purpose is inputs.OtpPurpose.SECOND_FACTOR:
            opened = await service.sign_in_by_factor(
                context.db, answer, input.factor, sender(context), context.settings
            )
            return OtpVerifyPayload(**admitted(opened, context, cookie=input.cookie))
        outcome = await service.sign_in_by_code(
            context.db, answer, sender(context), context.settings
        )
        return OtpVerifyPayload(**admitted(outcome, context, cookie=input.cookie))
