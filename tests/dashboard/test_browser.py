"""The pages in a real browser: nothing leaves loopback, boxes lie where values are, and everybody can use them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from tests.dashboard.browser import Watched, settle
from tests.dashboard.filled import HEIGHT, WIDTH, Filled

pytestmark = pytest.mark.browser

PATHS = {
    "home": "/",
    "results": "/?q=camera",
    "agencies": "/agency",
    "agency": "/agency?id={agency}",
    "vendors": "/vendor",
    "vendor": "/vendor?id={vendor}",
    "purchases": "/purchase",
    "purchase": "/purchase?id={purchase}",
    "evidence": "/evidence?value={uncertain}",
    "page": "/evidence?document={document}&page=1",
    "sources": "/sources",
    "corrections": "/corrections",
    "method": "/method",
    "nothing": "/purchase?id=p-000000000000",
}


@pytest.mark.parametrize("name", PATHS)
def test_a_page_at_a_desk(desk: Watched, served: str, filled: Filled, name: str) -> None:
    """No complaint on the console, no request to anywhere else, no serious barrier, no script of a stranger."""
    page = desk.open(served + PATHS[name].format(**filled.ids))
    assert desk.outside == []
    assert desk.complaints == []
    assert "Watchbill" in page.title()
    assert page.locator("h1").count() == 1
    violations = Axe().run(page).response["violations"]
    serious = [entry for entry in violations if entry["impact"] in ("serious", "critical")]
    assert [(entry["id"], [node["html"][:160] for node in entry["nodes"][:3]]) for entry in serious] == []


@pytest.mark.parametrize("name", [name for name in PATHS if name not in ("agencies", "vendors", "nothing")])
def test_a_page_on_a_phone_does_not_scroll_sideways(phone: Watched, served: str, filled: Filled, name: str) -> None:
    page = phone.open(served + PATHS[name].format(**filled.ids))
    widest = page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"
    )
    assert widest <= 390
    assert phone.complaints == []


def test_the_box_lies_where_the_value_is(desk: Watched, served: str, filled: Filled) -> None:
    page = desk.open(f"{served}/evidence?value={filled.ids['value']}")
    engine = sa.create_engine(filled.database)
    with engine.connect() as connection:
        value = connection.execute(
            sa.text("SELECT x0, top, x1, bottom FROM value WHERE public_id = :id"), {"id": filled.ids["value"]}
        ).one()
    engine.dispose()
    picture = page.locator(".wb-page img").bounding_box()
    box = page.locator("#box").bounding_box()
    assert picture is not None
    assert box is not None
    assert picture["width"] / picture["height"] == pytest.approx(WIDTH / HEIGHT, rel=0.005)
    shown = (
        (box["x"] - picture["x"]) / picture["width"] * WIDTH,
        (box["y"] - picture["y"]) / picture["height"] * HEIGHT,
        (box["x"] + box["width"] - picture["x"]) / picture["width"] * WIDTH,
        (box["y"] + box["height"] - picture["y"]) / picture["height"] * HEIGHT,
    )
    assert shown == pytest.approx((value.x0, value.top, value.x1, value.bottom), abs=1.5)


def test_on_a_phone_the_value_is_seen_first(phone: Watched, served: str, filled: Filled) -> None:
    page = phone.open(f"{served}/evidence?value={filled.ids['value']}")
    close_up, box = page.locator(".wb-closeup").bounding_box(), page.locator(".wb-closeup .wb-box").bounding_box()
    assert close_up is not None
    assert box is not None
    assert close_up["y"] + close_up["height"] < 844, "above the fold"
    assert close_up["x"] <= box["x"]
    assert box["x"] + box["width"] <= close_up["x"] + close_up["width"]
    assert close_up["y"] <= box["y"]
    assert box["y"] + box["height"] <= close_up["y"] + close_up["height"]


def test_the_close_up_shows_the_same_place_as_its_box(desk: Watched, served: str, filled: Filled) -> None:
    page = desk.open(f"{served}/evidence?value={filled.ids['value']}")
    picture = page.locator(".wb-closeup img").bounding_box()
    box = page.locator(".wb-closeup .wb-box").bounding_box()
    whole = page.locator(".wb-page img").bounding_box()
    boxed = page.locator("#box").bounding_box()
    assert picture is not None
    assert box is not None
    assert whole is not None
    assert boxed is not None
    for side, size in (("x", "width"), ("y", "height")):
        near = (box[side] - picture[side]) / picture[size]
        far = (boxed[side] - whole[side]) / whole[size]
        assert near == pytest.approx(far, abs=0.003), side


def test_from_the_search_box_to_the_box_on_the_page(desk: Watched, served: str) -> None:
    page = desk.open(served)
    search = page.get_by_label("Search agencies, vendors and the words of every page")
    search.fill("camera")
    search.press("Enter")
    page.wait_for_selector(".wb-hits a")
    assert page.url.endswith("/?q=camera")
    page.locator(".wb-hits a", has_text="orders/").click()
    page.wait_for_selector(".wb-page img")
    settle(page)
    page.locator(".wb-table a", has_text="$342,000.00").click()
    page.wait_for_selector("#box")
    assert "/evidence?value=v-" in page.url
    page.go_back()
    page.wait_for_function("location.search.startsWith('?document=')")


def test_the_charts_are_drawn(desk: Watched, served: str) -> None:
    page = desk.open(served)
    page.wait_for_selector("[data-testid=stVegaLiteChart] svg", timeout=20_000)
    page.wait_for_selector("[data-testid=stEChartsChart] svg", timeout=20_000)
    assert page.locator("[data-testid=stVegaLiteChart] svg text", has_text="OR").count() >= 1
    assert page.locator("[data-testid=stEChartsChart] svg text", has_text="Flock Safety").count() >= 1


def test_a_download_is_the_table(desk: Watched, served: str, filled: Filled) -> None:
    page = desk.open(f"{served}/purchase?id={filled.ids['purchase']}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV with evidence links").first.click()
    saved = waiting.value
    assert saved.suggested_filename == "watchbill-purchase-amounts.csv"
    lines = saved.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert f"{served}/evidence?value={filled.ids['value']}" in lines[1], "a link that works from a spreadsheet"


def test_names_of_strangers_run_nothing(desk: Watched, served: str, filled: Filled) -> None:
    for path in (
        PATHS["purchase"],
        PATHS["evidence"],
        "/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
        "/agency?id=%3Cscript%3E",
    ):
        page = desk.open(served + path.format(**filled.ids))
        assert page.title() != "1"
        assert page.locator("img[src=x]").count() == 0
    assert desk.complaints == []
