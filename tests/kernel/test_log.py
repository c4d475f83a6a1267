"""Log lines never carry secrets or whole personal data."""

import json
import logging
import subprocess
import sys
import time

import pytest
import structlog

from commerce.kernel import log
from commerce.kernel.log import redacted


@pytest.mark.parametrize(
    ("key", "value", "safe"),
    [
        ("authorization", "Bearer abc", "[redacted]"),
        ("access_token", "abc", "[redacted]"),
        ("PASSWORD", "abc", "[redacted]"),
        ("client_secret", {"a": 1}, "[redacted]"),
        ("tokens_left", 5, 5),
        ("phone", "+998901234567", "+998***67"),
        ("phone", "12", "***"),
        ("email", "anna", "a***"),
        ("email", "anna@example.uz", "a***@example.uz"),
        ("event", "sent to anna@example.uz", "sent to a***@example.uz"),
        ("event", "call +998901234567 now", "call +998*****67 now"),
        ("error", "postgresql://root:hunter2@db/x", "postgresql://root:[redacted]@db/x"),
        ("error", "Authorization: Bearer abcdefghijkl", "Authorization: Bearer [redacted]"),
        ("event", "card 8600123412341234", "card [number]"),
        ("path", "/cart_" + "aB3_-" * 8 + "xyz/", "/cart_[redacted]/"),
        ("path", "/prod_01M7Z2FE4BEZVBAG7QVP8VGJKH", "/prod_01M7Z2FE4BEZVBAG7QVP8VGJKH"),
        (
            "body",
            {"user": {"password": "x", "age": 3}},
            {"user": {"password": "[redacted]", "age": 3}},
        ),
        ("emails", ["anna@example.uz"], ["a***@example.uz"]),
        ("nothing", None, None),
    ],
)
def test_a_value_is_made_safe(key: str, value: object, safe: object) -> None:
    assert redacted(key, value) == safe


def test_a_json_line_has_the_request_id_and_a_scrubbed_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = logging.getLogger().handlers[:]
    token = log.request_id.set("req-1")
    try:
        log.set_up(json=True)
        try:
            raise ValueError("no route to postgresql://root:hunter2@db")
        except ValueError as error:
            structlog.get_logger("x").error("failed", exc_info=error, token="abc")
        logging.getLogger("uvicorn.error").warning("from %s", "anna@example.uz")
    finally:
        log.request_id.reset(token)
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()

    ours, theirs = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (ours["event"], ours["request_id"], ours["token"]) == ("failed", "req-1", "[redacted]")
    assert "ValueError" in ours["exception"]
    assert "hunter2" not in str(ours)
    assert (theirs["event"], theirs["request_id"]) == ("from a***@example.uz", "req-1")


def test_a_line_for_people_is_short_and_without_colours_in_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = logging.getLogger().handlers[:]
    try:
        log.set_up(json=False, level="warning")
        structlog.get_logger("x").info("hidden")
        structlog.get_logger("x").warning("request", method="GET", status=200)
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()

    [line] = capsys.readouterr().out.splitlines()
    time, _, rest = line.partition(" ")
    assert (len(time), rest) == (len("12:00:00"), "[warning] request method=GET status=200")


LINES = """
import asyncio, sys
from commerce.kernel import log

async def main():
    log.set_up(json=True)
    for number in range({count}):
        fields = {{"method": "POST", "path": "/graphql/anna@example.uz", "status": 200}}
        log.request_served("req-12345678", fields, ours=True)
    sys.stderr.write("written")
    sys.stderr.flush()
    await asyncio.sleep({pause})

asyncio.run(main())
"""


def started(count: int, pause: float) -> subprocess.Popen[bytes]:
    code = LINES.format(count=count, pause=pause)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_no_line_of_a_request_is_lost_when_the_process_ends() -> None:
    process = started(1_234, 0)
    out, _ = process.communicate(timeout=30)

    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 1_234
    assert {**lines[-1], "timestamp": ""} == {
        "event": "request",
        "method": "POST",
        "path": "/graphql/a***@example.uz",
        "status": 200,
        "request_id": "req-12345678",
        "level": "info",
        "timestamp": "",
    }


def test_a_line_of_a_request_is_written_soon() -> None:
    process = started(1, 30)
    try:
        assert process.stderr is not None
        assert process.stdout is not None
        assert process.stderr.read(7) == b"written"
        began = time.monotonic()
        line = process.stdout.readline()
        assert json.loads(line)["event"] == "request"
        assert time.monotonic() - began < 1
    finally:
        process.kill()
        process.communicate()
