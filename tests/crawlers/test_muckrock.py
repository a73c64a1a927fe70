"""MuckRock, on answers made up in the shape of its API (synthetic/muckrock_synthetic.json): none could be recorded."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawlers.listing import Answer, Ask, ShapeError, read_answer
from crawlers.platforms import muckrock
from tests.crawlers.conftest import outcomes
from tests.crawlers.crawled import crawl_portals, said, serve_synthetic
from tests.crawlers.site import Answer as Served
from tests.crawlers.site import Site
from watchbill.archive import Archive

AGENCY = "/agency/springfield-1/springfield-police-department-2345/"
FILES = "/api_v2/files/?communication=11&page_size=100"


class Accounts:
    """Squarelet on the site: gives a token for a password or a refresh token, and counts them."""

    def __init__(self, site: Site) -> None:
        self.given = 0
        self.valid: set[str] = set()
        site.posts["/api/token/"] = self.log_in
        site.posts["/api/refresh/"] = self.refresh
        for path, route in list(site.routes.items()):
            if path.startswith("/api_v2/"):
                assert isinstance(route, Served)
                site.routes[path] = self.guarded(route)

    def log_in(self, body: bytes) -> Served:
        if json.loads(body) != {"username": "watch", "password": "bill:1"}:
            return said({"detail": "No active account found with the given credentials"}, 401)
        return self.token()

    def refresh(self, body: bytes) -> Served:
        return self.token() if json.loads(body)["refresh"].startswith("refresh") else said({"detail": "no"}, 401)

    def token(self) -> Served:
        self.given += 1
        self.valid = {f"Bearer access-{self.given}"}
        return said({"access": f"access-{self.given}", "refresh": f"refresh-{self.given}"})

    def guarded(self, route: Served):  # type: ignore[no-untyped-def]
        def answer(headers: Mapping[str, str]) -> Served:
            is_known = headers.get("Authorization") in self.valid
            return route if is_known else said({"detail": "Authentication credentials were not provided."}, 401)

        return answer


def test_requests_lead_to_files_and_those_on_documentcloud_are_fetched_there(
    sqlite_store: sa.Engine, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve_synthetic(site, "muckrock")
    accounts = Accounts(site)
    guarded = site.routes[FILES]

    def answer_once_stale(headers: Mapping[str, str]) -> Served:
        if accounts.given == 1:
            accounts.valid = set()  # five minutes are over
        return guarded(headers)  # type: ignore[operator]

    site.routes[FILES] = answer_once_stale
    for number in (102, 103, 301):
        site.pdf(f"/foia_files/2024/05/01/file_{number}.pdf")
    site.pdf("/documents/25092350/flock-contract.pdf")
    monkeypatch.setenv("WATCHBILL_MUCKROCK", "watch:bill:1")
    monkeypatch.setenv("WATCHBILL_WRONG", "watch:wrong")
    declared = {"path": AGENCY, "search": ("flock",), "token": "WATCHBILL_MUCKROCK"}
    reports = crawl_portals(
        sqlite_store,
        archive,
        site,
        "muckrock",
        {"all": declared, "wrong": declared | {"token": "WATCHBILL_WRONG"}, "none": {"path": AGENCY}},
        warc=str(tmp_path / "warc"),
    )
    report = reports["all"]
    assert (report.outcome, report.documents, report.pages) == ("incomplete", 4, 7), report
    assert "1 embargoed requests" in report.detail
    assert "1 files without an address" in report.detail
    observed = outcomes(sqlite_store, site)
    assert observed["/documents/25092350/flock-contract.pdf"][0] == "kept"
    assert not site.asked["/foia_files/2024/05/01/file_101.pdf"]
    assert [path for path, _ in site.posted] == ["/api/token/", "/api/refresh/", "/api/token/"]
    assert site.asked[FILES] == 2
    assert reports["wrong"].outcome == "failed"
    assert "does not take our token or password" in reports["wrong"].detail
    assert reports["none"].outcome == "failed"
    assert "answers nobody without a token" in reports["none"].detail
    assert not any(path.startswith(("/foi/", "/agency/")) for path in site.asked)
    written = b"".join(gzip.decompress(file.read_bytes()) for file in (tmp_path / "warc").iterdir())
    assert b"/api_v2/files/" in written
    assert not re.search(rb"bill:1|bill%3A1|access-\d|refresh-\d", written)


def test_who_asked_is_never_kept(site: Site) -> None:
    serve_synthetic(site, "muckrock")
    for path, route in site.routes.items():
        assert isinstance(route, Served)
        facts = {"is_response": "false"} if "communication=12" in path else {}
        listing = read_answer(muckrock, Answer(site.url + path, route.body, ask=Ask(site.url + path, facts=facts)))
        told = repr([ask.facts for ask in listing.asks] + [(link.title, link.facts) for link in listing.links])
        for private in ("Requester", "9001", "9002", "'77'"):
            assert private not in told, path


def test_files_are_dated_and_joined_by_what_the_api_says(site: Site) -> None:
    row = {"id": 1, "doc_id": "250-psp-final", "ffile": "https://cdn.muckrock.com/a.pdf", "pages": 11, "title": "Final"}
    row |= {"datetime": "2024-09-05T14:01:29.268029", "source": "State Police, Pennsylvania"}
    body = json.dumps({"results": [row], "next": None}).encode()
    [link] = read_answer(muckrock, Answer("https://www.muckrock.com/api_v2/files/", body)).links
    assert link.url == "https://s3.documentcloud.org/documents/250/psp-final.pdf"
    assert (link.title, str(link.date), link.facts["pages"], link.facts["ffile"]) == (
        *("Final", "2024-09-05", "11"),
        "https://cdn.muckrock.com/a.pdf",
    )
    assert link.facts["source"] == "State Police, Pennsylvania"


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"results": [{"name": 1}]}', b'{"results": [{"id": 1}]}', b"<html>"])
def test_what_is_no_list_is_named(body: bytes) -> None:
    with pytest.raises(ShapeError):
        read_answer(muckrock, Answer("https://www.muckrock.com/api_v2/requests/", body))
