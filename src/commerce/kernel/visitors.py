"""Where a request comes from: the address and the program of whoever sends it."""

import ipaddress
from dataclasses import dataclass

_LONGEST_AGENT = 300
_IPV6_HOME = 64


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of a request, as far as the network tells; what it tells may be made up."""

    address: str = ""
    agent: str = ""

    @property
    def network(self) -> str:
        """What counts as one sender: an IPv4 address, or the /64 one household of IPv6 has."""
        try:
            found = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if found.version == 4:
            return self.address
        return str(ipaddress.ip_network((found, _IPV6_HOME), strict=False))


NOBODY = Visitor()


def visitor(address: str, agent: str) -> Visitor:
    """A visitor with the name of its program cut to what is worth keeping."""
    return Visitor(address, "".join(c for c in agent if c.isprintable())[:_LONGEST_AGENT])
