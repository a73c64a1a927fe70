"""Who may make this page write: a form that this page gave to this browser, and nobody else.

Three locks, each enough by itself: the token of the form fits the cookie, which only our own pages can send
(SameSite=Strict); the Origin is our own address; the Host is loopback by name, so no other name can be bound to it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HOSTS = ("127.0.0.1", "localhost")
SESSION, REVIEWER = "watchbill_review", "watchbill_reviewer"
LARGEST_FORM = 65_536  # bytes
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SECRET = secrets.token_bytes(32)  # of this process: a form of an earlier one must be loaded again


class RefusedError(WatchbillError):
    """The request did not come from a form of this page."""


def check_host(host: str) -> str:
    """The address to listen on. Raises WatchbillError for any that others than this machine could reach."""
    if host not in HOSTS:
        raise WatchbillError(
            f"Watchbill is not served on {host}: its pages have no login yet, and whoever reaches the review page can "
            "change what the figures say. They listen on 127.0.0.1 only; use an SSH tunnel to reach them from "
            "another machine."
        )
    return "127.0.0.1"


def session_of(request: Request) -> str:
    """The session of this browser; a new one where it has none."""
    held = request.cookies.get(SESSION, "")
    return held if len(held) == 43 and held.isascii() else secrets.token_urlsafe(32)


def token_of(session: str) -> str:
    """What a form must carry to be taken from this session."""
    return hmac.new(_SECRET, session.encode(), hashlib.sha256).hexdigest()


def remember(response: Response, name: str, setting: str) -> None:
    """A cookie that scripts cannot read and that no other site makes the browser send."""
    response.set_cookie(name, setting, httponly=True, samesite="strict", path="/", max_age=30 * 86_400)


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a form that this page gave out. Raises RefusedError for any other."""
    _check_origin(request)
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise RefusedError("This is no form of this page.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise RefusedError("This form is too large.")
    fields = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True, max_num_fields=1000)
    session, token = request.cookies.get(SESSION, ""), fields.pop("token", [""])[0]
    if not session or not hmac.compare_digest(token.encode(), token_of(session).encode()):
        raise RefusedError("This form is no longer valid: load the page again and decide once more.")
    return fields


def _check_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    ours = f"http://{request.headers.get('host', '')}"
    if origin is None or urlsplit(origin).netloc != urlsplit(ours).netloc or not origin.startswith("http://"):
        raise RefusedError("This decision was not sent from this page, so it was not taken.")
