"""Documents that clients name instead of sending: automatic persisted queries, trusted ones.

Automatic ones are stored once a client has sent text and hash together and the text was found
valid. Trusted ones come from a manifest; they may be made the only ones there are.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from graphql import GraphQLError

from commerce.kernel.graphql.engine.answers import GraphQLRequest
from commerce.kernel.graphql.refusals import (
    BAD_INPUT,
    DOCUMENT_NOT_TRUSTED,
    PERSISTED_QUERY_NOT_FOUND,
    Refused,
)
from commerce.kernel.shelves import Shelves

_HASH = 64
_ROOM = 2_000_000
_MOST = 4_000
_VERSION = 1


class WrongManifest(Exception):
    """The manifest of trusted documents cannot be used; the text is one line."""


class DocumentStore(Protocol):
    """Where automatic persisted queries are shared between processes."""

    async def get(self, digest: str) -> str | None:
        """The text with this SHA-256."""
        ...

    async def put(self, digest: str, text: str) -> None:
        """Keep a text for the others."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class PersistedDocuments:
    """Finds the text of a named document; with `only`, trusted documents are all there are."""

    def __init__(
        self,
        trusted: Mapping[str, str] | None = None,
        *,
        only: bool = False,
        store: DocumentStore | None = None,
    ) -> None:
        self._trusted = dict(trusted or {})
        self._texts = frozenset(self._trusted.values())
        self.only = only
        self._store = store
        self._held: Shelves[str, str] = Shelves(_ROOM, most=_MOST)

    async def resolve(self, request: GraphQLRequest) -> GraphQLRequest:
        """The request with its text.

        Raises:
            Refused: the document is unknown, not trusted, or not what its hash says.
        """
        digest = _digest_of(request)
        if digest is None and request.document_id is None:
            return self._allowed(request)
        if request.query:
            allowed = self._allowed(request)
            if digest is not None and self._trusted.get(digest) != request.query:
                _check_digest(request.query, digest)
            return allowed
        name = request.document_id or digest or ""
        text = self._trusted.get(name) or self._trusted.get(name.removeprefix("sha256:"))
        if text is None and self.only:
            raise _not_trusted()
        if text is None and digest is not None:
            text = await self._stored(digest)
        if text is None:
            message = "PersistedQueryNotFound" if digest else "there is no document with this id"
            raise Refused([GraphQLError(message)], code=PERSISTED_QUERY_NOT_FOUND)
        return replace(request, query=text)

    async def accepted(self, request: GraphQLRequest) -> None:
        """Keep the text of a request that came with its hash and was found valid."""
        digest = _digest_of(request)
        if digest is None or self.only or self._held.peek(digest) is not None:
            return
        if not request.query or digest in self._trusted:
            return
        self._held.put(digest, request.query, size=len(request.query) + _HASH)
        if self._store is not None:
            await self._store.put(digest, request.query)

    async def close(self) -> None:
        """Let go of what is held outside this process."""
        if self._store is not None:
            await self._store.close()

    def _allowed(self, request: GraphQLRequest) -> GraphQLRequest:
        if self.only and request.query not in self._texts:
            raise _not_trusted()
        return request

    async def _stored(self, digest: str) -> str | None:
        text = self._held.get(digest)
        if text is None and self._store is not None:
            text = await self._store.get(digest)
            if text is not None and _digest(text) != digest:
                return None
            if text is not None:
                self._held.put(digest, text, size=len(text) + _HASH)
        return text


def read_manifest(path: Path) -> dict[str, str]:
    """The documents of a manifest by id: Apollo's format, or a plain object of id and text.

    Raises:
        WrongManifest: it cannot be read or has another form.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WrongManifest(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise WrongManifest(f"{path} is not JSON") from None
    if isinstance(found, dict) and isinstance(found.get("operations"), list):
        found = {_member(each, "id"): _member(each, "body") for each in found["operations"]}
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise WrongManifest(f"{path} is not an object of ids and documents")
    return {str(name).removeprefix("sha256:"): text for name, text in found.items()}


def _member(operation: Any, name: str) -> str:
    value = operation.get(name) if isinstance(operation, dict) else None
    if not isinstance(value, str):
        raise WrongManifest(f"an operation of the manifest has no {name}")
    return value


def _digest_of(request: GraphQLRequest) -> str | None:
    """The hash in `extensions.persistedQuery`.

    Raises:
        Refused: it has another form than Apollo's first version.
    """
    named = (request.extensions or {}).get("persistedQuery")
    if named is None:
        return None
    digest = named.get("sha256Hash") if isinstance(named, dict) else None
    if not isinstance(digest, str) or not digest or len(digest) > 200:
        raise _bad_input("persistedQuery.sha256Hash must be a string")
    if named.get("version") != _VERSION:
        raise _bad_input("persistedQuery.version must be 1")
    return digest


def _check_digest(query: str, digest: str) -> None:
    if _digest(query) != digest:
        raise _bad_input("provided sha does not match query")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _bad_input(text: str) -> Refused:
    return Refused([GraphQLError(text)], code=BAD_INPUT)


def _not_trusted() -> Refused:
    text = "only documents that were registered beforehand are answered here"
    return Refused([GraphQLError(text)], code=DOCUMENT_NOT_TRUSTED)
