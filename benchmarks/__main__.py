"""`python -m benchmarks`: load a catalogue, serve it, put load on it, write the table."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bare, catalogue, flows, report, servers, shop
from benchmarks.databases import database, is_named, rows
from benchmarks.measure import Outcome, Target, measure, statements_of
from benchmarks.processes import Cores, pin
from commerce.app import import_all, migrate

ROOT = Path(__file__).parents[1]
_SAMPLE = 500
_OFFERS = f"""
    select seller_id, id from (
      select seller_id, id, row_number() over (partition by seller_id order by id) as place
      from offers_offer) numbered where place <= {_SAMPLE} order by seller_id, id"""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure; `seconds` is for each operation."""

    products: int
    variants: int
    seconds: float
    output: Path

    @property
    def title(self) -> str:
        return f"{self.products:,} products x {self.variants} variants"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the whole measurement and print its table."""
    options = _options(arguments)
    cores = Cores.divide()
    pin(cores.others)
    import_all("models")
    with database() as url:
        goods = _fill(url, options)
        outcomes, notes = _measure_all(url, goods, options, cores)
    text = report.section(options.title, outcomes, notes, root=ROOT)
    report.keep(options.output, options.title, text)
    say(f"\n{text}\nwritten to {options.output}")
    return 0


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--variants", type=int, default=3, help="of each product")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each operation")
    parser.add_argument("--output", type=Path, default=report.RESULTS)
    given = parser.parse_args(arguments)
    return Options(given.products, given.variants, given.seconds, given.output)


def _fill(url: str, options: Options) -> flows.Goods:
    say("migrating ...")
    migrate(url)
    say(f"loading {options.title} ...")
    opened = asyncio.run(shop.open_shop(url))
    catalogue.load(url, opened, products=options.products, variants=options.variants)
    return flows.Goods(options.products, flows.public_offers(rows(url, _OFFERS)))


def _measure_all(
    url: str, goods: flows.Goods, options: Options, cores: Cores
) -> tuple[list[Outcome], list[str]]:
    plan = {
        "listing of 24": flows.listing,
        "product page": flows.detail(goods),
        "search by text": flows.search,
        "checkout (flow of 5 requests)": flows.checkout(goods),
    }
    production = {"DATABASE_URL": url, "COMMERCE_ENV": "production"}
    with servers.running(servers.CONSTANT, {}, cores=cores.server) as server:
        say("measuring a constant answer ...")
        outcomes = [
            measure("constant answer", flows.constant, Target(server), seconds=options.seconds)
        ]
    say("counting statements ...")
    counting = production | {"COMMERCE_EXPOSE_COST": "true"}
    with servers.running(servers.PRODUCT, counting, cores=cores.server) as server:
        statements = {name: statements_of(flow, server) for name, flow in plan.items()}
    with servers.running(servers.PRODUCT, production, cores=cores.server) as server:
        notes = [cores.told(database=not is_named()), _about(url, server)]
        for name, flow in plan.items():
            say(f"measuring the {name} ...")
            count = statements[name]
            target = Target(server, url)
            outcomes.append(measure(name, flow, target, seconds=options.seconds, statements=count))
    say("measuring the bare SQL of the listing ...")
    asked = bare.listing_sql(url)
    alone = bare.measure_bare("bare SQL of the listing", asked, url, seconds=options.seconds)
    return [*outcomes, alone], notes


def _about(url: str, server: servers.Server) -> str:
    ((version,),) = rows(url, "show server_version")
    memory = "" if server.memory_mb is None else f", {server.memory_mb:.0f} MB when idle"
    return f"PostgreSQL {version}; server started in {server.started_in:.1f} s{memory}"


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
