"""Which addresses a file may have."""

import re

from commerce.kernel.errors import InvalidInput

_ADDRESS = re.compile(r"https?://[^\s/$.?#\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*")
MAX_ADDRESS = 2000


def address(url: str, *, path: tuple[str, ...] = ()) -> str:
    """A web address, cleaned; anything but http and https is refused.

    Raises:
        InvalidInput: it is none, or too long.
    """
    clean = url.strip()
    if len(clean) > MAX_ADDRESS:
        raise InvalidInput("too_long", path=path)
    if not _ADDRESS.fullmatch(clean):
        raise InvalidInput("url", path=path)
    return clean
