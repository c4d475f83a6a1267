"""Numbers for Prometheus, in a registry of their own."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from commerce.http.read_metrics import ReadCollector
from commerce.kernel.reads import ReadPool

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """Counters of the edge; labels come from closed lists, never from a client's text."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests",
            "Requests by method and status.",
            ("method", "status"),
            registry=self.registry,
        )
        self._operations = Counter(
            "graphql_operations",
            "Operations by kind and outcome.",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "graphql_operation_seconds",
            "Time to answer an operation.",
            ("kind",),
            registry=self.registry,
            buckets=_BUCKETS,
        )

    def request(self, method: str, status: int) -> None:
        """Count one HTTP request."""
        self._requests.labels(method if method in _METHODS else "other", str(status)).inc()

    def operation(self, kind: str | None, outcome: str, *, seconds: float) -> None:
        """Count one operation and the time it took."""
        self._operations.labels(kind or "unknown", outcome).inc()
        self._seconds.labels(kind or "unknown").observe(seconds)

    def watch_reads(self, pool: ReadPool) -> None:
        """Show how the read side does from now on."""
        self.registry.register(ReadCollector(pool))

    async def show(self, request: Request) -> Response:
        """The exposition for a scraper."""
        text = generate_latest(self.registry)
        return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})
