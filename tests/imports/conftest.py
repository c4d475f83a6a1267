"""A shop to import into: a channel, the house and another seller."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from commerce.app import App
from commerce.imports.report import ImportReport
from commerce.imports.service import import_products
from commerce.imports.types import ImportRequest
from tests.imports.files import Row, write
from tests.make import Make

Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def shop(make: Make) -> Any:
    """The house; prices are in so'm."""
    await make.channel(slug="uz")
    return await make.seller(slug="house", house=True)


@pytest.fixture
def bring(app: App, tmp_path: Path) -> Import:
    """Import rows (or files) for a seller, the house when none is named."""

    async def call(*rows: Row, paths: tuple[Path, ...] = (), **given: Any) -> ImportReport:
        files = paths or (write(tmp_path / "products.csv", rows),)
        request = ImportRequest(paths=files, **{"seller": "house", **given})
        return await import_products(app.db, request, app.cache)

    return call
