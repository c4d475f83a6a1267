"""A provider of identities for tests: served on a real port, and lies as it is told to."""

import asyncio
import hashlib
import hmac
import socket
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "shop", "the secret of the shop"


@dataclass
class Asked:
    """What the shop has asked for, kept under a code until it comes for the token."""

    nonce: str
    challenge: str
    redirect: str


@dataclass
class TestProvider:
    """One person who is signed in there, and what is said of them."""

    __test__ = False

    issuer: str
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "person-1",
            "email": "aziza@example.uz",
            "email_verified": True,
            "name": "Aziza Karimova",
        }
    )
    lies: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: RSAKey = field(default_factory=lambda: new_key("first"))
    signs_with: Any = None
    slow: float = 0
    status: int = 200
    nonsense: bytes | None = None
    forgetful: bool = False
    calls: list[str] = field(default_factory=list)
    codes: dict[str, Asked] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    def authorize(self, url: str) -> dict[str, str]:
        """What a person comes back with who has followed this address and said yes."""
        asked = {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT and "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = Asked(asked["nonce"], asked["code_challenge"], asked["redirect_uri"])
        return {"attempt": asked["state"], "code": code}

    async def _describe(self, request: Request) -> Response:
        self.calls.append("describe")
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(said | self.document)

    async def _authorize(self, request: Request) -> Response:
        back = self.authorize(str(request.url))
        return RedirectResponse(f"/?state={back['attempt']}&code={back['code']}")

    async def _keys(self, request: Request) -> Response:
        self.calls.append("keys")
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> Response:
        self.calls.append("token")
        await asyncio.sleep(self.slow)
        if self.status != 200:
            return Response(status_code=self.status)
        if self.nonsense is not None:
            return Response(self.nonsense, media_type="application/json")
        sent = parse_qs((await request.body()).decode())
        form = {name: each[0] for name, each in sent.items()}
        asked = (self.codes.get if self.forgetful else self.codes.pop)(form["code"], None)
        if asked is None or not self._proven(request, asked, form):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        said = {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": self._id_token(asked.nonce),
        }
        return JSONResponse(said)

    def _proven(self, request: Request, asked: Asked, form: dict[str, str]) -> bool:
        given = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = _text(verifier)
        return (given, challenge, form["redirect_uri"]) == (
            f"{CLIENT}:{SECRET}",
            asked.challenge,
            asked.redirect,
        )

    def _id_token(self, nonce: str) -> str:
        at = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce}
        claims |= self.person | self.lies
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm in ("none", "HS256"):
            return self._forged(header, claims)
        return jwt.encode(header, claims, self.signs_with or self.key, [self.algorithm])

    def _forged(self, *parts: dict[str, Any]) -> str:
        """A token without a signature; or with one by our public key, taken for a shared secret."""
        signed = ".".join(_text(orjson.dumps(each)) for each in parts)
        if self.algorithm == "none":
            return f"{signed}."
        secret = self.key.as_pem(private=False)
        return f"{signed}.{_text(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name})


class Server(uvicorn.Server):
    """One that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def serving() -> AsyncIterator[TestProvider]:
    """A provider at a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = TestProvider(f"http://127.0.0.1:{free.getsockname()[1]}")
        server = Server(uvicorn.Config(found.app(), lifespan="off", log_config=None))
        task = asyncio.create_task(server.serve(sockets=[free]))
        await server.ready.wait()
        yield found
        server.should_exit = True
        await task
