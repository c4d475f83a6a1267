"""WebAuthn as we use it: discoverable passkeys whose device has asked for a finger, face or PIN.

`webauthn` is imported where it is used: most processes never need it, and all start at once.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from commerce.kernel.sealing import secret_for
from commerce.kernel.settings import Settings

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

MILLISECONDS = 300_000
_ES256, _EDDSA, _RS256 = -7, -8, -257


class Refused(Exception):
    """What a browser sent is no proof."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose passkey it is to be, as devices show it in their lists."""

    account_id: UUID
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey that a device has made."""

    key_id: str
    public: str
    sign_count: int
    transports: list[str]
    backed_up: bool


@dataclass(frozen=True, slots=True)
class Used:
    """A passkey that a device has signed with."""

    sign_count: int
    backed_up: bool


def challenge_of(challenge_id: UUID) -> bytes:
    """What is to be signed for a challenge: it follows from its id, and is kept nowhere."""
    return secret_for("passkey challenge", challenge_id.bytes)


def creation_options(
    challenge_id: UUID, owner: Owner, known: Sequence[Any], settings: Settings
) -> dict[str, Any]:
    """What `navigator.credentials.create` needs; devices that hold one of `known` decline."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    made = webauthn.generate_registration_options(
        rp_id=settings.shop_domain,
        rp_name=settings.shop_name,
        user_id=owner.account_id.bytes,
        user_name=owner.name,
        user_display_name=owner.title,
        challenge=challenge_of(challenge_id),
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(row) for row in known],
        supported_pub_key_algs=_algorithms(),
    )
    return _plain(webauthn.options_to_json(made))


def request_options(challenge_id: UUID, settings: Settings) -> dict[str, Any]:
    """What `navigator.credentials.get` needs; the device itself knows whose keys it has."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    made = webauthn.generate_authentication_options(
        rp_id=settings.shop_domain,
        challenge=challenge_of(challenge_id),
        timeout=MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(webauthn.options_to_json(made))


def new_key(challenge_id: UUID, credential: dict[str, Any], settings: Settings) -> NewKey:
    """Read what a device says of a passkey that it has made.

    Raises:
        Refused: it is not what was asked for.
    """
    import webauthn

    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge_of(challenge_id),
            expected_rp_id=settings.shop_domain,
            expected_origin=list(settings.shop_origins),
            require_user_verification=True,
            supported_pub_key_algs=_algorithms(),
        )
    except Exception as error:  # a stranger's bytes may break any of the parsers below
        raise Refused from error
    return NewKey(
        key_id=_text(made.credential_id),
        public=_text(made.credential_public_key),
        sign_count=made.sign_count,
        transports=_transports(credential),
        backed_up=made.credential_backed_up,
    )


def used_key(
    challenge_id: UUID, credential: dict[str, Any], public: str, settings: Settings
) -> Used:
    """Read what a device has signed with the passkey that has this public half.

    Raises:
        Refused: it did not sign this, for us, after it asked its owner.
    """
    import webauthn

    try:
        # The counter is compared by whoever knows the last one: backwards is not just refused.
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge_of(challenge_id),
            expected_rp_id=settings.shop_domain,
            expected_origin=list(settings.shop_origins),
            credential_public_key=_bytes(public),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # a stranger's bytes may break any of the parsers below
        raise Refused from error
    return Used(used.new_sign_count, used.credential_backed_up)


def named(credential: dict[str, Any]) -> tuple[str, UUID]:
    """Which passkey a credential says it is, and of which account.

    Raises:
        Refused: it does not say.
    """
    try:
        handle = credential["response"]["userHandle"]
        return str(credential["id"]), UUID(bytes=_bytes(handle))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused from error


def _algorithms() -> list[Any]:
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    return [COSEAlgorithmIdentifier(each) for each in (_EDDSA, _ES256, _RS256)]


def _descriptor(row: Any) -> "PublicKeyCredentialDescriptor":
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    ways = [AuthenticatorTransport(each) for each in row.transports]
    return PublicKeyCredentialDescriptor(id=_bytes(row.key_id), transports=ways)


def _transports(credential: dict[str, Any]) -> list[str]:
    """The ways to reach the device, as far as they have a name."""
    from webauthn.helpers.structs import AuthenticatorTransport

    given = credential.get("response", {}).get("transports")
    known = {each.value for each in AuthenticatorTransport}
    return sorted({each for each in given if each in known}) if isinstance(given, list) else []


def _plain(written: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(written)
    return found


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
