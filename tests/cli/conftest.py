"""Commands run in this process, on a committed database of the module's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commerce.cli import app
from tests.scratch import ask, scratch_database

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with scratch_database(server_url) as url:
        yield url


@pytest.fixture(scope="module")
def commerce(url: str, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run `commerce ...`."""
    folder: Path = tmp_path_factory.mktemp("data")

    def call(*words: str, **environment: str) -> Result:
        given = {"DATABASE_URL": url, "COMMERCE_DATA_DIR": str(folder), **environment}
        return CliRunner().invoke(app, [str(word) for word in words], env=given)

    return call


@pytest.fixture(scope="module")
def seeded(commerce: Command) -> Result:
    """The demo shop, seeded once."""
    result = commerce("seed")
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def asked(url: str) -> Callable[[str], list[tuple[object, ...]]]:
    """The rows of a statement, as others see them."""
    return lambda query: ask(url, query)
