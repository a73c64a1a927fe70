"""The faults of a hostile web, each on a site of its own: what is recorded of it, and how the crawl ends.

The test crawls all of them under small limits; `bench_faults` crawls each in a process of its own and prints the table.
"""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.portals import Portal
from tests.crawlers.site import Answer, Site, page, pdf, serve
from watchbill.pipeline import crawling

#: Limits under which every trial ends within a few seconds.
SMALL = {
    "DOWNLOAD_MAXSIZE": 2 << 20,
    "WATCHBILL_STALL": 0.8,
    "WATCHBILL_MIN_RATE": 500,
    "WATCHBILL_MAX_PAGES": 8,
    "RETRY_TIMES": 1,
}
WHOLE = pdf("whole" * 50)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
LOGIN = page('<form action="/in"><label>Password<input type="password" name="p"></label><button>Log in</button></form>')


@dataclass(frozen=True)
class Others:
    """Beside the site: a server that nobody may reach, and one called localhost, a host that the portal allows."""

    closed: Site
    friend: Site

    @property
    def friend_url(self) -> str:
        return f"http://localhost:{self.friend.port}"


@dataclass(frozen=True)
class Trial:
    """`make` gives the site its fault. `outcome` and `reason` are those of the observation of `path`.

    `says` stands in the report of the crawl, which ends as `ends`. Where nothing is lost `is_lost` is false.
    """

    make: Callable[[Site, Others], None]
    outcome: str = "refused"
    reason: str | None = None
    ends: str = "incomplete"
    path: str = "/paper.pdf"
    says: str = ""
    is_lost: bool = True
    is_tls: bool = False


def answering(answer: Answer, *, at: str = "/paper.pdf") -> Callable[[Site, Others], None]:
    """A fault that one answer makes."""

    def make(site: Site, _: Others) -> None:
        site.routes[at] = answer

    return make


def start_with(answer: Answer) -> Callable[[Site, Others], None]:
    return answering(answer, at="/")


def moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def raw(*parts: bytes, pause: float = 0, again: bytes = b"") -> Answer:
    """Bytes as they are, and then `again` and again every `pause` seconds until the other side hangs up."""

    def speak(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
        end = time.monotonic() + 60
        while again and time.monotonic() < end:
            time.sleep(pause)
            connection.sendall(again)

    return Answer(raw=speak)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def in_hours(hours: float) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours), usegmt=True)


def to_closed(path: str) -> Callable[[Site, Others], None]:
    def make(site: Site, others: Others) -> None:
        site.routes["/paper.pdf"] = moved(path.format(port=others.closed.port))

    return make


def barren_calendar(site: Site, _: Others) -> None:
    site.page("/", '<a href="/papers/0.pdf">A paper</a> <a href="/?page=2">Next</a>')
    for number in range(2, 60):
        site.page(f"/?page={number}", f'<a href="/?page={number + 1}">Next</a>')


def fertile_calendar(site: Site, _: Others) -> None:
    """Every page has one more paper (the same bytes under another name) and one more page."""
    for number in range(1, 60):
        path = f"/?page={number}" if number > 1 else "/"
        site.page(path, f'<a href="/same/{number}.pdf">A paper</a> <a rel="next" href="/?page={number + 1}">Next</a>')
        site.routes[f"/same/{number}.pdf"] = Answer(WHOLE, "application/pdf")


def busy_once(site: Site, _: Others) -> None:
    answers = iter([Answer(b"busy", "text/plain", 429, {"Retry-After": "1"})])
    site.routes["/paper.pdf"] = lambda _: next(answers, Answer(WHOLE, "application/pdf"))


def keeps_cookies(site: Site, others: Others) -> None:
    site.routes["/paper.pdf"] = replace(
        moved(f"{others.friend_url}/paper.pdf"),
        headers={"Location": f"{others.friend_url}/paper.pdf", "Set-Cookie": "session=secret; Path=/"},
    )
    others.friend.pdf("/paper.pdf")


def denied(site: Site, _: Others) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /paper\n", "text/plain")


def lying_304(site: Site, _: Others) -> None:
    site.routes["/paper.pdf"] = Answer(status=304)


def same_bytes(site: Site, _: Others) -> None:
    site.routes["/paper.pdf"] = Answer(pdf("/papers/0.pdf"), "application/pdf")


def gzip_bomb(site: Site, _: Others) -> None:
    """A PDF of a quarter of a gigabyte in as many kilobytes."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    parts = [squeeze.compress(b"%PDF-1.4\n"), *(squeeze.compress(bytes(1 << 20)) for _ in range(256)), squeeze.flush()]
    site.routes["/paper.pdf"] = Answer(b"".join(parts), "application/pdf", headers={"Content-Encoding": "gzip"})


def circle(site: Site, _: Others) -> None:
    site.routes["/paper.pdf"] = moved("/paper.pdf?again")
    site.routes["/paper.pdf?again"] = moved("/paper.pdf")


def lost_page(site: Site, _: Others) -> None:
    site.page("/", '<a href="/papers/0.pdf">A paper</a> <a rel="next" href="/?page=2">2</a>')
    site.routes["/?page=2"] = Answer(b"<html><title>Server Error in '/' Application.</title>", status=500)


FAULTS: Mapping[str, Trial] = {
    "429 for ever": Trial(answering(Answer(b"slow down", "text/plain", 429)), "failed", "http_error"),
    "429 with Retry-After in seconds, then the paper": Trial(busy_once, "kept", ends="complete", is_lost=False),
    "503 with Retry-After as a date": Trial(
        answering(Answer(b"busy", "text/plain", 503, {"Retry-After": in_hours(2)})), "failed", "deferred", says="until"
    ),
    "503 with Retry-After on the portal's own page": Trial(
        start_with(Answer(b"busy", "text/plain", 503, {"Retry-After": "7200"})),
        *("failed", "deferred"),
        path="/",
        says="until",
    ),
    "headers without end": Trial(
        answering(raw(HEAD, again=b"X-Header: %s\r\n" % (b"a" * 8000) * 8)), reason="too_large"
    ),
    "a header line without end": Trial(answering(raw(HEAD + b"X: ", again=b"a" * 65536)), "failed", "unreachable"),
    "slow loris: a header that trickles": Trial(
        answering(raw(HEAD + b"X: ", again=b"a", pause=0.1)), "failed", "timed_out"
    ),
    "slow loris: a body that trickles": Trial(
        answering(raw(HEAD + b"Content-Length: 100000\r\n\r\n%PDF-1.4", again=b"a", pause=0.1)), "failed", "too_slow"
    ),
    "no answer at all": Trial(answering(Answer(WHOLE, "application/pdf", wait=4)), "failed", "timed_out"),
    "a body shorter than its Content-Length": Trial(
        answering(Answer(WHOLE, "application/pdf", length=len(WHOLE) + 100)), reason="truncated"
    ),
    "a body cut off where only the connection's end tells": Trial(
        answering(Answer(WHOLE[:-60], "application/pdf", length=0)), reason="truncated"
    ),
    "a text cut off where only the connection's end tells": Trial(
        answering(Answer(b"vendor,amount\nAxon,1", "text/csv", length=0), at="/list.csv"),
        reason="truncated",
        path="/list.csv",
    ),
    "a list cut off where only the connection's end tells": Trial(
        start_with(Answer(page('<a href="/papers/0.pdf">A paper</a>')[:-20], length=0)),
        *("refused", "truncated", "failed", "/"),
    ),
    "chunks without a last one": Trial(
        answering(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n8\r\n%PDF-1.4\r\n")), reason="truncated"
    ),
    "a paper cut off before it was sent": Trial(answering(Answer(WHOLE[:-60], "application/pdf")), reason="truncated"),
    "a packed text cut off before it was sent": Trial(
        answering(
            Answer(gzip.compress(b"vendor,amount\n" * 500)[:-20], "text/csv", headers={"Content-Encoding": "gzip"}),
            at="/list.csv",
        ),
        reason="truncated",
        path="/list.csv",
    ),
    "a redirect to this machine": Trial(to_closed("http://127.0.0.1:{port}/stolen.pdf"), reason="not_public"),
    "a redirect to this machine, as one number": Trial(
        to_closed("http://2130706433:{port}/x.pdf"), reason="not_public"
    ),
    "a redirect behind a name and a password": Trial(
        to_closed("http://example.org:80@127.1:{port}/x.pdf"), reason="not_public"
    ),
    "a redirect to this machine, in IPv6": Trial(to_closed("http://[::ffff:127.0.0.1]:{port}/"), reason="not_public"),
    "a redirect to a name of this machine": Trial(to_closed("http://localhost:{port}/x.pdf"), reason="not_public"),
    "a redirect to a file": Trial(answering(moved("file:///etc/passwd")), reason="bad_url"),
    "a page that refreshes to a file": Trial(
        start_with(Answer(b'<html><meta http-equiv="refresh" content="0; url=file:///etc/passwd"></html>')),
        *("refused", "bad_url", "failed", "/"),
    ),
    "a redirect to another host": Trial(to_closed("http://records.invalid/paper.pdf"), reason="off_host"),
    "a redirect in a circle": Trial(circle, reason="redirects"),
    "a calendar without end or papers": Trial(barren_calendar, path="", says="without a new document"),
    "a calendar without end, with papers": Trial(fertile_calendar, path="", says="limit of 8"),
    "a gzip bomb": Trial(gzip_bomb, reason="too_large"),
    "a Content-Length of 10 GB": Trial(
        answering(Answer(WHOLE, "application/pdf", length=10_000_000_000)), reason="too_large"
    ),
    "chunks without end": Trial(
        answering(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", again=b"10000\r\n" + bytes(65536) + b"\r\n")),
        reason="too_large",
    ),
    "noise called a PDF": Trial(answering(Answer(bytes(range(256)) * 8, "application/pdf")), reason="not_a_document"),
    "a web page called a PDF": Trial(
        answering(Answer(page("<p>We have moved our papers.</p>" * 9), "application/pdf")), reason="not_a_document"
    ),
    "a text called a PDF": Trial(answering(Answer(b"not here", "text/plain")), reason="not_a_document"),
    "a login page in place of a paper": Trial(answering(Answer(LOGIN)), reason="login_page"),
    "a redirect to a login page": Trial(
        lambda site, _: site.routes.update({"/": moved("/Account/Login"), "/Account/Login": Answer(LOGIN)}),
        *("refused", "login_page", "failed", "/"),
    ),
    "a redirect to an error page": Trial(
        lambda site, _: site.routes.update(
            {"/paper.pdf": moved("/Error.aspx"), "/Error.aspx": Answer(page("<p>Something happened.</p>"))}
        ),
        reason="error_page",
    ),
    "an error page in place of the list": Trial(
        start_with(Answer(b"<html><head><title>Page not found - City</title></head><body>Sorry.</body></html>")),
        *("refused", "error_page", "failed", "/"),
    ),
    "an empty page": Trial(start_with(Answer(b"")), "refused", "empty", "failed", "/"),
    "a challenge in place of the list": Trial(
        start_with(Answer(b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>")),
        *("refused", "blocked", "failed", "/"),
    ),
    "a denial in place of a paper": Trial(
        answering(Answer(b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1></BODY></HTML>")),
        reason="blocked",
    ),
    "a paper that robots.txt closes": Trial(denied, reason="robots"),
    "a robots.txt that fails": Trial(
        answering(Answer(b"User-agent: *\nAllow: /\n", "text/plain", 500), at="/robots.txt"),
        *("failed", "robots_error", "failed", "/"),
    ),
    "a certificate that nobody vouches for": Trial(
        lambda site, _: None, "failed", "certificate", "failed", "/", is_tls=True
    ),
    "a connection that is torn down": Trial(answering(Answer(raw=reset)), "failed", "unreachable"),
    "an answer in another language": Trial(answering(raw(b"SSH-2.0-OpenSSH_9.2\r\n")), "failed", "unreachable"),
    "not modified, although nobody asked": Trial(lying_304, "failed", "http_error"),
    "a further page that fails": Trial(lost_page, "failed", "http_error", path="/?page=2"),
    "a header's name of bytes that are none": Trial(
        answering(raw(HEAD + b"X-\xff\xfe: odd\r\nContent-Length: 5\r\n\r\nhello")), "failed", "unreachable"
    ),
    "headers of bytes that are none": Trial(
        answering(
            raw(
                HEAD + b'X-Odd: \xff\xfe\x80\r\nno colon\r\nContent-Disposition: attachment; filename="../../\xff"\r\n'
                b"Content-Length: %d\r\n\r\n" % len(pdf("odd")) + pdf("odd")
            )
        ),
        *("kept", None, "complete"),
        is_lost=False,
    ),
    "a cookie on the way to another host": Trial(keeps_cookies, "kept", ends="complete", is_lost=False),
    "the same bytes at two addresses": Trial(same_bytes, "unchanged", ends="complete", is_lost=False),
}


@dataclass(frozen=True)
class Stage:
    """A site for every trial, and the portals that start there."""

    sites: Mapping[str, Site]
    portals: Mapping[str, Portal]
    others: Others
    allow: list[tuple[str, int]] = field(default_factory=list)


@contextmanager
def staged(folder: Path, names: list[str], facts: Mapping[str, Any]) -> Iterator[Stage]:
    """Sites that run while the block does; `facts` are those of every portal, whose keys are t0, t1 ..."""
    with ExitStack() as running:
        others = Others(running.enter_context(serve()), running.enter_context(serve()))
        others.closed.pdf("/stolen.pdf")
        sites, portals = {}, {}
        for number, name in enumerate(names):
            trial = FAULTS[name]
            site = running.enter_context(serve(self_signed(folder) if trial.is_tls else None))
            site.pdf("/papers/0.pdf")
            site.page("/", '<a href="/papers/0.pdf">A paper</a>', *([_link(trial.path)] if len(trial.path) > 1 else []))
            site.pdf(trial.path or "/unused.pdf") if trial.path == "/paper.pdf" else None
            trial.make(site, others)
            sites[name] = site
            portals[name] = Portal(
                f"t{number}", platform="pages", url=f"{site.url}/", allowed_hosts=("localhost",), **facts
            )
        allow = [("127.0.0.1", site.port) for site in sites.values()] + [("localhost", others.friend.port)]
        yield Stage(sites, portals, others, allow)


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """A list that gets, while the block runs, the most bytes that each crawling process has held so far."""
    peaks: list[int] = []
    start = crawling.subprocess.Popen

    def note(child: subprocess.Popen[bytes]) -> None:
        place = len(peaks)
        peaks.append(0)
        while child.poll() is None:
            with suppress(OSError, StopIteration):
                status = Path(f"/proc/{child.pid}/status").read_text()
                peaks[place] = next(int(line.split()[1]) << 10 for line in status.splitlines() if "VmHWM" in line)
            time.sleep(0.05)

    def popen(*arguments: Any, **more: Any) -> subprocess.Popen[bytes]:
        child = start(*arguments, **more)
        threading.Thread(target=note, args=(child,), daemon=True).start()
        return child

    with patch.object(crawling.subprocess, "Popen", popen):
        yield peaks


def _link(path: str) -> str:
    return f'<a href="{path}">Another paper</a>'


def self_signed(folder: Path) -> ssl.SSLContext:
    """The identity of a server at 127.0.0.1 that only it itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context
