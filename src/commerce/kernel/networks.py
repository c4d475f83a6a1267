"""Addresses of callers: as they are counted, and whether they lie in named networks."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

Network = IPv4Network | IPv6Network
_REMEMBERED = 4096
_LONGEST = 64


class Visitor(NamedTuple):
    """Where a request comes from; `key` is what it is counted under.

    Without an address it comes from inside this program, and is not counted.
    """

    address: str = ""
    key: str = ""
    unlimited: bool = True


NOBODY = Visitor()


class Networks:
    """A set of networks that remembers its answers."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = tuple(networks)
        self.hold = lru_cache(_REMEMBERED)(self._hold)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def _hold(self, address: str) -> bool:
        """Whether an address lies in one of them; what is no address lies in none."""
        found = parsed(address)
        return found is not None and any(found in each for each in self._networks)


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address a text stands for; an IPv4 address in the clothes of IPv6 is one of IPv4."""
    try:
        found = ip_address(text) if len(text) <= _LONGEST else None
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped or found
    return found


def counted_under(address: str) -> str:
    """Whom an address is counted as: of IPv6, where a line has a /64 at least, all of that."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return address if found is None else str(found)


def first_untrusted(forwarded: Sequence[str], peer: str, trusted: Networks) -> str:
    """The client behind trusted proxies: each of them wrote down, at the right, who called it.

    What stands to the left of the first address that is not trusted was written by strangers.
    """
    client = peer
    for text in reversed(forwarded):
        if not trusted.hold(client):
            break
        found = parsed(_bare(text))
        if found is None:
            break
        client = str(found)
    return client


def _bare(text: str) -> str:
    """An address without the port and brackets that some proxies add."""
    text = text.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
