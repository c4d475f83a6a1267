"""Every flow is walked under both executors."""

import pytest

from tests import client


@pytest.fixture(autouse=True, params=["compiled", "graphql-core"])
def executor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name: str = request.param
    monkeypatch.setattr(client, "COMPILED", name == "compiled")
    return name
