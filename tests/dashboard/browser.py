"""A real browser for tests and screenshots: Debian's Chromium, cut off from everything but loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """Chromium, started and ended."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()


class Watched:
    """A page that writes down what it asked for, what it complained about, and lets nothing leave loopback."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._watch)
        page.on(
            "console", lambda message: self._complain(message.type, f"{message.text} {message.location.get('url', '')}")
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.outside.append(request.url)

    def _complain(self, kind: str, words: str) -> None:
        # Streamlit asks /vendor/_stcore/… first to learn where it is mounted: two harmless 404s on every deep link.
        if kind == "error" and "/_stcore/" not in words:
            self.complaints.append(words)

    def open(self, url: str) -> Page:
        """Go to `url` and wait until the page stands: connected, script done, charts drawn."""
        self.page.goto(url)
        settle(self.page)
        return self.page


def settle(page: Page) -> None:
    """Wait until Streamlit is connected and its script has run, then until images and charts have arrived."""
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_selector(".wb-footer", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("Array.from(document.images).every(image => image.complete)", timeout=30_000)
