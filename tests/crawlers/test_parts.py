"""The small parts: what a body is, how long to wait, which dates are printed, how we crawl."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.bodies import Body, judge
from crawlers.dates import find_date, find_url_date
from crawlers.downloads import is_whole_gzip
from crawlers.faults import fault_of_status
from crawlers.patience import host_of, retry_after
from crawlers.retrievals import Fault
from crawlers.run import Manners, settings_for
from tests.crawlers.site import pdf

ZIP = b"PK\x03\x04" + b"x" * 50 + b"PK\x05\x06" + bytes(18)
BODIES = [
    (pdf("x"), "application/pdf", False, Body("document")),
    (pdf("x"), "text/html", False, Body("document")),
    (b"\xef\xbb\xbf\n" + pdf("x"), "", False, Body("document")),
    (pdf("x")[:-10], "application/pdf", False, Body("document", Fault.TRUNCATED)),
    (pdf("x"), "application/pdf", True, Body("document")),
    (ZIP, "application/zip", True, Body("document")),
    (ZIP[:30], "application/zip", True, Body("document", Fault.TRUNCATED)),
    (ZIP[:30], "application/zip", False, Body("document", Fault.TRUNCATED)),
    (b"vendor,amount\nx,1\n", "text/csv", False, Body("document")),
    (b"vendor,amount\nx,1\n", "text/csv", True, Body("document", Fault.TRUNCATED)),
    (b"<!DOCTYPE html><p>log in</p>", "application/pdf", False, Body("page")),
    (b'<?xml version="1.0"?>\n<!-- x -->\n<html><p>x', "application/octet-stream", False, Body("page")),
    (b"<!DOCTYPE html><input type=password>", "application/pdf", False, Body("page", Fault.LOGIN_PAGE)),
    (b"plain words", "text/html; charset=utf-8", False, Body("page")),
    (b"<html><p>plain words</p></HTML>\n", "text/html", True, Body("page")),
    (b"<html>" + bytes(11 << 20), "text/html", False, Body("page", Fault.TOO_LARGE)),
    (b"<html><p>plain wor", "text/html", True, Body("page", Fault.TRUNCATED)),
    (b'{"error": "no"}', "application/json", False, Body("neither", Fault.NOT_A_DOCUMENT)),
    (b"\x00\x01\x02", "application/pdf", False, Body("neither", Fault.NOT_A_DOCUMENT)),
    (b"", "application/pdf", False, Body("neither", Fault.EMPTY)),
    (b" \r\n", "text/html", False, Body("neither", Fault.EMPTY)),
]


@pytest.mark.parametrize(("data", "content_type", "is_cut_off", "body"), BODIES)
def test_the_bytes_say_what_a_body_is(data: bytes, content_type: str, is_cut_off: bool, body: Body) -> None:
    assert judge(data, content_type, is_cut_off=is_cut_off) == body


@pytest.mark.parametrize("name", ["po.pdf", "po.PDF?v=2", "po.docx", "po.tif"])
def test_a_text_in_place_of_a_paper_is_none(name: str) -> None:
    refused = Body("neither", Fault.NOT_A_DOCUMENT)
    assert judge(b"not here", "text/plain", url=f"https://x.example/{name}") == refused
    assert judge(b"vendor,amount", "text/csv", url="https://x.example/register.csv") == Body("document")


@given(st.binary(max_size=3000), st.text(max_size=30), st.booleans())
def test_every_body_is_something(data: bytes, content_type: str, is_cut_off: bool) -> None:
    body = judge(data, content_type, is_cut_off=is_cut_off)
    assert body.kind in ("document", "page") or body.fault


NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
WAITS = {
    "5": 5.0,
    " 120 ": 120.0,
    "Sun, 22 Nov 2026 12:01:30 GMT": 90.0,
    "Sun, 22 Nov 2026 11:00:00 GMT": 0.0,
    "soon": None,
    "-3": None,
    "²": None,
    "1e9": None,
    "9" * 400: None,
    "": None,
}


@pytest.mark.parametrize("header", WAITS)
def test_retry_after_in_seconds_and_as_a_date(header: str) -> None:
    assert retry_after(header, NOW) == WAITS[header]


STATUSES = [
    (429, {"Retry-After": b"7200"}, Fault.DEFERRED),
    (503, {"Retry-After": b"Sun, 22 Nov 2026 12:01:30 GMT"}, Fault.DEFERRED),
    (503, {"Retry-After": b"soon"}, Fault.HTTP_ERROR),
    (429, {}, Fault.HTTP_ERROR),
    (500, {"Retry-After": b"5"}, Fault.HTTP_ERROR),
    (403, {"cf-mitigated": b"challenge"}, Fault.BLOCKED),
    (403, {}, Fault.HTTP_ERROR),
    (302, {"Location": b"ftp://x/"}, Fault.BAD_URL),
    (304, {}, Fault.HTTP_ERROR),
]


@pytest.mark.parametrize(("status", "headers", "fault"), STATUSES)
def test_what_a_status_means(status: int, headers: dict[str, bytes], fault: Fault) -> None:
    assert fault_of_status(status, headers) == fault


HOSTS = {
    "https://records.example.org/x": "records.example.org",
    "https://Records.example.org.:443/x": "records.example.org",
    "http://records.example.org:443/": "records.example.org:443",
    "http://records.example.org:8080/": "records.example.org:8080",
    "http://u:p@records.example.org/": "records.example.org",
}


@pytest.mark.parametrize("url", HOSTS)
def test_who_it_is_that_asks_us_to_wait(url: str) -> None:
    assert host_of(url) == HOSTS[url]


PACKED = gzip.compress(b"vendor,amount\n" * 900)
MEMBERS = [
    (PACKED, 900 * 14, True),
    (PACKED[:-4], 900 * 14, False),
    (PACKED[: len(PACKED) // 2], 5000, False),
    (PACKED + PACKED, 1800 * 14, True),
    (PACKED + PACKED[:-9], 1700 * 14, False),
    (PACKED + bytes(8), 900 * 14, True),
]


@pytest.mark.parametrize(("packed", "size", "is_whole"), MEMBERS)
def test_a_packed_body_shows_whether_it_is_whole(packed: bytes, size: int, is_whole: bool) -> None:
    assert is_whole_gzip(packed, size) == is_whole


TEXT_DATES = {
    "January 20, 2026": dt.date(2026, 1, 20),
    "Jan. 20th, 2026 Board meeting": dt.date(2026, 1, 20),
    "Minutes of 20 January 2026": dt.date(2026, 1, 20),
    "20 de enero de 2026": dt.date(2026, 1, 20),
    "SSA2Minutes 10-2-2018": dt.date(2018, 10, 2),
    "6.20.19 REGULAR Agenda": dt.date(2019, 6, 20),
    "20/01/2026": dt.date(2026, 1, 20),
    "2026-01-20 packet": dt.date(2026, 1, 20),
    "April_17_2001_Minutes": dt.date(2001, 4, 17),
    "Board book for June 12 2019 updated 06 21 2019": dt.date(2019, 6, 12),
    "from January 5, 2026 to January 9, 2026": None,
    "January 20": None,
    "February 30, 2026": None,
    "Contract 2025-03244": None,
    "INV-61152 of 171,000.00": None,
    "(541) 555-1212": None,
}


@pytest.mark.parametrize("text", TEXT_DATES)
def test_dates_in_texts(text: str) -> None:
    assert find_date(text) == TEXT_DATES[text]


URL_DATES = {
    "https://x/AgendaCenter/ViewFile/Agenda/_01202026-17": dt.date(2026, 1, 20),
    "https://x/wp-content/uploads/2014/09/agenda05062015.pdf": dt.date(2015, 5, 6),
    "https://x/uploads/2022/09/22-09-14-Packet.pdf": dt.date(2022, 9, 14),
    "https://x/files/012924-bocagenda.pdf?sfvrsn=60356a8a_1": dt.date(2024, 1, 29),
    "https://x/files/20260120.pdf": dt.date(2026, 1, 20),
    "https://x/files/July%2017%2C%202018.pdf": dt.date(2018, 7, 17),
    "https://x/2018/Agenda/12.03.2018%20Notice.pdf": dt.date(2018, 12, 3),
    "https://x/wp-content/uploads/2021/03/contract.pdf": None,
    "https://x/home/showpublisheddocument/29019/637937594939600000": None,
    "https://x/uploads/2021/03/": None,
}


@pytest.mark.parametrize("url", URL_DATES)
def test_dates_in_file_names_but_not_in_upload_folders(url: str) -> None:
    assert find_url_date(url) == URL_DATES[url]


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    find_date(text)
    find_url_date(f"https://x/{text}".replace("[", "").replace("]", ""))


def test_the_settings_are_those_of_a_good_guest() -> None:
    settings = settings_for(Manners("records@example.org", allow=[("127.0.0.1", 8000)]))
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getint("DOWNLOAD_MAXSIZE") == 50 * 1024 * 1024
    assert settings.getfloat("WATCHBILL_STALL") <= 60
    assert settings.getfloat("WATCHBILL_MIN_RATE") > 0
    assert settings.getint("DOWNLOAD_TIMEOUT") <= 900
    assert settings.getint("REDIRECT_MAX_TIMES") <= 5
    assert settings["USER_AGENT"].endswith("(+records@example.org)")
    assert settings.getlist("WATCHBILL_ALLOW") == ["127.0.0.1:8000"]
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    for name in ("COOKIES_ENABLED", "HTTPPROXY_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED"):
        assert not settings.getbool(name)
