"""DocumentCloud: searches, cursors, access and hashes; on recorded lists and on answers made up in their shape."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, ShapeError, Start, read_answer
from crawlers.platforms import documentcloud
from crawlers.portals import Portal
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said
from tests.crawlers.replay import cassette
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site, pdf
from watchbill.archive import Archive

RECORDED = Path("recordings/documentcloud/cassettes/test_documents/TestDocumentClient.test_list.yaml")
SEARCH = "/api/documents/search/?q={}&per_page=100&expand=organization"


def document(site: Site, number: int, **more: Any) -> dict[str, Any]:
    """A document as the API lists it; its file is on the site."""
    slug = f"contract-{number}"
    path = f"/files/documents/{number}/{slug}.pdf"
    site.pdf(path)
    facts = {"id": str(number), "slug": slug, "title": f"Contract {number}", "access": "public", "status": "success"}
    facts |= {"asset_url": f"{site.url}/files/", "file_hash": hashlib.sha1(pdf(path)).hexdigest()}
    return facts | {"created_at": "2024-03-05T10:00:00.123Z", "page_count": 2, "edit_access": False} | more


def results(*documents: dict[str, Any], after: str | None = None, **more: Any) -> Served:
    return said({"results": documents, "next": after, "previous": None, **more})


def test_searches_follow_cursors_and_name_what_is_missing(
    sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    phrase, quoted = SEARCH.format("%22Flock+Safety%22"), f"{site.url}/api/documents/search/?cursor=abc"
    hidden = [document(site, 4, access="invisible"), document(site, 5, access="private")]
    waiting = [document(site, 6, status="pending"), document(site, 7, status="nofile")]
    site.routes[phrase] = results(document(site, 1), document(site, 2), after=quoted)
    site.routes["/api/documents/search/?cursor=abc"] = results(document(site, 2), document(site, 3), *hidden, *waiting)
    site.routes[SEARCH.format("alpr")] = results(document(site, 1))
    wrong = document(site, 8, file_hash=hashlib.sha1(b"other").hexdigest())
    site.routes[SEARCH.format("project:77+wrong")] = results(wrong, document(site, 9, file_hash=""))
    site.routes[SEARCH.format("short")] = results(document(site, 10), count=5)
    site.routes[SEARCH.format("html")] = Served(b"<html><body>We will be back soon</body></html>")
    site.routes[SEARCH.format("forbidden")] = said({"detail": "no"}, 403)
    site.routes[SEARCH.format("other")] = said({"message": "hello"})
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "documentcloud",
        {
            "found": {"path": "/app", "search": ("Flock Safety", "alpr")},
            "wrong": {"path": "/projects/flock-77/", "search": ("wrong",)},
            "short": {"path": "/app", "search": ("short",)},
            "html": {"path": "/app", "search": ("html",)},
            "forbidden": {"path": "/app", "search": ("forbidden",)},
            "other": {"path": "/app", "search": ("other",)},
        },
    )
    found = reports["found"]
    assert (found.outcome, found.documents, found.pages) == ("incomplete", 3, 3), found
    for reason in ("made invisible", "1 private documents", "still pending", "without a file"):
        assert reason in found.detail
    assert site.asked["/files/documents/1/contract-1.pdf"] == 1
    assert not any(site.asked[f"/files/documents/{number}/contract-{number}.pdf"] for number in (4, 5, 6, 7))
    assert (reports["wrong"].outcome, reports["wrong"].documents) == ("incomplete", 1)
    assert outcomes(sqlite_store, site)["/files/documents/8/contract-8.pdf"] == ("refused", "other_bytes")
    assert (reports["short"].outcome, reports["short"].documents) == ("incomplete", 1)
    assert "1 of 5 entries" in reports["short"].detail
    assert {reports[name].outcome for name in ("html", "forbidden", "other")} == {"failed"}
    assert reports["forbidden"].detail.endswith("answers with status 403")


def test_recorded_lists_bring_the_files_whose_bytes_have_the_stated_hash(
    sqlite_store: sa.Engine, archive: Archive, site: Site, cases_folder: Path
) -> None:
    host = b"https://api.dev.documentcloud.org"
    for exchange in cassette(cases_folder / RECORDED):
        body = exchange.answer.body.replace(host, site.url.encode())
        site.routes[exchange.path] = Served(body, exchange.answer.content_type)
    site.routes["/api/documents/?per_page=100"] = site.routes["/api/documents/"]
    file = (cases_folder / "recordings/documentcloud/pdfs/text.pdf").read_bytes()
    for number in (11, 29, 46, 64, 91, 108, 125, 142, 159, 176, 193):
        site.routes[f"/files/documents/{20000000 + number}/text.pdf"] = Served(file, "application/pdf")
    site.routes["/files/documents/20000010/test.pdf"] = Served(file, "application/pdf")
    report = crawl_portals(sqlite_store, archive, site, "documentcloud", {"all": {"path": "/api/documents/"}})["all"]
    assert (report.outcome, report.pages, report.documents) == ("incomplete", 2, 1), report
    observed = outcomes(sqlite_store, site)
    kept = [path for path, (outcome, _) in observed.items() if outcome in ("kept", "unchanged")]
    assert len(kept) == 11
    assert observed["/files/documents/20000010/test.pdf"] == ("refused", "other_bytes")
    assert observed["/files/documents/20000205/test.pdf"] == ("failed", "http_error")
    assert "2 documents are linked on hosts not declared" in report.detail


def test_addresses_of_people_become_searches_of_the_api() -> None:
    def asked(url: str, *search: str) -> list[str]:
        portal = Portal("k", "a", "documentcloud", url, search=search)
        return [ask.url for ask in documentcloud.first(Start(portal, dt.date(2026, 2, 1)))]

    api = "https://api.www.documentcloud.org"
    assert asked("https://www.documentcloud.org/app?q=user%3Areporter-102") == [
        f"{api}/api/documents/search/?q=user:reporter-102&per_page=100&expand=organization"
    ]
    assert asked("https://www.documentcloud.org/projects/shotspotter-211/", "body camera", "user:7") == [
        f"{api}/api/documents/search/?q=project:211+%22body+camera%22&per_page=100&expand=organization",
        f"{api}/api/documents/search/?q=project:211+user:7&per_page=100&expand=organization",
    ]
    assert asked("https://www.documentcloud.org/documents/25092350-psp-final/") == [f"{api}/api/documents/25092350/"]
    phrases = ("flock safety", '"flock safety" invoice', "alpr OR anpr", "source:axon taser", "drone")
    assert [documentcloud.quoted(term) for term in phrases] == [
        *('"flock safety"', '"flock safety" AND invoice', "alpr OR anpr", "source:axon taser"),
        "drone",
    ]
    assert asked(f"{api}/api/projects/211/documents/") == [
        f"{api}/api/projects/211/documents/?per_page=100&expand=document"
    ]


def test_projects_lead_to_their_documents() -> None:
    url = "https://api.www.documentcloud.org/api/projects/"
    projects = {"count": 1, "next": None, "results": [{"id": 7, "title": "Plates", "slug": "plates", "private": False}]}
    [ask] = read_answer(documentcloud, Answer(url, json.dumps(projects).encode())).asks
    assert ask.url == f"{url}7/documents/?expand=document&per_page=100"
    known = {"id": 1, "slug": "a", "title": "A", "access": "public", "status": "success"}
    known["asset_url"] = "https://s3.documentcloud.org/"
    rows = {"count": 2, "next": None, "results": [{"document": known, "edit_access": False}, {"document": 2}]}
    listing = read_answer(documentcloud, Answer(ask.url, json.dumps(rows).encode()))
    assert [link.url for link in listing.links] == ["https://s3.documentcloud.org/documents/1/a.pdf"]
    assert [further.url for further in listing.asks] == ["https://api.www.documentcloud.org/api/documents/2/"]
    assert (listing.entries, listing.total) == (["1", "2"], 2)


@pytest.mark.parametrize("body", [b"", b"[1]", b"{}", b'{"results": [{"id": 1}]}', b'{"results": 3}', b"<html></html>"])
def test_what_is_no_list_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(documentcloud, Answer("https://api.www.documentcloud.org/api/documents/search/", body))
