"""The server's log file: private, bounded, and readable from the point an attempt began."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LIMIT_BYTES = 5_000_000
SHOWN_BYTES = 2_000


@dataclass(frozen=True)
class ServerLog:
    """What the server writes; one older file is kept when it has grown long."""

    path: Path

    def open(self) -> BinaryIO:
        """Open for appending, readable by its owner only: it quotes failed statements."""
        if self.path.exists() and self.path.stat().st_size > LIMIT_BYTES:
            self.path.replace(self.path.with_name(f"{self.path.name}.old"))
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        file = os.fdopen(handle, "ab")
        file.seek(0, os.SEEK_END)
        return file

    def since(self, position: int) -> str:
        """The last words written from this position on."""
        with self.path.open("rb") as file:
            file.seek(position)
            return file.read()[-SHOWN_BYTES:].decode(errors="replace").strip()
