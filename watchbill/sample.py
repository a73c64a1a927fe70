"""The sample release, served on loopback as an agency's records page would be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchbill.errors import WatchbillError
from watchbill.settings import SAMPLE

PORTAL_KEY = "sample"


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no access log on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serve_sample(folder: Path = SAMPLE / "site") -> Iterator[int]:
    """Serve `folder` on 127.0.0.1 while the block runs; yields the port."""
    if not (folder / "index.html").is_file():
        raise WatchbillError(f"The sample release is not in {folder}; make it with: make sample")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
