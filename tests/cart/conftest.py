"""Fixtures of the cart: a document in, its payload out."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from commerce.kernel.access import GUEST
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode
from tests.cart.documents import READ

ENGLISH = Wanted(language="en")
Read = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def read(gql: Any) -> Read:
    """The cart as its buyer sees it now."""

    async def call(cart: tuple[Any, str], wanted: Wanted = ENGLISH) -> dict[str, Any]:
        row, token = cart
        answer = await gql(READ, GUEST, wanted, id=encode("cart", row.id), token=token)
        found: dict[str, Any] = answer["cart"]
        return found

    return call


@pytest.fixture
def change(gql: Any) -> Read:
    """The payload of a mutation of a cart."""

    async def call(document: str, cart: tuple[Any, str], **given: Any) -> dict[str, Any]:
        row, token = cart
        named = {"cart": encode("cart", row.id), "token": token}
        answer = await gql(document, GUEST, ENGLISH, input=named | given)
        found: dict[str, Any] = next(iter(answer.values()))
        return found

    return call


@pytest.fixture
def refusal(change: Read, read: Read) -> Read:
    """The only error of a mutation that must not have changed anything."""

    async def call(document: str, cart: tuple[Any, str], **given: Any) -> dict[str, Any]:
        before = await read(cart)
        payload = await change(document, cart, **given)
        assert payload.get("cart") is None
        (error,) = payload["errors"]
        assert await read(cart) == before
        found: dict[str, Any] = error
        return found

    return call
