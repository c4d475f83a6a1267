"""`commerce token`: a secret is shown once, works, and ends."""

import asyncio

import pytest

from commerce.app import build
from commerce.identity import service as identity
from commerce.kernel.access import Actor
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.settings import load_settings


def actor(url: str, secret: str) -> Actor:
    """Who the secret stands for."""

    async def work() -> Actor:
        app = build(load_settings(), url)
        try:
            return await identity.actor_of(app.db.reader(), app.cache, secret)
        finally:
            await app.close()

    return asyncio.run(work())


def test_the_secret_alone_is_printed_and_stands_for_the_role(commerce, seeded, url, asked) -> None:
    result = commerce("token", "create", "--name", "till", "--role", "seller", "--seller", "house")

    secret = result.stdout.strip()
    assert result.exit_code == 0
    found = actor(url, secret)
    assert (found.name, found.everywhere, len(found.seller_ids)) == ("till", False, 1)
    assert secret not in str(asked("select * from identity_token"))


def test_a_token_is_listed_with_its_end_and_can_be_revoked(commerce, seeded, url) -> None:
    secret = commerce("token", "create", "--name", "robot", "--days", "3").stdout.strip()
    (line,) = [row for row in commerce("token", "list").stdout.splitlines() if "robot" in row]
    assert "admin" in line and "good until" in line and secret not in line

    assert commerce("token", "revoke", line.split()[0]).exit_code == 0

    with pytest.raises(Unauthenticated):
        actor(url, secret)
    (line,) = [row for row in commerce("token", "list").stdout.splitlines() if "robot" in row]
    assert "revoked" in line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "seller"), "--seller goes with --role seller"),
        (("--role", "admin", "--seller", "house"), "--seller goes with --role seller"),
        (("--role", "seller", "--seller", "nobody"), "there is no seller nobody"),
        (("--days", "0"), "greater than or equal to 1"),
        (("--role", "king"), "king"),
    ],
)
def test_what_cannot_be_a_token_is_none(words, told, commerce, seeded, asked) -> None:
    before = asked("select count(*) from identity_token")

    result = commerce("token", "create", "--name", "x", *words)

    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())
    assert asked("select count(*) from identity_token") == before


def test_a_token_nobody_has_cannot_be_revoked(commerce, seeded) -> None:
    result = commerce("token", "revoke", "tok_00000000000000000000000000")

    assert result.exit_code == 2
    assert "there is no token" in " ".join(result.output.replace("│", " ").split())
