"""The load client counts whole answers, and lets no wrong one pass."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from benchmarks.client import Failed, Flow, call, load, once

GOOD = b'{"data":{"a":1}}'


@contextmanager
def answering(*pieces: bytes) -> Iterator[tuple[str, int]]:
    """A server that sends these pieces for each request, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                while client.recv(65_536):
                    for piece in pieces:
                        client.sendall(piece)
                        time.sleep(0.01)  # so that pieces arrive as such

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()


def answer(body: bytes, *, status: bytes = b"200 OK", name: bytes = b"content-length") -> bytes:
    return b"HTTP/1.1 %s\r\n%s: %d\r\n\r\n%s" % (status, name, len(body), body)


def ask(dice: Random) -> Flow:
    yield call("{ a }")


def ask_twice(dice: Random) -> Flow:
    yield call("{ a }")
    yield call("{ b }", label="second")


def test_rounds_and_labelled_requests_are_timed() -> None:
    with answering(answer(GOOD)) as address:
        times = load(address, [ask_twice], 0.02)

    assert len(times.rounds) == len(times.labelled["second"]) > 0
    pairs = zip(times.rounds, times.labelled["second"], strict=True)
    assert all(whole >= part for whole, part in pairs)


@pytest.mark.parametrize("cut", [5, 20, 45, 50])
def test_an_answer_in_pieces_is_one_answer(cut: int) -> None:
    whole = answer(GOOD, name=b"Content-Length")
    with answering(whole[:cut], whole[cut:]) as address:
        assert once(address, ask) == GOOD


@pytest.mark.parametrize(
    "wrong",
    [
        answer(GOOD, status=b"503 Service Unavailable"),
        answer(b'{"data":null,"errors":[{"message":"no"}]}'),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_wrong_answer_ends_the_measurement(wrong: bytes) -> None:
    with answering(wrong) as address, pytest.raises(Failed):
        load(address, [ask], 0.5)


def test_an_answer_without_data_is_found_among_a_hundred() -> None:
    with answering(answer(b"{}")) as address, pytest.raises(Failed):
        load(address, [ask], 5)
