"""The public audits of GraphQL over HTTP, run by their own program against a real server."""

import subprocess

from tests.http.conftest import served
from tests.node import installed_clients
from tests.toy import toy_app


def test_every_audit_of_graphql_over_http_is_ok(node: str) -> None:
    directory = installed_clients()

    with served(toy_app()) as (host, port):
        url = f"http://{host}:{port}/graphql"
        run = subprocess.run(
            [node, "run.mjs", url], cwd=directory, capture_output=True, text=True, timeout=120
        )

    last = "61 of 61 audits ok, 0 notices, 0 warnings, 0 errors"
    assert run.stdout.strip() == last, run.stdout + run.stderr
    assert run.returncode == 0
