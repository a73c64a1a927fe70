"""The sample release, served on loopback as an agency's records page would be."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchbill.errors import WatchbillError
from watchbill.settings import SAMPLE

PORTAL_KEY = "sample"
#: A port of our own, so that a second demo finds the URLs of the first; another one where it is taken.
SERVED_PORT = 8599


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no access log on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serve_sample(port: int = 0, folder: Path = SAMPLE / "site") -> Iterator[int]:
    """Serve `folder` on 127.0.0.1 while the block runs; yields the port, which is `port` where that is free."""
    if not (folder / "index.html").is_file():
        raise WatchbillError(f"The sample release is not in {folder}; make it with: make sample")
    server = _server(port, folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def papers(folder: Path = SAMPLE / "site") -> list[str]:
    """The SHA-256 of every paper of the release."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.pdf"))]


def _server(port: int, folder: Path) -> ThreadingHTTPServer:
    handler = partial(_Quiet, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or port == 0:
            raise WatchbillError(f"The sample release cannot be served on this machine: {error.strerror}.") from error
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)
