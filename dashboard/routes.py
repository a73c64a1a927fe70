"""Our own addresses beside Streamlit's: the shell of every page, pictures of evidence, short links, robots.txt; and the
headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.page_images import Painter
from dashboard.theme import STATIC
from watchbill.errors import NotFoundError, WatchbillError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

#: Path -> (title, description) of the pages; the shell that a browser gets before any script has run.
PAGES: dict[str, tuple[str, str]] = {
    "/": ("Watchbill", "Who buys surveillance, from whom, for how much, and the page that proves it."),
    "/agency": ("Agencies · Watchbill", "What public agencies bought, and the papers that prove it."),
    "/vendor": ("Vendors · Watchbill", "Who sells surveillance to public agencies, and for how much."),
    "/purchase": ("Purchases · Watchbill", "How far each purchase came, its five amounts, and the papers behind them."),
    "/evidence": ("Evidence · Watchbill", "The page a figure stands on, with the figure boxed."),
    "/sources": ("Sources · Watchbill", "Which public sites the papers come from, and whether all of each was got."),
    "/corrections": ("Corrections · Watchbill", "What people corrected, when, why, and what it said before."),
    "/method": ("Method · Watchbill", "What the words and amounts mean, and how corrections are made."),
}

painter = Painter()


@lru_cache(maxsize=1)
def _shell() -> str:
    """Streamlit's own first page, without the words that belong to Streamlit."""
    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r"<link rel=\"(service-desc|shortcut icon)\"[^>]*>", "", page)
    return re.sub(
        r"<noscript>.*?</noscript>",
        "<noscript><p>These pages need JavaScript. Everything on them is also in the files that "
        "<code>watchbill export csv FOLDER</code> writes.</p></noscript>",
        page,
        flags=re.DOTALL,
    )


@lru_cache(maxsize=16)
def shell(path: str) -> str:
    """The first page a browser gets for `path`: title, description, our style sheet, then Streamlit's scripts."""
    title, description = PAGES[path]
    head = (
        f"<title>{escape(title)}</title>\n"
        f'<meta name="description" content="{escape(description)}" />\n'
        f'<link rel="icon" type="image/svg+xml" href="/look/icon.svg" />\n'
        f'<link rel="stylesheet" href="/look/watchbill.css?{_fingerprint("watchbill.css")}" />'
    )
    return _shell().replace("<title>Streamlit</title>", head)


def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=1)
def security_headers() -> dict[str, str]:
    """Headers of every answer. Inline scripts run only where they are Streamlit's own, by hash."""
    scripts = re.findall(r"<script>(.*?)</script>", _shell(), flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {hashes}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws://127.0.0.1:* ws://localhost:*",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }


class SecurityHeaders:
    """ASGI middleware that puts `security_headers` on every answer."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.lower().encode(), setting.encode()) for name, setting in security_headers().items()]
                named = {name for name, _ in ours}
                message["headers"] = [pair for pair in message["headers"] if pair[0].lower() not in named] + ours
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _page(request: Request) -> Response:
    from starlette.responses import HTMLResponse

    return HTMLResponse(shell(request.url.path), headers={"Cache-Control": "no-cache"})


def _page_image(request: Request) -> Response:
    """`/page/d-…/3.jpg`: the picture of one page of a document that the store shows."""
    from starlette.responses import PlainTextResponse, Response

    from dashboard.store import archive, shown_sha256

    try:
        sha256 = shown_sha256(request.path_params["document"])
        number = int(request.path_params["number"]) if re.fullmatch(r"[0-9]{1,5}", request.path_params["number"]) else 0
        if sha256 is None or number < 1:
            raise NotFoundError("There is no such page.")
        painted = painter.picture(archive().path(sha256), number)
    except NotFoundError as error:
        return PlainTextResponse(str(error), status_code=404)
    except WatchbillError as error:
        return PlainTextResponse(str(error), status_code=422)
    # Private, not immutable: a release that is taken out must be gone for the next reader.
    return Response(painted, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _look(request: Request) -> Response:
    from starlette.responses import FileResponse, PlainTextResponse

    name = request.path_params["name"]
    if name not in ("watchbill.css", "icon.svg"):
        return PlainTextResponse("There is no such file.", status_code=404)
    return FileResponse(STATIC / name, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _robots(_request: Request) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse("User-agent: *\nDisallow: /_stcore/\nDisallow: /page/\n")


def _short_link(request: Request) -> Response:
    """`/v/v-…`: the short link to a value that citations carry."""
    from starlette.responses import RedirectResponse

    value = request.path_params["value"]
    if not re.fullmatch(r"v-[0-9a-z]{6,22}", value):
        return _no_such_page(request)
    return RedirectResponse(f"/evidence?value={value}", status_code=302)


def _no_such_page(_request: Request) -> Response:
    from starlette.responses import HTMLResponse

    style = f'<link rel="stylesheet" href="/look/watchbill.css?{_fingerprint("watchbill.css")}" />'
    return HTMLResponse(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8" /><title>No such page · Watchbill</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1" />{style}</head>'
        '<body class="wb-bare"><main class="wb"><h1>There is no such page.</h1>'
        "<p>Links to agencies, vendors, purchases and evidence look like <code>/purchase?id=p-…</code>. "
        '<a href="/">Search for it</a>.</p></main></body></html>',
        status_code=404,
    )


def routes() -> list[BaseRoute]:
    """Our own addresses; Streamlit answers the others."""
    from starlette.routing import Route

    return [
        *(Route(path, _page) for path in PAGES),
        Route("/page/{document}/{number}.jpg", _page_image),
        Route("/look/{name}", _look),
        Route("/robots.txt", _robots),
        Route("/v/{value}", _short_link),
        Route("/{name}", _no_such_page),
    ]
