"""An import that is killed in the middle leaves whole products, and the next run ends the work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commerce.cli import app
from tests.imports.files import more, sized, write
from tests.scratch import ask, scratch_database

SIZE = 120
RUN = "from commerce.cli import main; main()"
PRODUCTS = "select count(*) from catalog_product where external_ref is not null"
HALF = """
select p.slug from catalog_product p
where p.external_ref is not null and (
    p.status <> 'active'
    or (select count(*) from catalog_variant v where v.product_id = p.id) <> 2
    or (select count(*) from offers_offer o
        join pricing_price c on c.offer_id = o.id
        join inventory_stock s on s.offer_id = o.id
        where o.product_id = p.id) <> 2)
"""


def number_of_products(url: str) -> int:
    return int(str(ask(url, PRODUCTS)[0][0]))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    rows = []
    for number in range(SIZE):
        handle = f"mug-{number}"
        rows.append(sized(handle, size="S", variant_inventory_qty="2", vendor="Rishton"))
        rows.append(more(handle, option1_value="L", variant_price="3", variant_inventory_qty="1"))
    return write(tmp_path / "mugs.csv", rows)


def test_a_killed_import_is_finished_by_the_next_one(server_url, export, tmp_path) -> None:
    with scratch_database(server_url) as url:
        environment = {"DATABASE_URL": url, "COMMERCE_DATA_DIR": str(tmp_path)}
        assert CliRunner().invoke(app, ["seed"], env=environment).exit_code == 0
        command = [sys.executable, "-c", RUN, "import", "shopify", str(export)]
        running = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while number_of_products(url) < 10 and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.wait()

        done = number_of_products(url)
        assert 10 <= done < SIZE
        assert ask(url, HALF) == []

        again = CliRunner().invoke(app, ["import", "shopify", str(export)], env=environment)

        assert again.exit_code == 0, again.output
        assert f"created: {SIZE - done}\n" in again.stdout
        assert f"unchanged: {done}\n" in again.stdout
        assert number_of_products(url) == SIZE
        assert ask(url, HALF) == []
