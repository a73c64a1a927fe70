"""The server of the review page: it listens on 127.0.0.1, writes decisions, and calls nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dashboard.review.desk import Desk
from dashboard.review.guard import HEADERS, HOSTS, check_host
from dashboard.review.routes import make_routes
from dashboard.server import START_SECONDS, free_port, is_answering
from watchbill.errors import WatchbillError
from watchbill.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette


class ReviewHeaders:
    """ASGI middleware that puts the headers of `guard` on every answer."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.lower().encode(), setting.encode()) for name, setting in HEADERS.items()]
                named = {name for name, _ in ours}
                message["headers"] = [pair for pair in message["headers"] if pair[0].lower() not in named] + ours
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def make_review_app(engine: sa.Engine, archive: str, reviewer: str = "") -> Starlette:
    """The ASGI application of the review page over a store, with pictures from the archive in folder `archive`."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    desk = Desk(engine, archive, reviewer)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            desk.painter.close()

    return Starlette(
        routes=make_routes(desk),
        lifespan=lifespan,
        middleware=[
            Middleware(ReviewHeaders),
            # A page elsewhere must not reach us under a name of its own (DNS rebinding).
            Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False),
        ],
    )


def serve_review(settings: Settings, port: int, reviewer: str = "", host: str = "127.0.0.1") -> None:
    """Serve the review page until interrupted. Raises WatchbillError for any address but loopback."""
    import uvicorn

    from watchbill.registry import sync_registry
    from watchbill.store.engine import open_store

    bound = check_host(host)
    engine = open_store(settings.database)
    sync_registry(engine)
    app = make_review_app(engine, settings.archive, reviewer)
    with suppress(KeyboardInterrupt):
        uvicorn.run(app, host=bound, port=port, log_level="warning", access_log=False, server_header=False)
    engine.dispose()


def start_review(
    settings: Settings, port: int = 8601, reviewer: str = "", host: str = "127.0.0.1"
) -> tuple[subprocess.Popen[bytes], str]:
    """Serve in a process of its own, which ends with this one; gives it with the address once it answers.

    Raises WatchbillError for any address but loopback, or where it does not come up.
    """
    url = f"http://{check_host(host)}:{(chosen := free_port(port))}"
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.review", str(chosen), reviewer],
        env=os.environ | {"WATCHBILL_DATABASE": settings.database, "WATCHBILL_ARCHIVE": settings.archive},
        stdin=subprocess.PIPE,  # closed when we are gone, however we went
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_answering(f"{url}/health"):
            return process, url
        time.sleep(0.1)
    process.terminate()
    raise WatchbillError(f"The review page did not come up on {url}; the terminal may say why.")


def end_with_parent() -> None:
    """End this process once whoever started it has closed its end of our standard input."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
