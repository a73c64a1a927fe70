"""A new portal is met, declared and recorded; and every recorded portal offers what a person found in its recording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawlers.new_portal import RECORDINGS, meet, recognised_platform, write_portal
from crawlers.offers import offered_documents
from crawlers.portals import PortalError, find_portal
from tests.crawlers.site import Answer, Site, serve
from watchbill.errors import UnreachableError, WatchbillError

RECORDED = sorted(Path(__file__).parent.glob("portals/*/expected.json"))
CONTACT = "records@example.org"


def check(expected: Path) -> None:
    """Fail unless a person has read the recording, and the portal's platform reads the same in it."""
    facts = json.loads(expected.read_text(encoding="utf-8"))
    assert facts["read_by"], f"nobody has read {expected.parent.name} yet: open {facts['recording']}, see README.md"
    body = (expected.parent / facts["recording"]).read_bytes()
    offered = offered_documents(body, facts["base"], facts["platform"])
    found = [{"url": link.url, "title": link.title, "date": link.date and link.date.isoformat()} for link in offered]
    assert found == facts["documents"]


@pytest.mark.parametrize("expected", RECORDED, ids=lambda path: path.parent.name)
def test_a_recorded_portal_offers_what_a_person_found(expected: Path) -> None:
    check(expected)


def test_an_address_of_a_platform_is_recognised_without_asking() -> None:
    assert recognised_platform("https://exampleville.primegov.com/public/portal") == "primegov"
    assert recognised_platform("https://www.exampleville.gov/council/agendas") == "pages"


def test_a_new_portal_fails_its_test_until_a_person_has_read_the_recording(tmp_path: Path, site: Site) -> None:
    site.page("/agendas", '<p>March 4, 2025 <a href="/papers/1.pdf">Purchase order 24-100</a></p>')
    met = meet(f"{site.url}/agendas", CONTACT, allow=[("127.0.0.1", site.port)])
    assert (met.platform, met.url) == ("pages", f"{site.url}/agendas")
    declaration, recording, expected = write_portal(met, "us_or_test", "us-or-test", root=tmp_path)
    portal = find_portal("us_or_test", declaration.parent)
    assert (portal.agency, portal.platform, portal.url, portal.checked) == (
        *("us-or-test", "pages", f"{site.url}/agendas"),
        "never",
    )
    assert b"Purchase order 24-100" in recording.read_bytes()
    with pytest.raises(AssertionError, match="nobody has read us_or_test yet"):
        check(expected)
    facts = json.loads(expected.read_text())
    paper = {"url": f"{site.url}/papers/1.pdf", "title": "Purchase order 24-100", "date": "2025-03-04"}
    expected.write_text(json.dumps(facts | {"read_by": "a reviewer", "documents": [paper]}))
    check(expected)
    expected.write_text(json.dumps(facts | {"read_by": "a reviewer", "documents": [paper, paper]}))
    with pytest.raises(AssertionError):
        check(expected)
    with pytest.raises(PortalError, match="There is a portal us_or_test already"):
        write_portal(met, "us_or_test", "us-or-test", root=tmp_path)


def test_a_platform_on_a_host_of_its_own_is_recognised_by_its_page(tmp_path: Path, site: Site) -> None:
    meetings = [
        {"id": 1, "meetingTypeId": 2, "dateTime": "2026-01-06T18:00:00", "title": "Council", "documentList": []}
    ]
    listed = json.dumps(meetings).encode()
    site.routes["/public/portal"] = Answer(listed, "application/json")
    site.routes["/api/v2/PublicPortal/ListUpcomingMeetings"] = Answer(listed, "application/json")
    met = meet(f"{site.url}/public/portal", CONTACT, allow=[("127.0.0.1", site.port)])
    assert (met.platform, met.url) == ("primegov", f"{site.url}/public/portal")
    _, recording, expected = write_portal(met, "us_or_test", "us-or-test", root=tmp_path)
    assert recording.name == "recording.json"
    assert json.loads(expected.read_text())["base"].endswith("/api/v2/PublicPortal/ListUpcomingMeetings")


def test_a_site_that_gives_no_page_is_named_and_nothing_is_written(tmp_path: Path, site: Site) -> None:
    with pytest.raises(WatchbillError, match=r"/none answers with status 404"):
        meet(f"{site.url}/none", CONTACT, allow=[("127.0.0.1", site.port)])
    with pytest.raises(WatchbillError, match="has an address that is not public"):
        meet(f"{site.url}/agendas", CONTACT)
    with serve() as gone:
        pass
    with pytest.raises(UnreachableError, match="cannot be reached"):
        meet(f"{gone.url}/", CONTACT, allow=[("127.0.0.1", gone.port)])
    assert not (tmp_path / RECORDINGS).exists()
