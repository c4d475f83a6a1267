"""Root mutation fields of second factors."""

import strawberry

from commerce.identity import service
from commerce.identity.errors import ProofNeeded, TooManyAttempts, WrongCredentials, WrongProof
from commerce.identity.graphql import errors, inputs
from commerce.identity.graphql.acting import device, sender
from commerce.identity.graphql.types import IssuedChallenge
from commerce.identity.names import CHALLENGE
from commerce.identity.types import Factor, Shown
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.rates import CODE, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_LONGEST_CODE = 100


@strawberry.input(
    description="What one shows anew before something weighty. Nothing is needed for ten minutes"
    " after signing in. Who has a second factor gives a code of the app or for recovery,"
    " anybody else the password."
)
class ReproofInput:
    password: str | None = None
    code: str | None = None

    def to_shown(self, *path: str) -> Shown:
        """What is shown.

        Raises:
            InvalidInput: nobody types that much.
        """
        given = None
        if self.password is not None:
            given = inputs.password(self.password, *path, "password")
        return Shown(given, None if self.code is None else self.code[:_LONGEST_CODE])


def shown(reproof: ReproofInput | None) -> Shown:
    """What is shown; often nothing."""
    return Shown() if reproof is None else reproof.to_shown("input", "reproof")


@strawberry.input(description="Who wants to use an authenticator app.")
class MfaTotpEnrollInput:
    reproof: ReproofInput | None = None


@strawberry.input(description="The first code of an app.")
class MfaTotpConfirmInput:
    code: str


@strawberry.input(description="The contact that codes are to be sent to.")
class MfaContactEnrollInput:
    factor: Factor = strawberry.field(description="SMS or EMAIL.")
    reproof: ReproofInput | None = None


@strawberry.input(description="Which factor to give up.")
class MfaDisableInput:
    factor: Factor
    reproof: ReproofInput | None = None


@strawberry.input(description="Who wants new recovery codes.")
class MfaRecoveryCodesRegenerateInput:
    reproof: ReproofInput | None = None


@strawberry.input(description="Which sign-in a code is for, and where to send it.")
class MfaCodeRequestInput:
    challenge: strawberry.ID
    factor: Factor = strawberry.field(description="SMS or EMAIL, if the challenge names it.")


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class MfaTotpEnrollPayload(Payload):
    """What an app needs; it is shown only now."""

    secret: str | None = strawberry.field(default=None, description="In base 32, to be typed.")
    uri: str | None = strawberry.field(default=None, description="To be shown as a QR code.")


@payload(WrongProof, TooManyAttempts)
class MfaTotpConfirmPayload(Payload):
    """Codes to keep for when the factor is lost; shown only now, none if there are some."""

    recovery_codes: list[str] | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class MfaContactEnrollPayload(Payload):
    """Codes to keep for when the factor is lost; shown only now, none if there are some."""

    recovery_codes: list[str] | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class MfaDisablePayload(Payload):
    disabled: Factor | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class MfaRecoveryCodesRegeneratePayload(Payload):
    """The new codes; shown only now, the old ones are good no more."""

    recovery_codes: list[str] | None = None


@payload(WrongProof, TooManyAttempts)
class MfaCodeRequestPayload(Payload):
    challenge: IssuedChallenge | None = None


@strawberry.type
class FactorMutation:
    @mutation(SIGNED_IN, MfaTotpEnrollPayload, limit=Counted(CODE))
    async def mfa_totp_enroll(self, info: Info, input: MfaTotpEnrollInput) -> MfaTotpEnrollPayload:
        """Ask for the secret of an authenticator app; its first code makes it a factor."""
        context = info.context
        made = await service.enroll_totp(
            context.db, device(context), shown(input.reproof), context.settings
        )
        return MfaTotpEnrollPayload(secret=made.secret, uri=made.uri)

    @mutation(SIGNED_IN, MfaTotpConfirmPayload, limit=Counted(CODE))
    async def mfa_totp_confirm(
        self, info: Info, input: MfaTotpConfirmInput
    ) -> MfaTotpConfirmPayload:
        """Make an authenticator app a second factor by a code of it."""
        context = info.context
        codes = await service.confirm_totp(context.db, device(context), input.code[:_LONGEST_CODE])
        return MfaTotpConfirmPayload(recovery_codes=codes)

    @mutation(SIGNED_IN, MfaContactEnrollPayload, limit=Counted(CODE))
    async def mfa_contact_enroll(
        self, info: Info, input: MfaContactEnrollInput
    ) -> MfaContactEnrollPayload:
        """Let codes by SMS or mail, to your proven contact, be a second factor."""
        context = info.context
        codes = await service.enroll_contact(
            context.db, device(context), shown(input.reproof), input.factor
        )
        return MfaContactEnrollPayload(recovery_codes=codes)

    @mutation(SIGNED_IN, MfaDisablePayload, limit=Counted(CODE))
    async def mfa_disable(self, info: Info, input: MfaDisableInput) -> MfaDisablePayload:
        """Give up a second factor; recovery codes go with the last one."""
        context = info.context
        await service.disable_factor(
            context.db, device(context), shown(input.reproof), input.factor
        )
        return MfaDisablePayload(disabled=input.factor)

    @mutation(SIGNED_IN, MfaRecoveryCodesRegeneratePayload, limit=Counted(CODE))
    async def mfa_recovery_codes_regenerate(
        self, info: Info, input: MfaRecoveryCodesRegenerateInput
    ) -> MfaRecoveryCodesRegeneratePayload:
        """Get ten new recovery codes in the place of the old ones."""
        context = info.context
        codes = await service.renew_codes(context.db, device(context), shown(input.reproof))
        return MfaRecoveryCodesRegeneratePayload(recovery_codes=codes)

    @mutation(PUBLIC, MfaCodeRequestPayload, limit=Counted(CODE))
    async def mfa_code_request(
        self, info: Info, input: MfaCodeRequestInput
    ) -> MfaCodeRequestPayload:
        """Send the code that a sign-in waits for; each time one has to wait longer."""
        context = info.context
        challenge_id = ids.decode(CHALLENGE, input.challenge, path=("input", "challenge"))
        issued = await service.send_factor_code(
            context.db, challenge_id, input.factor, sender(context)
        )
        return MfaCodeRequestPayload(challenge=IssuedChallenge.of(issued))
