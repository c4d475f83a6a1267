"""The PostgreSQL server of the tests: ours for the length of the run, or a named one."""

import os
import shutil
import tempfile
from pathlib import Path

from commerce.kernel.postgres import EmbeddedPostgres

VARIABLE = "TEST_DATABASE_SERVER"


class TestServer:
    """Started by the process that controls the run; its workers find it in the environment."""

    __test__ = False

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ultramarket-tests-"))
        self._folder.chmod(0o755)
        self._server = EmbeddedPostgres(self._folder / "data")

    def start(self) -> None:
        os.environ[VARIABLE] = self._server.start().url("").rstrip("/")

    def stop(self) -> None:
        self._server.stop("immediate")
        shutil.rmtree(self._server.root, ignore_errors=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        del os.environ[VARIABLE]


def database_server() -> str:
    """A libpq URL without a database."""
    return os.environ[VARIABLE]
