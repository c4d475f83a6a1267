"""Inputs of identity."""

from enum import StrEnum

import strawberry

from commerce.identity import rules
from commerce.identity.errors import WrongProof
from commerce.identity.names import CHALLENGE
from commerce.identity.types import AccountPatch, Answer, Contact, NewAccount
from commerce.kernel import ids
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.inputs import email, line
from commerce.kernel.graphql.scalars import CurrencyCode, LanguageTag

LONGEST_PASSWORD = 1000


@strawberry.input(one_of=True, description="How to reach a person.")
class ContactInput:
    email: str | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET

    def to_contact(self, *path: str) -> Contact:
        """The contact in its one form.

        Raises:
            InvalidInput: it cannot be one.
        """
        if self.email:
            return mailbox(self.email, *path, "email")
        return rules.phone_of(self.phone or "", *path, "phone")


def mailbox(value: str, *path: str) -> Contact:
    """The contact of an e-mail address.

    Raises:
        InvalidInput: it cannot be one.
    """
    return rules.email_of(email(value, *path), *path)


def password(value: str, *path: str) -> str:
    """A password as somebody typed it; whether it is a good one is asked elsewhere.

    Raises:
        InvalidInput: nobody types that much.
    """
    if len(value) > LONGEST_PASSWORD:
        raise InvalidInput("too_long", path=path)
    return value


@strawberry.input(description="Who signs in, with what password.")
class SessionCreateInput:
    contact: ContactInput
    password: str
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the session in cookies."
    )


@strawberry.input(description="The session to renew.")
class SessionRefreshInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="Left out where a cookie carries it."
    )


@strawberry.input(description="The session to end.")
class SessionRevokeInput:
    id: strawberry.ID


@strawberry.input(description="Which sessions to end.")
class SessionsRevokeAllInput:
    keep_current: bool = strawberry.field(
        default=False, description="Stay signed in on this device."
    )


@strawberry.input(description="A code that was typed, and the challenge it answers.")
class CodeInput:
    challenge: strawberry.ID
    code: str


@strawberry.input(one_of=True, description="What proves that a message has reached a person.")
class ProofInput:
    link_token: str | None = strawberry.field(
        default=strawberry.UNSET, description="Of a link in a mail."
    )
    code: CodeInput | None = strawberry.UNSET

    def to_answer(self) -> Answer:
        """The answer to a challenge.

        Raises:
            WrongProof: it cannot be one.
        """
        if self.code:
            public, secret = str(self.code.challenge), self.code.code.strip()
        else:
            public, _, secret = (self.link_token or "").strip().partition(".")
        try:
            return Answer(ids.decode(CHALLENGE, public), secret[:100])
        except InvalidInput:
            raise WrongProof(path=("input", "proof")) from None


@strawberry.input(description="Who wants an account.")
class AccountRegisterInput:
    contact: ContactInput
    password: str | None = strawberry.field(
        default=None, description="Left out by who signs in with codes."
    )
    name: str | None = None
    language: LanguageTag | None = None

    def to_new(self, language: str) -> NewAccount:
        """The account to be; it speaks `language` unless another is named."""
        return NewAccount(
            contact=self.contact.to_contact("input", "contact"),
            name=line(self.name, "input", "name") if self.name else "",
            language=self.language or language,
            password=None
            if self.password is None
            else password(self.password, "input", "password"),
        )


@strawberry.input(description="The proof of the contact one has registered with.")
class AccountConfirmInput:
    proof: ProofInput


@strawberry.input(description="What to send once more.")
class ChallengeResendInput:
    challenge: strawberry.ID


@strawberry.enum(description="What a code is for.")
class OtpPurpose(StrEnum):
    SIGN_IN = "sign_in"
    VERIFY = "verify"


@strawberry.input(description="Where to send a code.")
class OtpRequestInput:
    contact: ContactInput
    purpose: OtpPurpose = strawberry.field(
        default=OtpPurpose.SIGN_IN,
        description="VERIFY adds a telephone number to the account that is signed in.",
    )


@strawberry.input(description="The code that was sent.")
class OtpVerifyInput:
    proof: CodeInput
    purpose: OtpPurpose = OtpPurpose.SIGN_IN
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the session in cookies."
    )

    def to_answer(self) -> Answer:
        return ProofInput(code=self.proof).to_answer()


@strawberry.input(description="The old password and the new one.")
class PasswordChangeInput:
    password: str = strawberry.field(description="The one that is good now.")
    new_password: str


@strawberry.input(description="Who wants a new password.")
class PasswordResetRequestInput:
    contact: ContactInput


@strawberry.input(description="A new password, and the proof that one may set it.")
class PasswordResetInput:
    proof: ProofInput
    password: str


@strawberry.input(description="The address that is to take the place of the old one.")
class AccountEmailChangeRequestInput:
    email: str
    password: str | None = strawberry.field(
        default=None, description="Needed by accounts that have one."
    )


@strawberry.input(description="The proof of the new address.")
class AccountEmailChangeConfirmInput:
    proof: ProofInput


@strawberry.input(description="What a person wants to be told; what is left out stays.")
class AccountPreferencesInput:
    marketing_email: bool | None = None
    marketing_sms: bool | None = None


@strawberry.input(description="Changes to one's account; what is left out stays.")
class AccountUpdateInput:
    expected_version: int | None = None
    name: str | None = None
    language: LanguageTag | None = None
    currency: CurrencyCode | None = None
    preferences: AccountPreferencesInput | None = None

    def to_patch(self) -> AccountPatch:
        """The changes that are asked for."""
        patch = AccountPatch()
        if self.name is not None:
            patch["name"] = line(self.name, "input", "name")
        if self.language is not None:
            patch["language"] = self.language
        if self.currency is not None:
            patch["currency"] = self.currency
        if self.preferences is not None:
            given = {
                "marketing_email": self.preferences.marketing_email,
                "marketing_sms": self.preferences.marketing_sms,
            }
            patch["preferences"] = {k: v for k, v in given.items() if v is not None}
        return patch
