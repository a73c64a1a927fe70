"""A filled store, the dashboard served over it, and a browser looking at it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from dashboard.server import start_in_background
from tests.dashboard.browser import Watched, browser
from tests.dashboard.filled import Filled, fill
from watchbill.archive import Archive
from watchbill.settings import Settings
from watchbill.store.engine import open_store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The small store of `filled.py`, made once: the dashboard only reads."""
    folder: Path = tmp_path_factory.mktemp("dashboard")
    store = Filled(f"sqlite:///{folder / 'watchbill.db'}", str(folder / "archive"))
    engine = open_store(store.database)
    with engine.begin() as connection:
        store.ids = fill(connection, Archive(store.archive))
    engine.dispose()
    return store


@pytest.fixture(autouse=True)
def _our_own_main() -> Iterator[None]:
    """Streamlit's AppTest leaves the app as `__main__`; child processes that later tests spawn would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def settings_of_filled(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The settings of this process name the filled store."""
    monkeypatch.setenv("WATCHBILL_DATABASE", filled.database)
    monkeypatch.setenv("WATCHBILL_ARCHIVE", filled.archive)
    return filled


@pytest.fixture(scope="session")
def served(filled: Filled) -> Iterator[str]:
    """The address of the dashboard over the filled store."""
    process, url = start_in_background(Settings(filled.database, filled.archive, "nobody@example.org"), port=8700)
    yield url
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def chrome(chromium: str) -> Iterator[Browser]:
    """One browser for all tests of a session."""
    with browser(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def desks(chrome: Browser) -> Iterator[BrowserContext]:
    """Windows as wide as a desk's screen; what one has fetched the next need not."""
    context = chrome.new_context(viewport={"width": 1360, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="session")
def phones(chrome: Browser) -> Iterator[BrowserContext]:
    """Windows as wide as a phone."""
    context = chrome.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    yield context
    context.close()


@pytest.fixture
def desk(desks: BrowserContext) -> Iterator[Watched]:
    """One window at a desk."""
    page = desks.new_page()
    yield Watched(page)
    page.close()


@pytest.fixture
def phone(phones: BrowserContext) -> Iterator[Watched]:
    """One window on a phone."""
    page = phones.new_page()
    yield Watched(page)
    page.close()
