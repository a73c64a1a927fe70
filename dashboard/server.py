"""The web server: Streamlit's pages, pictures of evidence, short links, and the headers that keep them apart.

It listens on loopback and calls nobody. `serve` blocks; `start_in_background` is for commands that go on to do more.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Awaitable, Callable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.page_images import Painter
from dashboard.theme import STATIC, THEME
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.settings import Settings, load_settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from streamlit import App

HOST = "127.0.0.1"
PORTS_TO_TRY = 20
START_SECONDS = 60

#: Path -> (title, description) of the pages; the shell that a browser gets before any script has run.
PAGES: dict[str, tuple[str, str]] = {
    "/": ("Watchbill", "Who buys surveillance, from whom, for how much, and the page that proves it."),
    "/agency": ("Agencies · Watchbill", "What public agencies bought, and the papers that prove it."),
    "/vendor": ("Vendors · Watchbill", "Who sells surveillance to public agencies, and for how much."),
    "/purchase": ("Purchases · Watchbill", "How far each purchase came, its five amounts, and the papers behind them."),
    "/evidence": ("Evidence · Watchbill", "The page a figure stands on, with the figure boxed."),
    "/method": ("Method · Watchbill", "What the words and amounts mean, and how corrections are made."),
}

CONFIG: dict[str, object] = THEME | {
    "server.address": HOST,  # without it a headless server asks another host for its own address
    "server.headless": True,
    "server.allowedHosts": [HOST, "localhost"],
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableStaticServing": False,
    "server.maxUploadSize": 1,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": HOST,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,  # Streamlit's own grid download guards no formula
    "client.showSidebarNavigation": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}

_painter = Painter()


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
        painted = _painter.picture(archive().path(sha256), number)
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


def make_app() -> App:
    """The ASGI application."""
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from streamlit import App

    return App(
        Path(__file__).parent / "app.py",
        routes=routes(),
        middleware=[
            Middleware(SecurityHeaders),
            # A page elsewhere must not reach us under a name of its own (DNS rebinding).
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False),
        ],
        on_script_error=_tell_of_error,
    )


def _tell_of_error(error: Exception) -> bool:
    """A page that failed says so in one sentence; the traceback is on the terminal, not before the reader."""
    from dashboard.parts import trouble

    trouble()
    return True


def free_port(wanted: int) -> int:
    """`wanted`, or the next free port on loopback. Raises WatchbillError where `PORTS_TO_TRY` in a row are taken."""
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    last = min(wanted + PORTS_TO_TRY, 65536) - 1
    raise WatchbillError(f"The ports {wanted} to {last} are taken; name another one with --port.")


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _when_up(url: str, do: Callable[[], object]) -> None:
    def wait() -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if _is_up(url):
                do()
                return
            time.sleep(0.1)

    threading.Thread(target=wait, daemon=True).start()


def _settings_as_variables(settings: Settings) -> dict[str, str]:
    return {"WATCHBILL_DATABASE": settings.database, "WATCHBILL_ARCHIVE": settings.archive}


def serve(
    settings: Settings, port: int = 8501, open_browser: bool = False, on_ready: Callable[[str], object] | None = None
) -> None:
    """Serve the pages on loopback until interrupted. `on_ready` is told the address once the server answers.

    Raises WatchbillError where the store cannot be opened or no port is free.
    """
    from watchbill.store.engine import open_store

    open_store(settings.database).dispose()  # the newest schema, or one clear sentence now instead of on every page
    os.environ.update(_settings_as_variables(settings))
    url = f"http://{HOST}:{(chosen := free_port(port))}"

    import dashboard.views_imports  # noqa: F401  # heavy modules before the freeze

    app = make_app()
    gc.collect()
    gc.freeze()  # Streamlit collects all generations after every run; what lives for ever need not be looked at

    def ready() -> None:
        if on_ready:
            on_ready(url)
        if open_browser:
            webbrowser.open(url)

    _when_up(url, ready)
    app.run(config=CONFIG | {"server.port": chosen})


def start_in_background(
    settings: Settings, port: int = 8501, open_browser: bool = False
) -> tuple[subprocess.Popen[bytes], str]:
    """Serve in a process of its own and return it with the address once it answers.

    The caller ends it with `process.terminate()`. Raises WatchbillError where it does not come up.
    """
    chosen = free_port(port)
    url = f"http://{HOST}:{chosen}"
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.server", str(chosen)],
        env=os.environ | _settings_as_variables(settings),
        stdin=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_up(url):
            if open_browser:
                webbrowser.open(url)
            return process, url
        time.sleep(0.1)
    process.terminate()
    raise WatchbillError(f"The dashboard did not come up on {url}; run `watchbill dashboard` to see why.")


if __name__ == "__main__":
    serve(load_settings(), int(sys.argv[1]))
