"""Fixtures of privacy: people who are signed in, and their letter-boxes."""

from tests.identity.conftest import device, http, letters, market, other

__all__ = ["device", "http", "letters", "market", "other"]
