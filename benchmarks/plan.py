"""What is measured, in which order, on which servers."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import bare, documents, flows, servers, wire
from benchmarks.answers import expect_same
from benchmarks.catalogue import STOCK
from benchmarks.client import Times, Visit, once
from benchmarks.constant import SIZE
from benchmarks.flows import Goods
from benchmarks.measure import Measured, Outcome, Target, measure
from benchmarks.processes import Cores
from benchmarks.servers import Server
from benchmarks.soak import FLAT, soak
from benchmarks.stock import sold_and_taken
from benchmarks.targets import CONSTANT, Fact
from benchmarks.wire import Sent

_MEMORY_MB = 250
_START_SECONDS = 2.0
_CACHED = {"COMMERCE_CACHE_SECONDS": "60"}
_UNCACHED = {"COMMERCE_CACHE_SECONDS": "0"}
_ANEW = {**_UNCACHED, "COMMERCE_PROVEN_BYTES": "0"}
_FALLBACK = {**_ANEW, "COMMERCE_COMPILED": "false"}


@dataclass(frozen=True, slots=True)
class Size:
    """How much load: seconds for each line, minutes of mixed load, and connections."""

    seconds: float
    minutes: float
    connections: int


@dataclass(slots=True)
class Found:
    """What came of it."""

    outcomes: list[Outcome] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def measure_all(
    url: str, goods: Goods, size: Size, cores: Cores, say: Callable[[str], None]
) -> Found:
    """Measure every line of the table on the filled database at `url`.

    Raises:
        Failed: an answer was not what it should be.
        Oversold: after the checkouts, stock and orders do not agree.
    """
    bench = _Bench(url, goods, size, cores, say)
    bench.count()
    with servers.background(bench.production, cores=cores.others):
        bench.constant()
        bench.reads()
        bench.compared()
        bench.bare()
        bench.shop()
    bench.conclude()
    return bench.found


class _Bench:
    def __init__(
        self, url: str, goods: Goods, size: Size, cores: Cores, say: Callable[[str], None]
    ) -> None:
        self.found = Found()
        self.production = {
            "DATABASE_URL": url,
            "COMMERCE_ENV": "production",
            "COMMERCE_RUN_WORKER": "false",
        }
        self._url = url
        self._load = size
        self._cores = cores
        self._say = say
        pages = {"listing": flows.listing(), "page": flows.detail(goods)}
        self._read: dict[str, Visit] = {
            "listing": pages["listing"],
            "by_price": flows.by_price(goods),
            "wide": flows.wide(),
            "page": pages["page"],
            "search": flows.search(),
        }
        self._buy = flows.checkout(goods)
        self._pages = pages
        self._every = flows.every_page(goods)
        self._idiomatic = {
            "listing_idiomatic": flows.listing(documents.CARD),
            "page_idiomatic": pages["page"],
        }
        self._sent: dict[str, list[Sent]] = {}
        self._answer_bytes = 0
        self._memory: list[float] = []

    def count(self) -> None:
        """Write down the statements of every operation, each on its second round.

        Raises:
            Failed: servers that are compared do not give the same answers.
        """
        self._say("counting statements ...")
        asked: tuple[tuple[tuple[str, ...], Mapping[str, str], Mapping[str, Visit]], ...] = (
            (servers.PRODUCT, _UNCACHED, {**self._read, "order": self._buy}),
            (servers.PRODUCT, _FALLBACK, self._named("fallback")),
            (servers.IDIOMATIC, {}, self._idiomatic),
        )
        with ThreadPoolExecutor() as pool:
            answers = dict(ChainMap(*pool.map(self._record, *zip(*asked, strict=True))))
        self._answer_bytes = len(answers["listing"])
        for key in self._pages:
            expect_same(f"{key}_fallback", answers[key], answers[f"{key}_fallback"])
            if key != "listing" or documents.product_card() == documents.CARD:
                expect_same(f"{key}_idiomatic", answers[key], answers[f"{key}_idiomatic"])

    def constant(self) -> None:
        """The floor: an answer as large as that of the listing."""
        environment = {SIZE: str(self._answer_bytes)}
        with servers.running(servers.CONSTANT, environment, cores=self._cores.server) as server:
            self._line(CONSTANT, self._pages["listing"], Target(server))

    def reads(self) -> None:
        """Every read on the product, without the response cache."""
        with self._product(_UNCACHED) as server:
            started = Fact("start to first answer", server.started_in, "s", _START_SECONDS)
            self.found.facts.append(started)
            self._lines(self._read, server)

    def compared(self) -> None:
        """The same pages made anew each time, by graphql-core alone, and by the book."""
        with self._product(_ANEW) as server:
            self._lines(self._named("anew"), server, watched=False)
        with self._product(_FALLBACK) as server:
            self._lines(self._named("fallback"), server, watched=False)
        environment = {"DATABASE_URL": self._url}
        with servers.running(servers.IDIOMATIC, environment, cores=self._cores.server) as server:
            self._lines(self._idiomatic, server, watched=False)

    def bare(self) -> None:
        """What the database can do without us."""
        for key in self._pages:
            self._say(f"measuring {key}_sql ...")
            sent, seconds = self._sent[key], self._load.seconds
            line = bare.measure_bare(f"{key}_sql", sent, self._url, seconds=seconds)
            self.found.outcomes.append(line)

    def shop(self) -> None:
        """The product with everything on: cached reads, checkouts, then mixed load."""
        with self._product(_CACHED) as server:
            once(server.address, self._every)
            self._lines(self._named("cached"), server)
            order = self._line("order", self._buy, Target(server, self._url))
            self.found.outcomes.append(_alone(order.times, order.seconds))
            self._watch(server)
            if self._load.minutes:
                self._soak(server)

    def conclude(self) -> None:
        """What belongs to no line."""
        if self._memory:
            most = Fact("memory under load", max(self._memory), "MB", _MEMORY_MB)
            self.found.facts.append(most)
        sold = sold_and_taken(self._url, each=STOCK)
        self.found.facts.append(Fact("sold, and as many taken from stock", sold, "pieces"))

    def _named(self, way: str) -> dict[str, Visit]:
        return {f"{key}_{way}": visit for key, visit in self._pages.items()}

    def _record(
        self, program: tuple[str, ...], extra: Mapping[str, str], visits: Mapping[str, Visit]
    ) -> dict[str, bytes]:
        answers = {}
        with wire.relay(self._url) as own:
            environment = self.production | dict(extra) | wire.environment(own)
            with servers.running(program, environment, cores=None) as server:
                for key, visit in visits.items():
                    once(server.address, visit)
                    own.sent.clear()
                    answers[key] = once(server.address, visit)
                    self._sent[key] = list(own.sent)
        return answers

    @contextmanager
    def _product(self, extra: Mapping[str, str]) -> Iterator[Server]:
        environment = self.production | dict(extra)
        with servers.running(servers.PRODUCT, environment, cores=self._cores.server) as server:
            yield server

    def _lines(self, visits: Mapping[str, Visit], server: Server, *, watched: bool = True) -> None:
        for key, visit in visits.items():
            self._line(key, visit, Target(server, self._url))
            if watched:
                self._watch(server)

    def _line(self, key: str, visit: Visit, target: Target) -> Measured:
        self._say(f"measuring {key} ...")
        count = len(self._sent[key]) if key in self._sent else None
        done = measure(key, [visit] * self._load.connections, target, self._load.seconds, count)
        self.found.outcomes.append(done.outcome)
        return done

    def _watch(self, server: Server) -> None:
        if (size := server.memory_mb) is not None:
            self._memory.append(size)

    def _soak(self, server: Server) -> None:
        minutes = self._load.minutes
        self._say(f"mixed load for {minutes:g} minutes ...")
        kinds = [*self._read.values(), self._buy]
        visits = [kinds[number % len(kinds)] for number in range(self._load.connections)]
        memory = soak(server, visits, minutes=minutes)
        if memory is None:
            return
        self._memory.append(memory.end)
        mixed = f"{minutes:g} minutes of mixed load"
        self.found.facts += [
            Fact(f"{mixed}: memory at the start", memory.start, "MB"),
            Fact(f"{mixed}: memory in the middle", memory.middle, "MB"),
            Fact(f"{mixed}: memory at the end", memory.end, "MB", FLAT * memory.start),
            Fact(f"{mixed}: rounds", memory.rps, "/s"),
        ]


def _alone(times: Times, seconds: float) -> Outcome:
    return Outcome.of("complete", times.labelled[flows.COMPLETE], seconds)
