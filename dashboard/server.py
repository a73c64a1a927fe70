"""The web server: it listens on loopback and calls nobody.

`serve` blocks; `start_in_background` is for callers that go on to do more.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.routes import SecurityHeaders, painter, routes
from dashboard.theme import THEME
from watchbill.errors import WatchbillError
from watchbill.settings import Settings, load_settings

if TYPE_CHECKING:
    from streamlit import App

HOST = "127.0.0.1"
PORTS_TO_TRY = 20
START_SECONDS = 60

#: What pages need and takes long to import; ours need Streamlit's runtime and come with the first page.
HEAVY = ("pandas", "watchbill.questions", "watchbill.exports", "streamlit.elements.vega_charts")

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


def make_app() -> App:
    """The ASGI application."""
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from streamlit import App

    return App(
        Path(__file__).parent / "app.py",
        routes=routes(),
        lifespan=_lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            # A page elsewhere must not reach us under a name of its own (DNS rebinding).
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False),
        ],
        on_script_error=_tell_of_error,
    )


@asynccontextmanager
async def _lifespan(_app: App) -> AsyncIterator[None]:
    try:
        yield
    finally:
        painter.close()


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


def is_answering(url: str) -> bool:
    """Whether this address of ours answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _is_up(url: str) -> bool:
    return is_answering(f"{url}/_stcore/health")


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

    app = make_app()
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # Streamlit collects all generations after every run; what lives for ever need not be looked at

    def ready() -> None:
        if on_ready:
            on_ready(url)
        if open_browser:
            webbrowser.open(url)

    _when_up(url, ready)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
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
