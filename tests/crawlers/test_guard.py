"""The guard's decisions. No connection is made here: addresses that are not public are only ever judged."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address, IPv6Address

import crawlers.settings
from crawlers.guard import Guard, GuardedResolver, GuardMiddleware, NotAskedError, is_public, literal_address
from crawlers.retrievals import Fault

NOT_PUBLIC = (
    *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1"),
    *(
        "ff02::1",
        "ff0e::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::7f00:1",
        "100::1",
        "3fff::1",
        "5f00::1",
        "192.0.0.8",
        "192.88.99.1",
        "169.254.169.254",
    ),
)
PUBLIC = ("8.8.8.8", "93.184.215.14", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808")
SPELLINGS = {
    "127.0.0.1": "127.0.0.1",
    "127.0.0.1.": "127.0.0.1",
    "127.1": "127.0.0.1",
    "2130706433": "127.0.0.1",
    "0x7f.1": "127.0.0.1",
    "0X7F000001": "127.0.0.1",
    "0177.0.0.1": "127.0.0.1",
    "017700000001": "127.0.0.1",
    "[::1]": "::1",
    "::ffff:127.0.0.1": "::ffff:7f00:1",
    "１２７.０.０.１": "127.0.0.1",
    "127。0。0。1": "127.0.0.1",
    "①②⑦.1": "127.0.0.1",
    "::127.0.0.1": "::7f00:1",
    "8.8.8.8": "8.8.8.8",
}


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_these_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_an_address_is_understood(host: str) -> None:
    found = literal_address(host)
    assert found in (SPELLINGS[host], "::ffff:127.0.0.1", "::127.0.0.1")
    assert is_public(found) == (host == "8.8.8.8")


@pytest.mark.parametrize("host", ["example.org", "localhost", "10.example.org", "a1.b2", "1.2.3.4.5", "", "0x7g"])
def test_names_are_no_literals(host: str) -> None:
    assert literal_address(host) is None


@pytest.mark.parametrize("host", [host for host in SPELLINGS if host != "8.8.8.8"])
def test_urls_with_such_literals_are_refused(host: str) -> None:
    bracketed = f"[{host}]" if ":" in host and not host.startswith("[") else host
    assert Guard().refuse_url(f"http://{bracketed}/latest") == Fault.NOT_PUBLIC
    assert Guard([("127.0.0.1", 80)]).refuse_url(f"https://{bracketed}:8443/") == Fault.NOT_PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org@127.0.0.1/",
        "http://example.org:80@127.1/",
        "http://example.org\\@127.0.0.1/",
        "http://foo:bar@[::1]:80/",
        "http://127.0.0.1%2eexample.org/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:/",
        "http://\t127.0.0.1/",
        "http://127.000.000.001./",
        "HTTP://0X7F.1/",
    ],
)
def test_tricks_with_names_ports_and_spellings_are_refused(url: str) -> None:
    assert Guard([("127.0.0.1", 8000)]).refuse_url(url) == Fault.NOT_PUBLIC


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x/", "data:,x", "s3://b/k", "http://", "http://x:99999/", "x"]
)
def test_other_schemes_and_broken_urls_are_refused(url: str) -> None:
    assert Guard().refuse_url(url) == Fault.BAD_URL


def test_only_the_very_host_and_port_that_are_allowed_pass() -> None:
    guard = Guard([("127.0.0.1", 8000)])
    assert guard.refuse_url("http://127.0.0.1:8000/x") is None
    assert guard.refuse_url("http://127.0.0.1:8001/x") == Fault.NOT_PUBLIC
    assert guard.refuse_url("http://127.1:8000/x") == Fault.NOT_PUBLIC
    assert guard.refuse_url("http://records.example.org/") is None
    assert guard.refuse_address("localhost", 8000, "127.0.0.1") == Fault.NOT_PUBLIC
    assert guard.refused_hosts >= {"localhost"}


@given(st.ip_addresses(v=4).filter(lambda ip: ip.is_private), st.integers(0, 2))
def test_private_addresses_are_refused_however_they_are_written(ip: Any, spelling: int) -> None:
    host = (str(ip), str(int(ip)), hex(int(ip)))[spelling]
    assert Guard().refuse_url(f"http://{host}/") == Fault.NOT_PUBLIC


class Answering:
    """A resolver that knows one answer, and counts how often it was asked."""

    def __init__(self, *addresses: Any) -> None:
        self.addresses = addresses

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(self)
        for address in self.addresses:
            receiver.addressResolved(address)
        receiver.resolutionComplete()
        return self


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.is_complete = False

    def resolutionBegan(self, _: Any) -> None:  # noqa: N802
        return

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.is_complete = True


class Reactor:
    def __init__(self, resolver: Any) -> None:
        self.nameResolver = resolver


def resolve(guard: Guard, name: str, port: int, *addresses: Any) -> Receiver:
    receiver = Receiver()
    GuardedResolver(Reactor(Answering(*addresses)), 0, guard).resolveHostName(receiver, name, port)
    assert receiver.is_complete
    return receiver


def test_the_resolver_hands_on_only_public_addresses() -> None:
    guard = Guard()
    mixed = (IPv4Address("TCP", "10.0.0.7", 443), IPv4Address("TCP", "8.8.8.8", 443), IPv6Address("TCP", "::1", 443))
    assert resolve(guard, "mixed.test", 443, *mixed).addresses == ["8.8.8.8"]
    assert guard.refused_hosts == {"mixed.test"}


def test_a_name_that_turns_to_a_private_address_later_is_refused_then() -> None:
    guard = Guard()
    assert resolve(guard, "rebinding.test", 80, IPv4Address("TCP", "8.8.8.8", 80)).addresses == ["8.8.8.8"]
    assert resolve(guard, "rebinding-2.test", 80, IPv4Address("TCP", "127.0.0.1", 80)).addresses == []


def test_the_resolver_lets_an_allowed_host_and_port_pass() -> None:
    guard = Guard([("localhost", 8000)])
    assert resolve(guard, "localhost", 8000, IPv4Address("TCP", "127.0.0.1", 8000)).addresses == ["127.0.0.1"]
    assert resolve(guard, "localhost", 8001, IPv4Address("TCP", "127.0.0.1", 8001)).addresses == []


class Portals:
    """A spider of a portal that allows one host."""

    def allows(self, url: str) -> bool:
        return urlsplit(url).hostname == "records.example.org"


REDIRECTS = {
    "http://127.0.0.1/latest": Fault.NOT_PUBLIC,
    "http://169.254.169.254/latest/meta-data": Fault.NOT_PUBLIC,
    "http://10.0.0.1:8080/": Fault.NOT_PUBLIC,
    "https://[fd00::1]/": Fault.NOT_PUBLIC,
    "ftp://records.example.org/x.pdf": Fault.BAD_URL,
    "https://elsewhere.example.org/x.pdf": Fault.OFF_HOST,
    "https://records.example.org.elsewhere.example/x.pdf": Fault.OFF_HOST,
    "https://records.example.org@elsewhere.example/x.pdf": Fault.OFF_HOST,
}


@pytest.mark.parametrize("url", REDIRECTS)
def test_every_request_and_redirect_is_judged_before_anything_is_looked_up(url: str) -> None:
    crawler = get_crawler(settings_dict={"WATCHBILL_ALLOW": ["127.0.0.1:8000"]})
    crawler.spider = Portals()
    middleware = GuardMiddleware.from_crawler(crawler)
    middleware.process_request(Request("https://records.example.org/x.pdf"))
    with pytest.raises(NotAskedError) as refused:
        middleware.process_request(Request(url))
    assert refused.value.fault == REDIRECTS[url]


@pytest.mark.parametrize(
    ("to", "is_kept"),
    [
        ("https://records.example.org/b", True),
        ("https://elsewhere.example.org/b", False),
        ("http://records.example.org/b", False),
        ("https://records.example.org:8443/b", False),
    ],
)
def test_authorization_is_not_taken_to_another_host_port_or_scheme(to: str, is_kept: bool) -> None:
    """What Scrapy does today, on which portals with tokens rely."""
    settings = {name: setting for name, setting in vars(crawlers.settings).items() if name.isupper()}
    middleware = RedirectMiddleware.from_crawler(get_crawler(settings_dict=settings))
    asked = Request("https://records.example.org/a", headers={"Authorization": "Token secret", "Cookie": "s=secret"})
    followed = middleware.process_response(asked, Response(asked.url, 302, headers={"Location": to}))
    assert isinstance(followed, Request)
    assert ("Authorization" in followed.headers) == is_kept
    if urlsplit(to).hostname != "records.example.org":
        assert "Cookie" not in followed.headers
