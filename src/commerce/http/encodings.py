"""Compressed forms of a body: zstd before gzip, as the client accepts (RFC 9110, 12.5.3)."""

import gzip
import sys
from functools import lru_cache

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 1_024
_USUAL = 200


def accepted(header: bytes | None) -> str | None:
    """The encoding to answer with; None for the body as it is."""
    if not header or len(header) > _USUAL:
        return None
    return _accepted(header)


def encoded(body: bytes, encoding: str) -> bytes:
    """The body in this encoding."""
    if encoding == "zstd":
        return zstd.compress(body, level=3)
    return gzip.compress(body, compresslevel=5, mtime=0)


@lru_cache(256)
def _accepted(header: bytes) -> str | None:
    best, chosen = 0.0, None
    for part in header.decode("latin-1").lower().split(","):
        name, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        name = name.strip()
        if name == "zstd":
            quality += 1e-6 if quality else 0
        if name in ("zstd", "gzip") and quality > best:
            best, chosen = quality, name
    return chosen
