"""Standard output, many lines at a time: none waits longer than a tenth of a second."""

import asyncio
from contextlib import suppress
from typing import TextIO

_MOST_HELD = 200
_LONGEST_WAIT = 0.1


class Lines:
    """A text stream that gathers what it is given and keeps its order."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._held: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, text: str) -> int:
        """Take text that goes out with the next `flush`."""
        self._held.append(text)
        return len(text)

    def gather(self, line: str) -> None:
        """Take a line that may wait for others, a little."""
        self._held.append(line)
        if len(self._held) >= _MOST_HELD:
            self.flush_quietly()
        elif self._timer is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self.flush_quietly()
            else:
                self._timer = loop.call_later(_LONGEST_WAIT, self.flush_quietly)

    def flush(self) -> None:
        """Write everything that waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = self._held, []
        if held:
            self._stream.write("".join(held))
        self._stream.flush()

    def flush_quietly(self) -> None:
        """Flush; that a reader of our output went away must fail nobody."""
        with suppress(OSError, ValueError):
            self.flush()
