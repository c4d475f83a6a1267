"""OpenID Connect as a client: where a provider is, how to ask it, and whether to believe it.

Only providers of the settings are called, at the hosts that the settings name. The libraries are
imported where they are used: most processes never need them, and all start at once.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from commerce.identity.errors import ProviderUnavailable, WrongProof
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.plugins import ProviderFailed, ask
from commerce.kernel.sealing import secret_for
from commerce.kernel.settings import IdentityProvider, Settings

if TYPE_CHECKING:
    import httpx
    from joserfc.jwt import Token

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
_DISCOVERY = "/.well-known/openid-configuration"
_LONGEST_ANSWER = 256 * 1024
_LONGEST_SUBJECT = 255
_LEEWAY_SECONDS = 30
_HOUR, _MINUTE = 3600.0, 60.0


class NotBelieved(Exception):
    """What a provider answered is not to be believed; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider does what."""

    authorization: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider; an e-mail address only if the provider vouches for it."""

    subject_index: str
    email: str | None
    name: str


def of_attempt(what: str, challenge_id: UUID) -> str:
    """A secret of one attempt to sign in: it follows from its id, and is kept nowhere."""
    made = secret_for(f"oidc {what}", challenge_id.bytes)
    return urlsafe_b64encode(made).rstrip(b"=").decode()


class Provider:
    """One provider of the settings."""

    def __init__(self, name: str, given: IdentityProvider, settings: Settings, cache: Cache):
        self.name = name
        self.given = given
        self._cache = cache
        self._seconds = settings.provider_seconds
        self._plain = settings.development
        shop = settings.storefront_url or settings.reached_at
        self.redirect = f"{shop}/account/oauth/{name}"

    async def authorization_url(self, challenge_id: UUID, state: str) -> str:
        """Where to send somebody, so that the provider asks them who they are.

        Raises:
            ProviderUnavailable: the provider does not say where that is.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        endpoints = await self._endpoints()
        made: str = prepare_grant_uri(
            endpoints.authorization,
            self.given.client_id,
            "code",
            redirect_uri=self.redirect,
            scope=" ".join(self.given.scopes),
            state=state,
            nonce=of_attempt("nonce", challenge_id),
            code_challenge=create_s256_code_challenge(of_attempt("verifier", challenge_id)),
            code_challenge_method="S256",
        )
        return made

    async def identity(self, challenge_id: UUID, code: str) -> Identity:
        """Who has come back from the provider with a code.

        Raises:
            WrongProof: the code is not good, or what the provider says is not to be believed.
            ProviderUnavailable: the provider does not answer, or not in time.
        """
        endpoints = await self._endpoints()
        answer = await self._ask(self._exchange(endpoints.token, challenge_id, code))
        try:
            token = await self._signed(str(answer.get("id_token", "")), endpoints)
            return self._believed(token, str(answer.get("access_token", "")), challenge_id)
        except NotBelieved:
            raise WrongProof(path=("input", "code")) from None

    async def _endpoints(self) -> Endpoints:
        issuer = self.given.issuer
        said = await self._cache.get(
            ("oidc provider", issuer),
            _HOUR,
            lambda: self._ask(self._get(issuer.rstrip("/") + _DISCOVERY)),
        )
        if said.get("issuer") != issuer:
            raise ProviderUnavailable
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        return Endpoints(*(self._allowed(said.get(each)) for each in names))

    def _allowed(self, url: object) -> str:
        """An address that the settings let us call.

        Raises:
            ProviderUnavailable: they do not.
        """
        parts = urlsplit(str(url))
        hosts = (urlsplit(self.given.issuer).netloc, *self.given.hosts)
        by_https = parts.scheme == "https" or (self._plain and parts.scheme == "http")
        if not by_https or parts.netloc not in hosts:
            raise ProviderUnavailable
        return str(url)

    async def _signed(self, written: str, endpoints: Endpoints) -> "Token":
        """A token that a key of the provider has signed, with an algorithm that we know."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from joserfc.jws import extract_compact

        try:
            kid = extract_compact(written.encode()).headers().get("kid")
            keys = await self._keys(endpoints.keys, kid)
            return jwt.decode(written, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotBelieved(type(error).__name__) from error

    async def _keys(self, url: str, kid: object) -> Any:
        """The keys of a provider, an hour old at most; a minute, if a new one is asked for."""
        for seconds in (_HOUR, _MINUTE):
            keys: Any = await self._cache.get(
                ("oidc keys", self.given.issuer, seconds),
                seconds,
                lambda: self._ask(self._get(url)),
            )
            if any(each.get("kid") == kid for each in keys.get("keys", ())):
                break
        return keys

    def _believed(self, token: "Token", access_token: str, challenge_id: UUID) -> Identity:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        essential = {
            "iss": {"essential": True, "value": self.given.issuer},
            "aud": {"essential": True, "value": self.given.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        expected = {
            "client_id": self.given.client_id,
            "nonce": of_attempt("nonce", challenge_id),
            "access_token": access_token,
        }
        claims = CodeIDToken(token.claims, token.header, essential, expected)
        try:
            claims.validate(int(now().timestamp()), _LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise NotBelieved(type(error).__name__) from error
        return self._identity(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject, email, name = (claims.get(each) for each in ("sub", "email", "name"))
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise NotBelieved("sub")
        vouched = claims.get("email_verified") is True and isinstance(email, str)
        who = f"{self.given.issuer}\0{subject}".encode(errors="replace")
        return Identity(
            subject_index=secret_for("oidc subject", who).hex(),
            email=email if vouched else None,
            name=name if isinstance(name, str) else "",
        )

    async def _ask(self, answer: Any) -> dict[str, Any]:
        try:
            said = await ask(f"provider {self.name}", answer, seconds=self._seconds)
        except ProviderFailed as failure:
            if isinstance(failure.__cause__, WrongProof):
                raise failure.__cause__ from None
            raise ProviderUnavailable(path=("input",)) from None
        if not isinstance(said, dict):
            raise ProviderUnavailable(path=("input",))
        return said

    async def _exchange(self, url: str, challenge_id: UUID, code: str) -> Any:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": of_attempt("verifier", challenge_id),
        }
        secret = self.given.client_secret.get_secret_value()
        async with self._client() as client:
            sent = client.stream("POST", url, data=form, auth=(self.given.client_id, secret))
            async with sent as response:
                if response.status_code in (400, 401, 403):
                    raise WrongProof(path=("input", "code"))
                return await _read(response)

    async def _get(self, url: str) -> Any:
        async with self._client() as client, client.stream("GET", url) as response:
            return await _read(response)

    def _client(self) -> "httpx.AsyncClient":
        """A client that follows nobody elsewhere, and takes nothing from the environment."""
        import httpx

        headers = {"accept": "application/json", "accept-encoding": "identity"}
        return httpx.AsyncClient(
            timeout=self._seconds, follow_redirects=False, trust_env=False, headers=headers
        )


async def _read(response: "httpx.Response") -> Any:
    """The JSON of an answer that is not too long."""
    response.raise_for_status()
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > _LONGEST_ANSWER:
            raise ValueError("the answer is too long")
    return orjson.loads(body)
