"""The PostgreSQL server of the tests."""

import os
from pathlib import Path


def database_server() -> str:
    """A libpq URL without a database."""
    return os.environ.get("TEST_DATABASE_SERVER") or Path("/tmp/devpg.url").read_text().strip()
