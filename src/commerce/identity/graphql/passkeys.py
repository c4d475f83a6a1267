"""Root mutation fields of passkeys."""

from datetime import datetime
from typing import Self

import strawberry

from commerce.identity import service
from commerce.identity.errors import ProofNeeded, TooManyAttempts, WrongCredentials, WrongProof
from commerce.identity.graphql import errors
from commerce.identity.graphql.acting import device, sender
from commerce.identity.graphql.factors import ReproofInput, shown
from commerce.identity.graphql.types import OpenedSession, Passkey, opened_session
from commerce.identity.names import CHALLENGE, PASSKEY
from commerce.identity.types import Ceremony, Signed
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.errors import Conflict, LimitReached
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import json_object, line
from commerce.kernel.graphql.scalars import JSON
from commerce.kernel.rates import CODE, LOGIN, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_LONGEST_CREDENTIAL = 20_000
_LONGEST_NAME = 60


@strawberry.type(description="A challenge that a device signs.")
class PasskeyChallenge:
    id: strawberry.ID
    expires_at: datetime
    options: JSON = strawberry.field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON`"
        " or `parseRequestOptionsFromJSON`."
    )

    @classmethod
    def of(cls, ceremony: Ceremony) -> Self:
        """What the browser needs."""
        return cls(
            id=strawberry.ID(ids.encode(CHALLENGE, ceremony.challenge_id)),
            expires_at=ceremony.expires_at,
            options=JSON(ceremony.options),
        )


def _signed(challenge: str, credential: object) -> Signed:
    """What a device has signed.

    Raises:
        InvalidInput: the id or the credential has not the form of one.
    """
    return Signed(
        ids.decode(CHALLENGE, challenge, path=("input", "challenge")),
        json_object(credential, "input", "credential", longest=_LONGEST_CREDENTIAL),
    )


@strawberry.input(description="Who wants a passkey.")
class PasskeyRegisterOptionsInput:
    reproof: ReproofInput | None = None


@strawberry.input(description="A passkey that a device has made.")
class PasskeyRegisterInput:
    challenge: strawberry.ID
    credential: JSON = strawberry.field(description="`credential.toJSON()` of the browser.")
    name: str = strawberry.field(description="What its owner calls it.")


@strawberry.input(description="How a browser is to offer passkeys.")
class PasskeyLoginOptionsInput:
    autofill: bool = strawberry.field(
        default=False,
        description="It offers them in a form, for as long as that is open: an hour and not five"
        " minutes.",
    )


@strawberry.input(description="A passkey that a device has signed with.")
class PasskeyLoginInput:
    challenge: strawberry.ID
    credential: JSON = strawberry.field(description="`credential.toJSON()` of the browser.")
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the session in cookies."
    )


@strawberry.input(description="The passkey to give up.")
class PasskeyDeleteInput:
    id: strawberry.ID
    reproof: ReproofInput | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts, LimitReached)
class PasskeyRegisterOptionsPayload(Payload):
    challenge: PasskeyChallenge | None = None


@payload(WrongProof, TooManyAttempts, LimitReached, Conflict)
class PasskeyRegisterPayload(Payload):
    passkey: Passkey | None = None


@payload()
class PasskeyLoginOptionsPayload(Payload):
    challenge: PasskeyChallenge | None = None


@payload(WrongProof, TooManyAttempts)
class PasskeyLoginPayload(Payload):
    session: OpenedSession | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class PasskeyDeletePayload(Payload):
    deleted: strawberry.ID | None = None


@strawberry.type
class PasskeyMutation:
    @mutation(SIGNED_IN, PasskeyRegisterOptionsPayload, limit=Counted(CODE))
    async def passkey_register_options(
        self, info: Info, input: PasskeyRegisterOptionsInput
    ) -> PasskeyRegisterOptionsPayload:
        """Ask for what a browser needs to make a passkey."""
        context = info.context
        ceremony = await service.offer_passkey(
            context.db, device(context), shown(input.reproof), context.settings
        )
        return PasskeyRegisterOptionsPayload(challenge=PasskeyChallenge.of(ceremony))

    @mutation(SIGNED_IN, PasskeyRegisterPayload, limit=Counted(CODE))
    async def passkey_register(
        self, info: Info, input: PasskeyRegisterInput
    ) -> PasskeyRegisterPayload:
        """Sign in with a passkey from now on, too."""
        context = info.context
        row = await service.add_passkey(
            context.db,
            device(context),
            _signed(input.challenge, input.credential),
            line(input.name, "input", "name", longest=_LONGEST_NAME),
            context.settings,
        )
        return PasskeyRegisterPayload(passkey=Passkey(row=row))

    @mutation(PUBLIC, PasskeyLoginOptionsPayload, limit=Counted(LOGIN))
    async def passkey_login_options(
        self, info: Info, input: PasskeyLoginOptionsInput
    ) -> PasskeyLoginOptionsPayload:
        """Ask for what a browser needs to let somebody choose a passkey."""
        context = info.context
        ceremony = await service.ask_for_passkey(
            context.db,
            language=context.language,
            autofill=input.autofill,
            settings=context.settings,
        )
        return PasskeyLoginOptionsPayload(challenge=PasskeyChallenge.of(ceremony))

    @mutation(PUBLIC, PasskeyLoginPayload, limit=Counted(LOGIN))
    async def passkey_login(self, info: Info, input: PasskeyLoginInput) -> PasskeyLoginPayload:
        """Sign in with a passkey; its device has asked for a second factor already."""
        context = info.context
        opened = await service.sign_in_by_passkey(
            context.db,
            _signed(input.challenge, input.credential),
            sender(context),
            context.settings,
        )
        return PasskeyLoginPayload(session=opened_session(opened, context, cookie=input.cookie))

    @mutation(SIGNED_IN, PasskeyDeletePayload, limit=Counted(CODE))
    async def passkey_delete(self, info: Info, input: PasskeyDeleteInput) -> PasskeyDeletePayload:
        """Give up a passkey."""
        context = info.context
        passkey_id = ids.decode(PASSKEY, input.id, path=("input", "id"))
        await service.remove_passkey(context.db, device(context), shown(input.reproof), passkey_id)
        return PasskeyDeletePayload(deleted=input.id)
