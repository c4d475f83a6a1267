"""Fixtures of the cart: a document in, its payload out."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from commerce.kernel.ids import encode
from tests.cart.documents import READ

Read = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def read(gql: Any) -> Read:
    """The cart as its buyer sees it now."""

    async def call(cart: tuple[Any, str], **given: Any) -> dict[str, Any]:
        row, token = cart
        answer = await gql(READ, id=encode("cart", row.id), token=token, **given)
        found: dict[str, Any] = answer["cart"]
        return found

    return call


@pytest.fixture
def change(gql: Any) -> Read:
    """The payload of a mutation of a cart."""

    async def call(document: str, cart: tuple[Any, str], **given: Any) -> dict[str, Any]:
        row, token = cart
        answer = await gql(document, input={"cart": encode("cart", row.id), "token": token} | given)
        (payload,) = answer.values()
        found: dict[str, Any] = payload
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
