"""Root mutation fields of accounts: registration, proofs of contacts, passwords, the profile."""

import strawberry

from commerce.identity import browsers, service
from commerce.identity.errors import TooManyAttempts, WeakPassword, WrongCredentials, WrongProof
from commerce.identity.graphql import errors, inputs
from commerce.identity.graphql.acting import own, sender
from commerce.identity.graphql.types import Account, IssuedChallenge
from commerce.identity.names import CHALLENGE
from commerce.identity.rules import email_of
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import email
from commerce.kernel.rates import CODE, LOGIN, REGISTRATION, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors


@payload(WeakPassword, TooManyAttempts)
class AccountRegisterPayload(Payload):
    """What was sent; the same whether the contact is known or not."""

    challenge: IssuedChallenge | None = None


@payload(WrongProof, TooManyAttempts)
class AccountConfirmPayload(Payload):
    account: Account | None = None


@payload(WrongProof, TooManyAttempts)
class ChallengeResendPayload(Payload):
    challenge: IssuedChallenge | None = None


@payload()
class AccountUpdatePayload(Payload):
    account: Account | None = None


@payload(WrongCredentials, TooManyAttempts)
class AccountEmailChangeRequestPayload(Payload):
    """What was sent; the same whether the address is known or not."""

    challenge: IssuedChallenge | None = None


@payload(WrongProof, TooManyAttempts)
class AccountEmailChangeConfirmPayload(Payload):
    account: Account | None = None


@payload(WrongCredentials, WeakPassword, TooManyAttempts)
class PasswordChangePayload(Payload):
    account: Account | None = None


@payload(TooManyAttempts)
class PasswordResetRequestPayload(Payload):
    """What was sent, if the contact is known; the answer does not tell."""

    challenge: IssuedChallenge | None = None


@payload(WrongProof, WeakPassword, TooManyAttempts)
class PasswordResetPayload(Payload):
    """Whether the new password is good now; every session has ended."""

    done: bool = False


@strawberry.type
class AccountMutation:
    @mutation(PUBLIC, AccountRegisterPayload, limit=Counted(REGISTRATION))
    async def account_register(
        self, info: Info, input: inputs.AccountRegisterInput
    ) -> AccountRegisterPayload:
        """Ask for an account; it is there when the contact is proven."""
        context = info.context
        new = input.to_new(context.language)
        issued = await service.register(context.db, new, sender(context))
        return AccountRegisterPayload(challenge=IssuedChallenge.of(issued))

    @mutation(PUBLIC, AccountConfirmPayload, limit=Counted(CODE))
    async def account_confirm(
        self, info: Info, input: inputs.AccountConfirmInput
    ) -> AccountConfirmPayload:
        """Prove the contact one has registered with; from now on the account signs in."""
        context = info.context
        row = await service.confirm(context.db, input.proof.to_answer(), sender(context))
        return AccountConfirmPayload(account=Account.of(row, context))

    @mutation(PUBLIC, ChallengeResendPayload, limit=Counted(CODE))
    async def challenge_resend(
        self, info: Info, input: inputs.ChallengeResendInput
    ) -> ChallengeResendPayload:
        """Send a link or a code once more; each time one has to wait longer."""
        challenge_id = ids.decode(CHALLENGE, input.challenge, path=("input", "challenge"))
        async with info.context.db.transaction() as tx:
            issued = await service.resend(tx, challenge_id)
        return ChallengeResendPayload(challenge=IssuedChallenge.of(issued))

    @mutation(SIGNED_IN, AccountUpdatePayload)
    async def account_update(
        self, info: Info, input: inputs.AccountUpdateInput
    ) -> AccountUpdatePayload:
        """Change your name, language, currency or preferences."""
        context = info.context
        patch = input.to_patch()
        async with context.db.transaction() as tx:
            row = await service.update_account(
                tx, own(context), patch, expected_version=input.expected_version
            )
        return AccountUpdatePayload(account=Account.of(row, context))

    @mutation(SIGNED_IN, AccountEmailChangeRequestPayload)
    async def account_email_change_request(
        self, info: Info, input: inputs.AccountEmailChangeRequestInput
    ) -> AccountEmailChangeRequestPayload:
        """Let mail go to another address; a link is sent there first."""
        context = info.context
        contact = email_of(email(input.email, "input", "email"), "input", "email")
        password = input.password
        issued = await service.request_email_change(
            context.db,
            own(context),
            contact,
            sender(context),
            password=None if password is None else inputs.password(password, "input", "password"),
        )
        return AccountEmailChangeRequestPayload(challenge=IssuedChallenge.of(issued))

    @mutation(PUBLIC, AccountEmailChangeConfirmPayload, limit=Counted(CODE))
    async def account_email_change_confirm(
        self, info: Info, input: inputs.AccountEmailChangeConfirmInput
    ) -> AccountEmailChangeConfirmPayload:
        """Prove the new address; the old one is told."""
        context = info.context
        row = await service.change_email(context.db, input.proof.to_answer(), sender(context))
        return AccountEmailChangeConfirmPayload(account=Account.of(row, context))


@strawberry.type
class PasswordMutation:
    @mutation(SIGNED_IN, PasswordChangePayload, limit=Counted(LOGIN))
    async def password_change(
        self, info: Info, input: inputs.PasswordChangeInput
    ) -> PasswordChangePayload:
        """Change your password; your other sessions end."""
        context = info.context
        row = await service.change_password(
            context.db,
            own(context),
            (
                inputs.password(input.password, "input", "password"),
                inputs.password(input.new_password, "input", "newPassword"),
            ),
            sender(context),
            keep=context.actor.session_id,
        )
        return PasswordChangePayload(account=Account.of(row, context))

    @mutation(PUBLIC, PasswordResetRequestPayload, limit=Counted(CODE))
    async def password_reset_request(
        self, info: Info, input: inputs.PasswordResetRequestInput
    ) -> PasswordResetRequestPayload:
        """Ask for a link or a code to set a new password with."""
        context = info.context
        contact = input.contact.to_contact("input", "contact")
        issued = await service.request_reset(
            context.db, contact, sender(context), language=context.language
        )
        return PasswordResetRequestPayload(challenge=IssuedChallenge.of(issued))

    @mutation(PUBLIC, PasswordResetPayload, limit=Counted(CODE))
    async def password_reset(
        self, info: Info, input: inputs.PasswordResetInput
    ) -> PasswordResetPayload:
        """Set a new password; every session of the account ends."""
        context = info.context
        new = inputs.password(input.password, "input", "password")
        await service.reset_password(context.db, input.proof.to_answer(), new, sender(context))
        browsers.forget(context.cookies)
        return PasswordResetPayload(done=True)
