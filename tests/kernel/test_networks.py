"""Who a caller is counted as, and which proxies are believed."""

from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.networks import Networks, counted_under, first_untrusted

PROXIES = Networks([ip_network("10.0.0.0/8"), ip_network("fd00::/8")])
ANYTHING = st.lists(st.one_of(st.text(max_size=20), st.ip_addresses().map(str)), max_size=6)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("not an address", "not an address"),
    ],
)
def test_an_address_is_counted_with_those_of_the_same_line(address: str, key: str) -> None:
    assert counted_under(address) == key


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_no_one_escapes_within_a_64(one: int, other: int) -> None:
    line = int(IPv6Address("2001:db8::")) >> 64 << 64

    assert counted_under(str(IPv6Address(line + one))) == counted_under(
        str(IPv6Address(line + other))
    )


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ([], "10.0.0.1"),
        (["203.0.113.7"], "203.0.113.7"),
        (["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        (["198.51.100.1", "203.0.113.7", " 10.0.0.2 "], "203.0.113.7"),
        (["198.51.100.1", "nonsense", "10.0.0.2"], "10.0.0.2"),
        (["", "10.0.0.2"], "10.0.0.2"),
        (["203.0.113.7:4711"], "203.0.113.7"),
        (["[2001:db8::7]:4711"], "2001:db8::7"),
        (["2001:db8::7", "fd00::2"], "2001:db8::7"),
        (["10.0.0.9", "10.0.0.2"], "10.0.0.9"),
    ],
)
def test_the_client_is_the_last_whom_no_proxy_of_ours_was(
    forwarded: list[str], client: str
) -> None:
    assert first_untrusted(forwarded, "10.0.0.1", PROXIES) == client


@given(ANYTHING)
def test_what_a_client_writes_into_the_header_changes_nothing(written: list[str]) -> None:
    assert first_untrusted([*written, "203.0.113.7"], "10.0.0.1", PROXIES) == "203.0.113.7"
    assert first_untrusted(written, "203.0.113.7", PROXIES) == "203.0.113.7"


def test_a_network_holds_its_addresses_in_either_dress() -> None:
    networks = Networks([ip_network("203.0.113.0/24"), ip_network("2001:db8::/32")])

    assert networks.hold("203.0.113.255")
    assert networks.hold("::ffff:203.0.113.1")
    assert networks.hold("2001:db8::1")
    assert not networks.hold("203.0.114.1")
    assert not networks.hold("2001:db9::1")
    assert not networks.hold("")
    assert not networks.hold("testclient")
