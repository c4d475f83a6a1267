"""The real server: slow and greedy clients are cut off while others are served."""

import signal
import socket
import subprocess
import sys
import threading
import time

import httpx

from commerce.http.options import HttpOptions
from commerce.http.server import GuardedProtocol
from tests.http.conftest import served
from tests.toy import WRITTEN, toy_app


class Impatient(GuardedProtocol):
    slow_seconds = 0.3
    head_bytes = 8_192


def closed_within(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True
    return True


def test_slow_headers_are_cut_while_others_are_served() -> None:
    with served(toy_app(), protocol=Impatient) as (host, port):
        silent = socket.create_connection((host, port))
        slow = socket.create_connection((host, port))
        slow.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nX-A: ")

        started = time.perf_counter()
        other = httpx.get(f"http://{host}:{port}/health/live")
        served_in = time.perf_counter() - started

        assert other.status_code == 200
        assert served_in < 1
        assert closed_within(silent, 10)
        assert closed_within(slow, 10)


def test_endless_headers_are_cut() -> None:
    with served(toy_app(), protocol=Impatient) as (host, port):
        greedy = socket.create_connection((host, port))
        greedy.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ")
        try:
            for _ in range(64):
                greedy.sendall(b"a" * 1024)
                time.sleep(0.001)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert closed_within(greedy, 5)


def test_a_client_that_does_not_read_is_cut() -> None:
    with served(toy_app(), protocol=Impatient) as (host, port):
        lazy = socket.socket()
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.connect((host, port))
        lazy.sendall(b"GET /graphiql/explorer.js HTTP/1.1\r\nHost: x\r\n\r\n" * 2_000)
        time.sleep(1)
        try:
            lazy.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(0.1)
            lazy.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        except OSError:
            return
        assert closed_within(lazy, 5)


def test_a_slow_body_is_answered_with_408_and_the_connection_closed() -> None:
    app = toy_app(options=HttpOptions(read_seconds=0.2))
    with served(app) as (host, port):
        slow = socket.create_connection((host, port))
        slow.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        slow.settimeout(10)
        assert slow.recv(1_024).startswith(b"HTTP/1.1 408 ")
        assert closed_within(slow, 10)


def test_a_declared_body_that_is_too_large_is_refused_before_it_is_sent() -> None:
    with served(toy_app()) as (host, port):
        greedy = socket.create_connection((host, port))
        greedy.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n"
        )
        greedy.settimeout(10)
        assert greedy.recv(1_024).startswith(b"HTTP/1.1 413 ")


def test_connections_are_kept_for_the_next_request() -> None:
    with served(toy_app(), protocol=Impatient) as (host, port), httpx.Client() as client:
        for _ in range(3):
            assert client.get(f"http://{host}:{port}/health/live").status_code == 200
            time.sleep(0.4)
            assert client.get(f"http://{host}:{port}/health/live").status_code == 200


def test_a_mutation_goes_on_when_its_client_hangs_up_and_the_server_stops() -> None:
    with served(toy_app()) as (host, port):
        client = socket.create_connection((host, port))
        body = b'{"query": "mutation { write(text: \\"kept\\", seconds: 1.0) }"}'
        client.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        time.sleep(0.5)
        client.close()
        assert WRITTEN == []

    assert WRITTEN == ["kept"]


SERVE = "from commerce.http.server import serve; serve('tests.toy:audited_app', port={port})"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_a_request_in_flight_is_answered_before_the_process_ends() -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen([sys.executable, "-c", SERVE.format(port=port)])
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.post(f"{url}/graphql", json={"query": "{ slow(seconds: 1.5) }"}))

    try:
        wait_for(f"{url}/health/live")
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.7)
        process.send_signal(signal.SIGTERM)
        asking.join(10)

        assert [answer.json()["data"] for answer in answers] == [{"slow": "slept"}]
        assert process.wait(10) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()


def wait_for(url: str) -> None:
    for _ in range(600):
        try:
            assert httpx.get(url).status_code == 200
            return
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer")
