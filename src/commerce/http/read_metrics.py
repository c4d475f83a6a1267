"""The figures of the read side, put together when a scraper asks."""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from commerce.kernel.reads import BUCKETS, ReadPool

_COUNTERS = {
    "failed": "Reads that ended in an error.",
    "asked_again": "Reads asked again after a lost connection or an outdated preparation.",
    "turned_away": "Reads that found no room in time.",
    "connections_opened": "Connections opened for reading.",
    "connections_lost": "Connections for reading that broke.",
    "on_replicas": "Reads answered by a replica.",
}
_GAUGES = {
    "in_flight": "Reads under way.",
    "waiting": "Reads that wait for room.",
    "connections": "Open connections for reading.",
    "prepared": "Prepared statements on shared connections.",
}


class ReadCollector(Collector):
    """Reads the plain attributes of a pool."""

    def __init__(self, pool: ReadPool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """Every figure, as Prometheus has it."""
        figures, state = self._pool.figures, self._pool.state()
        bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
        counts = zip(bounds, accumulate(figures.slots), strict=True)
        yield HistogramMetricFamily(
            "reads_seconds",
            "Time to answer a read, waiting and asking again included.",
            buckets=list(counts),
            sum_value=figures.seconds,
        )
        for name, text in _COUNTERS.items():
            yield CounterMetricFamily(f"reads_{name}", text, value=getattr(figures, name))
        for name, text in _GAUGES.items():
            yield GaugeMetricFamily(f"reads_{name}", text, value=getattr(state, name))
        lag = GaugeMetricFamily(
            "reads_replica_lag_seconds",
            "How far a replica is behind; infinite when it is not asked.",
            labels=["replica"],
        )
        for replica, seconds in state.lags.items():
            lag.add_metric([replica], float("inf") if seconds is None else seconds)
        yield lag
