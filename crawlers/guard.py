"""The guard: no crawl reaches an address that is not public, a scheme that is not http(s), or a host not declared.

A portal's page, or a redirect, may point a crawler at the machine it runs on or at the network behind it. So every
address is judged where the connection is made (`GuardedResolver`: Twisted connects to the addresses that the resolver
hands it and to no others, so a name that resolves anew is judged anew) and, before that, every request and every
redirect (`GuardMiddleware`), where literal addresses get a clear name. Tests and the demo allow one host and port.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawlers.retrievals import Fault

SCHEMES = ("http", "https")
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}")
_DOTS = re.compile("[\u3002\uff0e\uff61]")  # what IDNA takes for a dot
#: IPv6 that is routed to anybody lies in 2000::/3 (RFC 4291); the rest holds IPv4 in disguise, among others.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
#: Special addresses that Python's lists call global: IETF protocols, relays of 6to4, documentation (RFC 9637).
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))

HostPort = tuple[str, int]


class NotAskedError(IgnoreRequest):
    """A request that was not made; `fault` names why."""

    def __init__(self, fault: Fault, what: str) -> None:
        super().__init__(what)
        self.fault = fault


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when it is an IPv4 address dressed up as IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        dressed = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if dressed:
            return is_public(str(dressed))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


def literal_address(host: str) -> str | None:
    """The IP address that `host` spells, in any way resolvers accept (127.1, 0x7f.1, 2130706433, [::1]), or None."""
    name = unicodedata.normalize("NFKC", _DOTS.sub(".", host)).strip("[]").rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        if not _NUMERIC.fullmatch(name):
            return None
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None


class Guard:
    """What may be connected to: public addresses, and the (host, port) pairs in `allow`."""

    def __init__(self, allow: Iterable[HostPort] = ()) -> None:
        self.allow = frozenset((host.lower(), port) for host, port in allow)
        self.refused_hosts: set[str] = set()

    @classmethod
    def from_settings(cls, settings: Any) -> Guard:
        """The guard of a run: WATCHBILL_ALLOW lists ``host:port``."""
        pairs = (entry.rpartition(":") for entry in settings.getlist("WATCHBILL_ALLOW"))
        return cls((host, int(port)) for host, _, port in pairs)

    def refuse_url(self, url: str) -> Fault | None:
        """Why a request for `url` must not be made, as far as the URL alone tells."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            return Fault.BAD_URL
        if parts.scheme not in SCHEMES or not parts.hostname:
            return Fault.BAD_URL
        address = literal_address(parts.hostname)
        return self.refuse_address(parts.hostname, port, address) if address else None

    def refuse_address(self, host: str, port: int, address: str) -> Fault | None:
        """Why no connection may be made to `address`, which `host` resolved to."""
        if is_public(address) or (host.lower(), port) in self.allow:
            return None
        self.refused_hosts.add(host.lower())
        return Fault.NOT_PUBLIC


class GuardMiddleware:
    """Judges every request, redirects included, before robots.txt is asked for and before anything is looked up."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.guard = Guard.from_settings(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        fault = self.guard.refuse_url(request.url)
        if fault:
            raise NotAskedError(fault, f"{request.url} was refused: {fault}")
        allows = getattr(self.crawler.spider, "allows", None)
        if allows is not None and not allows(request.url):
            raise NotAskedError(Fault.OFF_HOST, f"{request.url} is not on a host of the portal")


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Resolves names as Scrapy does, and hands on only the addresses that the guard lets through."""

    def __init__(self, reactor: Any, cache_size: int, guard: Guard) -> None:
        super().__init__(reactor, cache_size)
        self.guard = guard

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), Guard.from_settings(crawler.settings))

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        guarded = _GuardedReceiver(resolutionReceiver, self.guard, hostName, portNumber)
        return super().resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    """Passes on what a resolution brings, without the addresses that must not be connected to."""

    def __init__(self, receiver: IResolutionReceiver, guard: Guard, host: str, port: int) -> None:
        self.receiver, self.guard, self.host, self.port = receiver, guard, host, port

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self.guard.refuse_address(self.host, self.port, address.host) is None:
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()


def was_refused(host: str) -> bool:
    """Whether the resolver at work found only addresses for `host` that must not be connected to."""
    from twisted.internet import reactor

    resolver = getattr(reactor, "nameResolver", None)
    return isinstance(resolver, GuardedResolver) and host.lower() in resolver.guard.refused_hosts
