"""Documents that clients name: automatic persisted queries and trusted documents."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from commerce.http.app import create_app
from commerce.http.documents import persisted_documents
from commerce.http.options import HttpOptions, Surroundings
from commerce.kernel.graphql.engine import PersistedDocuments
from commerce.kernel.settings import WrongSettings, load_settings
from tests.http.conftest import client_of
from tests.toy import WRITTEN, make_context, toy_engine

HELLO = 'query Hello($n: String! = "world") { hello(name: $n) }'
HASH = sha256(HELLO.encode()).hexdigest()
WRITE = 'mutation { write(text: "x") }'


def named(digest: str = HASH, version: Any = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": digest}}


def client(persisted: PersistedDocuments | None = None) -> httpx.AsyncClient:
    around = Surroundings(persisted=persisted or PersistedDocuments())
    app = create_app(toy_engine(), make_context, options=HttpOptions(), surroundings=around)
    return client_of(app)


async def post(http: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await http.post("/graphql", json=body)
    found: dict[str, Any] = answer.json()
    return found


def code(answer: dict[str, Any]) -> str:
    found: str = answer["errors"][0]["extensions"]["code"]
    return found


async def test_a_query_is_persisted_by_its_first_use_and_then_named_alone() -> None:
    async with client() as http:
        before = await post(http, extensions=named())
        first = await post(http, query=HELLO, extensions=named())
        by_post = await post(http, extensions=named(), variables={"n": "you"})
        by_get = await http.get("/graphql", params={"extensions": json.dumps(named())})

    assert before["errors"][0]["message"] == "PersistedQueryNotFound"
    assert code(before) == "PERSISTED_QUERY_NOT_FOUND"
    assert first["data"] == by_get.json()["data"] == {"hello": "hello world"}
    assert by_post["data"] == {"hello": "hello you"}


async def test_a_query_that_is_not_what_its_hash_says_is_refused_and_not_stored() -> None:
    async with client() as http:
        answer = await post(http, query="{ number }", extensions=named())
        after = await post(http, extensions=named())

    assert answer["errors"][0]["message"] == "provided sha does not match query"
    assert "data" not in answer
    assert code(after) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "extensions",
    [
        named(version=2),
        named(version=None),
        {"persistedQuery": {"version": 1}},
        {"persistedQuery": {"version": 1, "sha256Hash": 5}},
        {"persistedQuery": {"version": 1, "sha256Hash": "x" * 1000}},
        {"persistedQuery": "x"},
    ],
)
async def test_another_form_of_the_protocol_is_bad_input(extensions: dict[str, Any]) -> None:
    async with client() as http:
        answer = await post(http, query=HELLO, extensions=extensions)

    assert code(answer) == "BAD_INPUT"
    assert "data" not in answer


async def test_an_invalid_document_is_not_stored() -> None:
    broken = "{ nothing }"
    digest = sha256(broken.encode()).hexdigest()
    async with client() as http:
        first = await post(http, query=broken, extensions=named(digest))
        second = await post(http, extensions=named(digest))

    assert (code(first), code(second)) == ("BAD_QUERY", "PERSISTED_QUERY_NOT_FOUND")


async def test_a_named_mutation_by_get_writes_nothing() -> None:
    WRITTEN.clear()
    digest = sha256(WRITE.encode()).hexdigest()
    async with client() as http:
        await post(http, query=WRITE, extensions=named(digest))
        WRITTEN.clear()
        answer = await http.get("/graphql", params={"extensions": json.dumps(named(digest))})

    assert answer.status_code == 405
    assert WRITTEN == []


async def test_a_flood_of_persisted_queries_spares_those_in_use() -> None:
    async with client() as http:
        await post(http, query=HELLO, extensions=named())
        await post(http, extensions=named())
        for number in range(1_200):
            text = f"query Q{number} {{ hello }}"
            await post(http, query=text, extensions=named(sha256(text.encode()).hexdigest()))
        answer = await post(http, extensions=named())

    assert answer["data"] == {"hello": "hello world"}


def manifest(folder: Path, content: Any) -> Path:
    path = folder / "manifest.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def trusted(path: Path, *, only: bool = False) -> PersistedDocuments:
    settings = load_settings(documents=path, documents_only=only)
    return persisted_documents(settings, toy_engine())


APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": HASH, "name": "Hello", "type": "query", "body": HELLO}],
}


@pytest.mark.parametrize("content", [APOLLO, {HASH: HELLO}, {f"sha256:{HASH}": HELLO}])
@pytest.mark.parametrize(
    "body",
    [
        {"documentId": HASH},
        {"documentId": f"sha256:{HASH}"},
        {"id": HASH},
        {"doc_id": HASH},
        {"extensions": named()},
        {"query": HELLO},
    ],
)
async def test_a_trusted_document_is_answered_however_it_is_named(
    tmp_path: Path, content: Any, body: dict[str, Any]
) -> None:
    async with client(trusted(manifest(tmp_path, content), only=True)) as http:
        answer = await post(http, variables={"n": "you"}, **body)

    assert answer["data"] == {"hello": "hello you"}


@pytest.mark.parametrize(
    "body",
    [
        {"query": WRITE},
        {"query": "{ __schema { description } }"},
        {"query": WRITE, "extensions": named(sha256(WRITE.encode()).hexdigest())},
        {"query": WRITE, "extensions": named()},
        {"query": WRITE, "documentId": HASH},
        {"documentId": "other"},
        {"extensions": named("0" * 64)},
    ],
)
async def test_where_only_trusted_documents_count_all_others_are_refused(
    tmp_path: Path, body: dict[str, Any]
) -> None:
    WRITTEN.clear()
    async with client(trusted(manifest(tmp_path, APOLLO), only=True)) as http:
        answer = await post(http, **body)

    assert code(answer) == "DOCUMENT_NOT_TRUSTED"
    assert "data" not in answer
    assert WRITTEN == []


async def test_beside_trusted_documents_others_are_answered_unless_refused(tmp_path: Path) -> None:
    async with client(trusted(manifest(tmp_path, APOLLO))) as http:
        sent = await post(http, query="{ hello }")
        unknown = await post(http, documentId="other")

    assert sent["data"] == {"hello": "hello world"}
    assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"a": "{ nothing }"}, "document a: Cannot query field 'nothing'"),
        ({"a": "{"}, "document a: Syntax Error"),
        ({"a": 5}, "not an object of ids and documents"),
        ([HELLO], "not an object of ids and documents"),
        ({"operations": [{"id": "a"}]}, "an operation of the manifest has no body"),
        ("{", "is not JSON"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, content: Any, reason: str
) -> None:
    with pytest.raises(WrongSettings) as caught:
        trusted(manifest(tmp_path, content))

    assert str(caught.value).startswith("COMMERCE_DOCUMENTS: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_manifest_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="cannot be read: No such file"):
        trusted(tmp_path / "none.json")


def test_only_trusted_documents_need_a_manifest() -> None:
    with pytest.raises(WrongSettings, match="COMMERCE_DOCUMENTS_ONLY: needs a manifest"):
        persisted_documents(load_settings(documents_only=True), toy_engine())
