"""The public audits of GraphQL over HTTP, run by their own program against the product."""

import asyncio
import subprocess
from pathlib import Path

from tests.node import installed_clients
from tests.races.shop import Shop
from tests.scratch import scratch_database


def test_every_audit_of_graphql_over_http_is_ok(node: str, server_url: str, tmp_path: Path) -> None:
    directory = installed_clients()

    with scratch_database(server_url) as database:
        shop = Shop(database, tmp_path)
        shop.start()
        try:
            run = subprocess.run(
                [node, "run.mjs", f"http://127.0.0.1:{shop.port}/graphql"],
                cwd=directory,
                capture_output=True,
                text=True,
                timeout=120,
            )
        finally:
            asyncio.run(shop.client.aclose())
            shop.stop()

    last = "61 of 61 audits ok, 0 notices, 0 warnings, 0 errors"
    assert run.stdout.strip() == last, run.stdout + run.stderr
    assert run.returncode == 0
