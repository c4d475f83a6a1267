"""The figures of the read side in the exposition for Prometheus."""

from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from commerce.http.metrics import Metrics
from commerce.http.read_metrics import ReadCollector
from commerce.kernel.reads import ReadLimits, ReadPool, Statement


async def test_reads_are_counted_and_shown(server_url) -> None:
    pool = ReadPool(
        f"{server_url}/postgres",
        ReadLimits(size=1, wait=1.0),
        replicas=["postgresql://reader:secret@127.0.0.1:1/none"],
    )
    metrics = Metrics()
    metrics.registry.register(ReadCollector(pool))
    for _ in range(3):
        await pool.fetch(Statement("select 1"), ())

    response = await metrics.show(Request({"type": "http"}))
    await pool.close()

    text = bytes(response.body).decode()
    shown = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert shown["reads_seconds_count",] == 3
    assert shown["reads_seconds_bucket", "5.0"] == 3
    assert shown["reads_failed_total",] == 0
    assert shown["reads_prepared",] >= 1
    assert shown["reads_connections",] >= 1
    assert shown["reads_replica_lag_seconds", "127.0.0.1:1"] == float("inf")
    assert "secret" not in text
