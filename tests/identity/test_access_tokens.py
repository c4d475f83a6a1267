"""Access tokens: forged, changed and borrowed ones are refused; keys are changed without a gap."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from commerce.identity import service as identity
from commerce.identity.access_tokens import AUDIENCE, mint
from commerce.identity.models import SigningKey
from commerce.identity.service.keys import signing_key
from commerce.identity.types import KeyState
from commerce.kernel.clock import now, shifted
from commerce.kernel.ids import new_id
from tests.identity.documents import ME

pytestmark = pytest.mark.usefixtures("market")


def encode(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    head, body, signature = token.split(".")
    pad = "=" * 3
    return (
        json.loads(base64.urlsafe_b64decode(head + pad)),
        json.loads(base64.urlsafe_b64decode(body + pad)),
        signature,
    )


@pytest.fixture
async def signed(device, make, db):
    """A person who is signed in, the key that signs, and a function that signs anything."""
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    async with db.transaction() as tx:
        _, key = await signing_key(tx)
    header, claims, _ = parts(device.access)

    def sign(head: dict[str, Any] | None = None, **changes: Any) -> str:
        body = {k: v for k, v in (claims | changes).items() if v is not None}
        top = {k: v for k, v in (header | (head or {})).items() if v is not None}
        text = f"{encode(top)}.{encode(body)}"
        return f"{text}.{encode(key.sign(text.encode()))}"

    return device, key, sign


def well_signed(header: dict[str, Any], sign: Any) -> dict[str, str]:
    """Tokens with the right signature that say something they must not."""
    moment = int(time.time())
    return {
        "own jku": sign({"jku": "https://evil.example/jwks.json"}),
        "own x5u": sign({"x5u": "https://evil.example/x.pem"}),
        "crit": sign({"crit": ["b64"], "b64": False}),
        "typ JWT": sign({"typ": "JWT"}),
        "no typ": sign({"typ": None}),
        "unknown kid": sign({"kid": str(new_id())}),
        "kid injected": sign({"kid": "' or 1=1 --"}),
        "kid in capitals": sign({"kid": header["kid"].upper()}),
        "no kid": sign({"kid": None}),
        "expired": sign(exp=moment - 1),
        "without end": sign(exp=None),
        "end is no number": sign(exp="never"),
        "issued in the future": sign(iat=moment + 600),
        "another issuer": sign(iss="https://evil.example"),
        "without issuer": sign(iss=None),
        "another audience": sign(aud="other"),
        "several audiences": sign(aud=[AUDIENCE, "other"]),
        "somebody else": sign(sub=str(new_id())),
        "without subject": sign(sub=None),
        "another session": sign(sid=str(new_id())),
        "without session": sign(sid=None),
        "session is no id": sign(sid="1"),
        "further claims": sign(role="admin"),
        "not yet good": sign(nbf=moment + 600),
    }


def mutants(token: str, key: Ed25519PrivateKey, sign: Any) -> dict[str, str]:
    header, claims, signature = parts(token)
    head, body, _ = token.split(".")
    raw = key.public_key().public_bytes_raw()
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    stranger = Ed25519PrivateKey.generate()

    def hmac_signed(secret: bytes) -> str:
        text = f"{encode(header | {'alg': 'HS256'})}.{body}"
        return f"{text}.{encode(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"

    def other(algorithm: str, private: Any) -> str:
        return jwt.encode(claims, private, algorithm=algorithm, headers=header | {"alg": algorithm})

    own = {
        "kty": "OKP", "crv": "Ed25519", "x": encode(stranger.public_key().public_bytes_raw()),
    }  # fmt: skip
    jwk_text = f"{encode(header | {'jwk': own})}.{body}"
    return well_signed(header, sign) | {
        "alg none": f"{encode(header | {'alg': 'none'})}.{body}.",
        "alg None": f"{encode(header | {'alg': 'None'})}.{body}.",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "four parts": f"{token}.{signature}",
        "HS256 with the public key": hmac_signed(raw),
        "HS256 with the public key as PEM": hmac_signed(pem),
        "HS256 with nothing": hmac_signed(b""),
        "RS256": other("RS256", rsa.generate_private_key(65537, 2048)),
        "ES256": other("ES256", ec.generate_private_key(ec.SECP256R1())),
        "another key": jwt.encode(claims, stranger, algorithm="EdDSA", headers=header),
        "key in the header": f"{jwk_text}.{encode(stranger.sign(jwk_text.encode()))}",
        "claims changed": f"{head}.{encode(claims | {'exp': claims['exp'] + 9999})}.{signature}",
        "signature changed": f"{head}.{body}.{'A' * len(signature)}",
        "not base64": f"{head}.{body}.!!!",
        "empty parts": "..",
        "huge": token + "A" * 5000,
    }


async def test_no_mutant_of_a_token_is_accepted(signed) -> None:
    device, key, sign = signed
    token = device.access
    device.access = sign()
    assert (await device.ask(ME))["email"] == "a@example.uz", "the good one is accepted"
    found = mutants(token, key, sign)

    accepted = []
    for name, mutant in found.items():
        device.access = mutant
        response = await device.send(ME)
        if response.status_code != 401:
            accepted.append(f"{name}: {response.text}")

    assert accepted == []
    assert len(found) >= 30


async def test_a_refresh_token_opens_nothing_by_itself(device, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    device.access = device.refresh

    assert await device.codes(ME) == ["UNAUTHENTICATED"]


async def test_an_access_token_lives_for_900_seconds(device, other, make) -> None:
    await make.account("a@example.uz")
    with shifted(timedelta(seconds=-901)):
        await other.sign_in("a@example.uz")
    with shifted(timedelta(seconds=-880)):
        await device.sign_in("a@example.uz")
    _, claims, _ = parts(device.access)

    assert claims["exp"] - claims["iat"] == 900
    assert (await device.ask(ME)) is not None
    assert await other.codes(ME) == ["UNAUTHENTICATED"]


async def test_a_signed_in_request_takes_one_statement_more(device, make, source) -> None:
    await make.account("a@example.uz")
    await device.ask("{ health { version } }")
    before = source.statements
    await device.ask("{ health { version } }")
    guest = source.statements - before
    await device.sign_in("a@example.uz")

    before = source.statements
    await device.ask("{ health { version } }")

    assert source.statements - before == guest + 1


async def test_the_key_set_shows_public_halves_only(device, make, http) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    response = await http.get("/.well-known/jwks.json")

    keys = response.json()["keys"]
    assert len(keys) == 2
    assert {tuple(sorted(key)) for key in keys} == {("alg", "crv", "kid", "kty", "use", "x")}
    kid = parts(device.access)[0]["kid"]
    key = jwt.PyJWKSet.from_dict(response.json())[kid].key
    claims = jwt.decode(device.access, key, algorithms=["EdDSA"], audience=AUDIENCE)
    assert claims["sub"]


async def test_a_key_is_changed_without_a_gap(device, other, make, db, reader) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    following = [key for key in (await identity.jwks(reader))["keys"]]

    async with db.transaction() as tx:
        kid = await identity.rotate(tx, verifies=timedelta(seconds=900))
    await other.sign_in("a@example.uz")

    assert str(kid) in {key["kid"] for key in following}, "it was published before"
    assert parts(other.access)[0]["kid"] == str(kid) != parts(device.access)[0]["kid"]
    assert (await device.ask(ME))["email"] == (await other.ask(ME))["email"]
    with shifted(timedelta(seconds=901)):
        assert parts(device.access)[0]["kid"] not in str(await identity.jwks(reader))


async def test_what_a_lost_key_signed_is_refused_at_once(device, make, db) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    async with db.transaction() as tx:
        await identity.rotate(tx, verifies=timedelta(0))

    assert await device.codes(ME) == ["UNAUTHENTICATED"]


async def test_a_key_that_does_not_sign_yet_verifies_nothing(device, make, db) -> None:
    account = await make.account("a@example.uz")
    session = await device.sign_in("a@example.uz")
    _, claims, _ = parts(device.access)
    async with db.transaction() as tx:
        row = await tx.one_or_none(select(SigningKey).where(SigningKey.state == KeyState.NEXT))
    pair = (row.id, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row.private)))

    device.access = mint(
        pair,
        issuer=claims["iss"],
        account_id=account.id,
        session_id=claims["sid"],
        times=(now(), now() + timedelta(seconds=60)),
    )

    assert session and await device.codes(ME) == ["UNAUTHENTICATED"]
