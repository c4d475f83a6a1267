"""Where a request comes from, as the connection tells."""

from typing import NamedTuple


class Visitor(NamedTuple):
    """The address of a request; `key` is what it is counted under."""

    address: str = ""
    key: str = ""


NOBODY = Visitor()
