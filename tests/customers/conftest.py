"""Fixtures of customers: people who are signed in."""

from tests.identity.conftest import device, http, letters, market, other

__all__ = ["device", "http", "letters", "market", "other"]
