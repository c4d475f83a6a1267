"""Choosing the TCP port of a data folder, and keeping it from one start to the next."""

import random
import socket
from pathlib import Path

PORTS = range(20_000, 30_000)
"""Below the range systems hand out to outgoing connections, so a port stays free while down."""


def choose_port(memory: Path) -> int:
    """The port used last time if it is free, else another; pools keep their address."""
    try:
        remembered = int(memory.read_text())
    except (FileNotFoundError, ValueError):
        remembered = 0
    if remembered and is_free(remembered):
        return remembered
    port = next(port for port in random.sample(PORTS, len(PORTS)) if is_free(port))
    memory.write_text(f"{port}\n")
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
