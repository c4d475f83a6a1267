"""Numbers for Prometheus: counted plainly, put into its words when they are asked for."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_NAMES = (*map(str, map(float, _BUCKETS)), "+Inf")
_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Times:
    """How long operations of one kind took."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(_BUCKETS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one operation."""
        self.counts[bisect_left(_BUCKETS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Each upper bound and how many stayed within it."""
        found, sum_so_far = [], 0
        for name, count in zip(_NAMES, self.counts, strict=True):
            sum_so_far += count
            found.append((name, float(sum_so_far)))
        return found


class Metrics(Collector):
    """Counters of the edge; labels come from closed lists, never from a client's text.

    `executions` counts, by outcome, how operations were executed; the engine keeps it.
    """

    def __init__(self, executions: Mapping[str, int] = MappingProxyType({})) -> None:
        self.registry = CollectorRegistry()
        self._executions = executions
        self._requests: Counter[tuple[str, int]] = Counter()
        self._operations: Counter[tuple[str, str]] = Counter()
        self._kept: Counter[str] = Counter()
        self._seconds: dict[str, Times] = {}
        self.registry.register(self)

    def request(self, method: str, status: int) -> None:
        """Count one HTTP request."""
        self._requests[(method if method in _METHODS else "other", status)] += 1

    def operation(self, kind: str | None, outcome: str, *, seconds: float) -> None:
        """Count one operation and the time it took."""
        kind = kind or "unknown"
        self._operations[(kind, outcome)] += 1
        times = self._seconds.get(kind)
        if times is None:
            times = self._seconds[kind] = Times()
        times.observe(seconds)

    def kept_answer(self, result: str) -> None:
        """Count one look into the response cache: `hit`, `joined` or `miss`."""
        self._kept[result] += 1

    def collect(self) -> Iterator[Metric]:
        """What has been counted so far."""
        requests = CounterMetricFamily(
            "http_requests", "Requests by method and status.", labels=("method", "status")
        )
        for (method, status), count in self._requests.items():
            requests.add_metric((method, str(status)), count)
        operations = CounterMetricFamily(
            "graphql_operations", "Operations by kind and outcome.", labels=("kind", "outcome")
        )
        for labels, count in self._operations.items():
            operations.add_metric(labels, count)
        seconds = HistogramMetricFamily(
            "graphql_operation_seconds", "Time to answer an operation.", labels=("kind",)
        )
        for kind, times in self._seconds.items():
            seconds.add_metric((kind,), times.buckets(), times.total)
        kept = CounterMetricFamily(
            "response_cache", "Looks into the response cache by result.", labels=("result",)
        )
        for result, count in self._kept.items():
            kept.add_metric((result,), count)
        executions = CounterMetricFamily(
            "graphql_executions",
            "Executions: compiled, left to the library, or begun and taken over by it.",
            labels=("outcome",),
        )
        for result, count in self._executions.items():
            executions.add_metric((result,), count)
        yield from (requests, operations, seconds, kept, executions)

    async def show(self, request: Request) -> Response:
        """The exposition for a scraper."""
        text = generate_latest(self.registry)
        return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})
