"""Whether two servers gave the same answer, so that their speeds may be compared."""

from typing import Any

import orjson

from benchmarks.client import Failed

# Each server has its own public form of these.
_OWN = {"id", "endCursor"}


def expect_same(key: str, ours: bytes, theirs: bytes) -> None:
    """Compare all but ids and cursors.

    Raises:
        Failed: the answers differ.
    """
    if _bared(orjson.loads(ours)["data"]) != _bared(orjson.loads(theirs)["data"]):
        raise Failed(f"{key} is answered with something else: {ours[:500]!r} {theirs[:500]!r}")


def _bared(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bared(value[key]) for key in value if key not in _OWN}
    return [_bared(each) for each in value] if isinstance(value, list) else value
