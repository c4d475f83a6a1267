"""`python -m benchmarks`: load a catalogue, serve it, put load on it, write the table."""

import argparse
import asyncio
import os
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import catalogue, plan, report, servers, shop
from benchmarks.databases import database, is_named, rows, tidy
from benchmarks.flows import Goods
from benchmarks.processes import Cores, pin
from commerce.app import import_all, migrate
from commerce.cli import app as commands

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure; `seconds` is for each line, `minutes` for mixed load (0: none)."""

    products: int
    variants: int
    seconds: float
    minutes: float
    connections: int
    output: Path

    @property
    def title(self) -> str:
        return f"{self.products:,} products x {self.variants} variants"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the whole measurement and write its page."""
    options = _options(arguments)
    os.environ.setdefault("COMMERCE_MASTER_KEY", b64encode(os.urandom(32)).decode())
    cores = Cores.divide()
    pin(cores.others)
    import_all("models")
    with database() as url:
        _fill(url, options)
        goods = Goods.of(url, options.products)
        size = plan.Size(options.seconds, options.minutes, options.connections)
        found = plan.measure_all(url, goods, size, cores, say)
        place = f"{cores.told(database=not is_named())}, {options.connections} connections"
        notes = [place, _server(url)]
    new = report.run(options.title, found.outcomes, found.facts, notes, root=ROOT)
    text = report.keep(options.output, new)
    say(f"\n{text}\nwritten to {options.output}")
    return 0


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--variants", type=int, default=3, help="of each product")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each line of the table")
    parser.add_argument("--minutes", type=float, default=0, help="of mixed load, for the memory")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--output", type=Path, default=report.RESULTS)
    return Options(**vars(parser.parse_args(arguments)))


def _fill(url: str, options: Options) -> None:
    say("migrating ...")
    migrate(url)
    say(f"loading {options.title} ...")
    opened = asyncio.run(shop.open_shop(url))
    catalogue.load(url, opened, products=options.products, variants=options.variants)
    if any(group.name == "projection" for group in commands.registered_groups):
        say("building the read model ...")
        servers.command("projection", "rebuild", environment={"DATABASE_URL": url})
    tidy(url)


def _server(url: str) -> str:
    ((version,),) = rows(url, "show server_version")
    return f"PostgreSQL {version}"


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
