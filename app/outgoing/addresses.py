"""Where a request may go: the form of its URL, and the addresses that its host resolves to.

A URL comes from outside, and this machine can reach what the one who gives it cannot: itself, its
network, the metadata service of its cloud. So only addresses of the public internet are allowed,
and the connection goes to the very address that was looked at: a name may resolve to another one a
moment later.
"""

import ipaddress
import socket
import threading
from dataclasses import dataclass
from typing import Final, Self, TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS: Final = {"http": 80, "https": 443}
# The part of IPv6 from which public addresses are given out, and the one that stands for IPv4.
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class UnsafeUrlError(ValueError):
    """Nothing is sent there; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: ``path`` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Take a URL apart; raises UnsafeUrlError."""
        if not url.isascii() or not url.isprintable() or " " in url:
            raise UnsafeUrlError("write the URL in ASCII (a host by its xn-- name), without spaces")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise UnsafeUrlError(f"this is no URL: {error}") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise UnsafeUrlError("give a URL that begins with https:// (or http://) and a host")
        if "@" in parts.netloc:
            raise UnsafeUrlError("a URL with a user name or password is not taken")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def addresses(target: Target, *, private: bool, patience: float) -> list[Address]:
    """The addresses of the host that may be connected to, at least one; raises UnsafeUrlError.

    ``private`` allows every address, ``patience`` is how many seconds the look-up may take.
    """
    found = _resolve(target, patience)
    allowed = [address for address in found if private or is_public(address)]
    if not found:
        raise UnsafeUrlError(f"the host {target.host} cannot be resolved")
    if not allowed:
        raise UnsafeUrlError(f"the host {target.host} has no address on the public internet")
    return allowed


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet, and of one machine."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    inner = address.ipv4_mapped or address.sixtofour or (_embedded(address, _NAT64))
    if inner is not None:
        return is_public(inner)
    return address in _GIVEN_OUT and address.is_global


def _embedded(
    address: ipaddress.IPv6Address, network: ipaddress.IPv6Network
) -> ipaddress.IPv4Address | None:
    if address not in network:
        return None
    return ipaddress.IPv4Address(int(address) & (2**32 - 1))


def _resolve(target: Target, patience: float) -> list[Address]:
    """What the host resolves to. The system's look-up cannot be stopped: a thread is left to it."""
    found: list[Address] = []

    def look_up() -> None:
        try:
            told = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(ipaddress.ip_address(each[4][0]) for each in told)

    looking = threading.Thread(target=look_up, daemon=True, name="look-up")
    looking.start()
    looking.join(patience)
    return list(found)
