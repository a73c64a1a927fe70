"""Pages that stand in the way are told from pages, and pages with a login box in the corner are pages."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.bodies import judge
from crawlers.retrievals import Fault
from crawlers.walls import wall

LINKS = "".join(f'<li><a href="/departments/{number}">Department {number}</a></li>' for number in range(30))
WORDS = "The council meets on the second Tuesday of every month in the chambers of City Hall. " * 30


def page(title: str, *body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{''.join(body)}</body></html>".encode()


PASSWORD = '<form method="post"><input name="user"><input type="password" name="p"><button>Go</button></form>'
WALLS = {
    "Cloudflare's challenge": (
        page("Just a moment...", '<div id="cf-wrapper"></div><script>window._cf_chl_opt={cType:"managed"}</script>'),
        Fault.BLOCKED,
    ),
    "Cloudflare's denial": (
        page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
        Fault.BLOCKED,
    ),
    "a challenge in another language": (
        page("Un momento…", "<script>(function(){window._cf_chl_opt = {};})()</script>"),
        Fault.BLOCKED,
    ),
    "Akamai's denial": (
        page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this page. Reference #18.2d3"),
        Fault.BLOCKED,
    ),
    "Imperva's": (page("", "<iframe>Request unsuccessful. Incapsula incident ID: 443000-1</iframe>"), Fault.BLOCKED),
    "F5's": (
        page("Request Rejected", "The requested URL was rejected. Your support ID is: 1234"),
        Fault.BLOCKED,
    ),
    "F5's without a title": (page("", "The requested URL was rejected. Your support ID is: 1234"), Fault.BLOCKED),
    "a captcha alone": (
        page("Example City", '<form><div class="box g-recaptcha" data-sitekey="k"></div></form>'),
        Fault.BLOCKED,
    ),
    "a browser check": (page("Checking your browser", "<p>Please wait</p>"), Fault.BLOCKED),
    "a login form": (page("Records Center", PASSWORD), Fault.LOGIN_PAGE),
    "a login page with the site around it": (
        page("Sign In | City of Example", LINKS, PASSWORD, WORDS),
        Fault.LOGIN_PAGE,
    ),
    "a login page that asks for the name first": (
        page("Log in to your account", "<form><input name=u></form>"),
        Fault.LOGIN_PAGE,
    ),
    "a soft 404 with the site around it": (page("Page Not Found | City of Example", LINKS, WORDS), Fault.ERROR_PAGE),
    "404 in a title": (page("404 - File or directory not found.", "<p>gone</p>"), Fault.ERROR_PAGE),
    "ASP.NET's": (page("Runtime Error", WORDS), Fault.ERROR_PAGE),
    "IIS's": (page("Server Error in '/' Application.", WORDS), Fault.ERROR_PAGE),
    "maintenance": (page("Site Under Maintenance", "<p>Back soon</p>"), Fault.ERROR_PAGE),
    "one sentence": (b"<html><body>Invalid parameters!</body></html>", Fault.ERROR_PAGE),
    "an expired session": (page("", "<p>Your session has expired.</p>"), Fault.ERROR_PAGE),
    "nothing to see": (page("City", "<script>start()</script><noscript></noscript>"), Fault.EMPTY),
    "a refresh that leads nowhere we go": (
        b'<html><head><meta http-equiv="refresh" content="0;URL=ftp://x/"></head></html>',
        Fault.BAD_URL,
    ),
}
PAGES = {
    "a login box in the corner": page("Agendas and Minutes", LINKS, PASSWORD, WORDS),
    "a login box over papers": page("Agendas", PASSWORD, '<a href="/files/agenda.pdf">Agenda</a>'),
    "a contact form with a captcha": page("Contact the Clerk", LINKS, '<div class="g-recaptcha"></div>', WORDS),
    "a script of Cloudflare's": page(
        "Warrants", '<a href="/w.pdf">W</a><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    ),
    "a page about blocked streets": page("Blocked streets", LINKS, WORDS),
    "a list of few papers": page("Contracts", '<a href="/View.ashx?ID=3">Contract with Axon</a>'),
    "a department called 404": page("404 Main Street lease", '<a href="/lease">Lease</a>', WORDS),
    "a viewer": page("Viewer", '<iframe src="/files/agenda.pdf"></iframe>'),
    "an empty list": page("Bids", "<p>There are no open bids at this time.</p>", LINKS),
    "errors in a table": page("Error corrections to the 2024 budget", '<a href="/budget.pdf">Budget</a>', WORDS),
    "a frame set": b"<html><frameset><frame src='/menu'><frame src='/list'></frameset></html>",
}


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_has_its_name(name: str) -> None:
    data, fault = WALLS[name]
    assert wall(data) == fault
    body = judge(data, "text/html")
    assert (body.kind, body.fault, body.is_page) == ("page", fault, False)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wall(name: str) -> None:
    assert wall(PAGES[name], "https://www.example.gov/agendas") is None
    assert judge(PAGES[name], "text/html").is_page


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://x.legistar.com/Error.aspx", Fault.ERROR_PAGE),
        ("https://x.example/404.html", Fault.ERROR_PAGE),
        ("https://x.example/customerrors/PageNotFound.aspx?aspxerrorpath=/a", Fault.ERROR_PAGE),
        ("https://x.example/home?aspxerrorpath=/agenda.aspx", Fault.ERROR_PAGE),
        ("https://x.example/agendas", None),
        ("https://x.example/error-corrections/2024", None),
    ],
)
def test_where_a_redirect_led_tells_an_error_page(url: str, fault: Fault | None) -> None:
    assert wall(page("City", "<p>Something happened, call us.</p><a href='/'>Home</a>"), url) == fault
    assert wall(page("City", '<a href="/a.pdf">Agenda</a>'), url) is None


def test_where_a_redirect_led_tells_a_login_page() -> None:
    data = page("City of Example", LINKS, PASSWORD, WORDS)
    assert wall(data, "https://x.example/Account/Login?ReturnUrl=%2Fagendas") == Fault.LOGIN_PAGE
    assert wall(data, "https://x.example/wp-login.php") == Fault.LOGIN_PAGE
    assert wall(data, "https://x.example/agendas") is None


def test_no_recorded_page_of_an_agency_is_a_wall(cases_folder: Path) -> None:
    pages = sorted((cases_folder / "recordings").rglob("*.html"))
    assert len(pages) > 20
    assert {path.name: wall(path.read_bytes()) for path in pages if wall(path.read_bytes())} == {}


HOSTILE = (
    b"<",
    b"<a ",
    b"<a href=",
    b"<title>",
    b"<script",
    b"<!--",
    b"<input type= ",
    b'class="',
    b"type" + b" " * 50,
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_page_takes_long(piece: bytes) -> None:
    data = b"<html>" + piece * (1_000_000 // len(piece))
    start = time.process_time()
    wall(data)
    assert time.process_time() - start < 2


@given(st.binary(max_size=2000), st.text(max_size=60))
def test_no_page_breaks_it(data: bytes, path: str) -> None:
    assert wall(b"<html>" + data, f"https://x.example/{path}".replace("[", "").replace("]", "")) in (None, *Fault)
