"""Whom an address stands for."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

_LONGEST: Final = 100  # what is no address at all may be of any length
_OF_ONE: Final = 64  # bits that the network of one subscriber has in IPv6, who has all below it


def address_of(client: Any) -> str:
    """Whom to count the requests of a client for, as ASGI tells of it: (host, port), or None.

    An IPv4 address as it is; of IPv6 the network, since each subscriber has 2^64 addresses there.
    """
    return _counted(str(client[0])[:_LONGEST]) if client else "unknown"


@lru_cache(maxsize=4096)
def _counted(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _OF_ONE), strict=False))
