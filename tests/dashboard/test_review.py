"""The review page: what it shows, what it writes, and from whom it takes a form."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import BrowserContext
from starlette.testclient import TestClient

from dashboard.review.guard import check_host
from dashboard.review.server import make_review_app, start_review
from tests.dashboard.browser import Watched
from tests.dashboard.filled import HOSTILE, Filled
from watchbill.cli import watchbill
from watchbill.errors import WatchbillError
from watchbill.review.corrections import Correction, read_log, verify_chain
from watchbill.settings import Settings
from watchbill.store.engine import open_store

HERE = "http://127.0.0.1:8601"


@pytest.fixture
def engine(filled: Filled, tmp_path: Path) -> Iterator[sa.Engine]:
    """A copy of the filled store: these tests write."""
    copy = tmp_path / "copy.db"
    source = open_store(filled.database)
    with source.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{copy}'")
    source.dispose()
    engine = open_store(f"sqlite:///{copy}")
    yield engine
    engine.dispose()


@pytest.fixture
def page(engine: sa.Engine, filled: Filled) -> Iterator[TestClient]:
    """A browser's session with the review page."""
    with TestClient(make_review_app(engine, filled.archive, "Ann"), base_url=HERE, follow_redirects=False) as client:
        yield client


def log_of(engine: sa.Engine) -> list[Correction]:
    with engine.connect() as connection:
        assert verify_chain(connection).broken == ()
        return read_log(connection)


def token_of(page: TestClient, path: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page.get(path).text)
    assert found
    return found[1]


def send(page: TestClient, path: str, origin: str | None = HERE, **fields: str) -> httpx.Response:
    """A filled form, as a browser sends it."""
    given = {"token": token_of(page, path), "reviewer": "Ann", "reason": "looked at the page", **fields}
    return page.post(path, data=given, headers={"origin": origin} if origin else {})


def test_the_queue_lists_what_waits_and_filters(page: TestClient, filled: Filled) -> None:
    everything = page.get("/").text
    assert f"/item/{filled.ids['uncertain']}" in everything
    assert filled.ids["uncertain"] not in page.get("/?kind=name").text
    assert "Nothing waits here" in page.get("/?text=nothing-of-this-name").text
    for order in ("amount", "oldest", "unsure", "' OR 1=1"):
        assert page.get("/", params={"order": order}).status_code == 200
    assert HOSTILE not in everything


def test_an_item_shows_page_box_words_reason_and_form(page: TestClient, filled: Filled) -> None:
    shown = page.get(f"/item/{filled.ids['uncertain']}").text
    assert re.search(r'src="/page/d-[0-9a-z]+/\d+\.jpg"', shown)
    assert 'class="wb-box"' in shown
    assert "Why it waits" in shown
    assert "<script>" not in shown
    picture = page.get(re.search(r"/page/d-[0-9a-z]+/\d+\.jpg", shown)[0])  # type: ignore[index]
    assert picture.headers["content-type"] == "image/jpeg"
    assert page.get("/item/v-nothing").status_code == 404
    assert page.get("/page/d-nothing/1.jpg").status_code == 404


def test_a_decision_is_written_with_reason_and_reviewer_and_can_be_taken_back(
    page: TestClient, filled: Filled, engine: sa.Engine
) -> None:
    path = f"/item/{filled.ids['uncertain']}"
    answer = send(page, path, do="accept", reviewer="Bob Example")
    assert answer.status_code == 303
    assert "done=1" in answer.headers["location"]
    (said,) = log_of(engine)
    assert (said.action, said.reviewer, said.reason) == ("accept", "Bob Example", "looked at the page")
    assert filled.ids["uncertain"] not in page.get("/").text
    assert "Done: correction 1 (accept) is in the log." in page.get(answer.headers["location"]).text
    assert 'value="Bob Example"' in page.get(path).text, "the next form begins with the same name"
    assert send(page, "/log/1", reason="was wrong").status_code == 303
    assert [row.action for row in log_of(engine)] == ["accept", "undo"]
    assert filled.ids["uncertain"] in page.get("/").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "accept", "reason": "  "}, "Say why"),
        ({"do": "accept", "reviewer": ""}, "Say who decides"),
        ({"do": ""}, "Choose what you say of it"),
        ({"do": "correct", "value": ""}, "cannot be empty"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    page: TestClient, filled: Filled, engine: sa.Engine, fields: dict[str, str], sentence: str
) -> None:
    answer = send(page, f"/item/{filled.ids['uncertain']}", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    if fields.get("reason") is None:
        assert 'value="looked at the page"' in answer.text
    assert log_of(engine) == []


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8601", None]
)
def test_a_form_of_another_origin_is_refused(
    page: TestClient, filled: Filled, engine: sa.Engine, origin: str | None
) -> None:
    answer = send(page, f"/item/{filled.ids['uncertain']}", origin, do="accept")
    assert answer.status_code == 403
    assert log_of(engine) == []


def test_a_form_without_the_token_of_this_session_is_refused(
    page: TestClient, filled: Filled, engine: sa.Engine
) -> None:
    path = f"/item/{filled.ids['uncertain']}"
    stolen = token_of(page, path)
    for token in ("", "0" * 64, "é"):
        assert send(page, path, do="accept", token=token).status_code == 403
    page.cookies.clear()
    form = {"token": stolen, "do": "accept", "reviewer": "Eve", "reason": "x"}
    assert page.post(path, data=form, headers={"origin": HERE}).status_code == 403
    assert page.post(path, json=form, headers={"origin": HERE}).status_code == 403
    assert log_of(engine) == []


def test_other_names_for_this_machine_are_refused(page: TestClient) -> None:
    assert page.get("/", headers={"host": "evil.example"}).status_code == 400


def test_cookies_and_headers_lock_the_page(page: TestClient, filled: Filled) -> None:
    answer = page.get(f"/item/{filled.ids['uncertain']}")
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_any_address_but_loopback_is_refused_with_a_sentence(host: str) -> None:
    with pytest.raises(WatchbillError, match=r"They listen on 127\.0\.0\.1 only"):
        check_host(host)
    answer = CliRunner().invoke(watchbill, ["dashboard", "--review", "--host", host])
    assert answer.exit_code == 1
    assert "listen on 127.0.0.1 only" in str(answer.exception)


def test_a_purchase_is_split_only_with_papers_and_shows_its_own(page: TestClient, filled: Filled) -> None:
    path = f"/purchase/{filled.ids['purchase']}"
    shown = page.get(path).text
    assert 'type="checkbox"' in shown
    assert "Tick the papers" in send(page, path, do="split").text
    assert "Choose the purchase" in send(page, path, do="merge").text
    assert "No purchase has the id" in send(page, path, do="merge", **{"with": "p-nothing"}).text
    assert page.get("/purchases?text=zzzz").text.count("No such purchase") == 1
    assert page.get("/purchase/p-nothing").status_code == 404


@pytest.mark.parametrize("path", ["/purchase", "/evidence", "/corrections"])
def test_the_public_pages_take_no_form(served: str, path: str) -> None:
    assert httpx.post(served + path, data={"do": "merge"}).status_code == 405


@pytest.mark.browser
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_everybody_can_use_it(
    size: str, desks: BrowserContext, phones: BrowserContext, filled: Filled, tmp_path: Path
) -> None:
    """No serious barrier, nothing from elsewhere, no sideways scrolling; a decision by keys alone leads to the next."""
    copy = tmp_path / "copy.db"
    source = open_store(filled.database)
    with source.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{copy}'")
    source.dispose()
    process, url = start_review(Settings(f"sqlite:///{copy}", filled.archive, "nobody@example.org"), 8650, "Ann")
    try:
        window = (desks if size == "desk" else phones).new_page()
        watched = Watched(window)
        for path in (
            "/",
            f"/item/{filled.ids['uncertain']}",
            f"/purchase/{filled.ids['purchase']}",
            "/purchases",
            "/log",
        ):
            window.goto(url + path)
            window.wait_for_load_state("networkidle")
            violations = Axe().run(window).response["violations"]
            assert [(entry["id"], entry["nodes"][0]["html"][:160]) for entry in violations] == [], path
            assert window.evaluate("document.documentElement.scrollWidth") <= (1360 if size == "desk" else 390)
        window.goto(f"{url}/item/{filled.ids['uncertain']}")
        window.keyboard.press("a")
        window.keyboard.type("The page prints it so.")
        window.keyboard.press("Enter")
        window.wait_for_selector(".wr-done")
        assert "correction 1 (accept)" in window.inner_text(".wr-done")
        assert watched.outside == []
        assert watched.complaints == []
        window.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_server_ends_with_whoever_started_it(filled: Filled, tmp_path: Path) -> None:
    shutil.copy(filled.database.removeprefix("sqlite:///"), tmp_path / "copy.db")
    settings = Settings(f"sqlite:///{tmp_path / 'copy.db'}", filled.archive, "nobody@example.org")
    process, url = start_review(settings, 8660)
    assert httpx.get(f"{url}/health").text == "ok"
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=20) == 0
