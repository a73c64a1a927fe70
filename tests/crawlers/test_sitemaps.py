"""Sitemaps: what they list, how they break, and a portal that begins at one."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
import sqlalchemy as sa

from crawlers.offers import offered_documents
from crawlers.sitemaps import Listed, declared_path, is_sitemap_url, read_sitemap
from tests.crawlers.conftest import crawl_all, outcomes, portal_of
from tests.crawlers.site import Answer, Site, page
from watchbill.archive import Archive

HERE = "https://x.gov/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*rows: tuple[str, str]) -> bytes:
    places = "".join(f"<url><loc> {url} </loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for url, day in rows)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SPACE}>{places}</urlset>\n'.encode()


def index(*urls: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<?xml version="1.0"?><?xml-stylesheet href="s.xsl"?><sitemapindex {SPACE}>{rows}</sitemapindex>'.encode()


def test_pages_and_files_with_the_day_they_changed() -> None:
    found = read_sitemap(
        urlset(("https://x.gov/a?b=1&amp;c=2", "2024-03-12T08:00:00+00:00"), ("https://x.gov/p.pdf", "2024")), HERE
    )
    assert found
    assert found.places == [Listed("https://x.gov/a?b=1&c=2", dt.date(2024, 3, 12)), Listed("https://x.gov/p.pdf")]
    assert (found.sitemaps, found.is_whole) == ([], True)


def test_an_index_and_a_robots_txt_name_further_sitemaps() -> None:
    found = read_sitemap(index("https://x.gov/1.xml", "https://x.gov/2.xml.gz"), HERE)
    assert found
    assert found.sitemaps == [Listed("https://x.gov/1.xml"), Listed("https://x.gov/2.xml.gz")]
    robots = b"User-agent: *\nDisallow: /x\n sitemap: https://x.gov/s.xml\nSitemap: /t.xml\n"
    found = read_sitemap(robots, "https://x.gov/robots.txt")
    assert found
    assert found.sitemaps == [Listed("https://x.gov/s.xml"), Listed("https://x.gov/t.xml")]


def test_packed_and_plain_text_sitemaps_are_read() -> None:
    packed = read_sitemap(gzip.compress(urlset(("https://x.gov/a", ""))), HERE + ".gz")
    assert packed
    assert packed.places == [Listed("https://x.gov/a")]
    plain = read_sitemap(
        b"\xef\xbb\xbfhttps://x.gov/a\r\nhttps://x.gov/b.pdf\r\nmailto:x\r\n", "https://x.gov/sitemap.txt"
    )
    assert plain
    assert plain.places == [Listed("https://x.gov/a"), Listed("https://x.gov/b.pdf")]


def test_a_saved_sitemap_offers_its_files_and_when_they_changed() -> None:
    body = urlset(("https://x.gov/page", "2024-01-01"), ("https://x.gov/up/2024/03/Agenda-3-12-24.pdf", "2024-04-01"))
    [link] = offered_documents(gzip.compress(body), HERE)
    assert (link.title, link.date) == ("Agenda-3-12-24", dt.date(2024, 3, 12))
    assert link.facts == {"changed": "2024-04-01"}


TRUNCATED = {
    "cut in the middle": urlset(("https://x.gov/a", ""), ("https://x.gov/b", ""))[:-30],
    "packed and cut": gzip.compress(urlset(*((f"https://x.gov/{number}", "") for number in range(500))))[:-200],
}


@pytest.mark.parametrize("body", TRUNCATED.values(), ids=TRUNCATED)
def test_a_sitemap_that_ends_in_the_middle_says_so(body: bytes) -> None:
    found = read_sitemap(body, HERE)
    assert found
    assert found.places
    assert not found.is_whole


@pytest.mark.parametrize(
    "body", [b"", b"<html><urlset", b"<rss></rss>", b"%PDF-1.4", b"\x1f\x8b garbage", b"no such page"]
)
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    assert read_sitemap(body, HERE) is None


def test_entities_of_a_sitemap_fetch_and_swell_nothing() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://x.gov/&a;</loc></url></urlset>'
    found = read_sitemap(bomb, HERE)
    assert found is not None
    assert [one.url for one in found.places] in ([], ["https://x.gov/"])


def test_addresses_of_sitemaps() -> None:
    for path in (
        "/sitemap.xml",
        "/sitemap_index.xml",
        "/wp-sitemap-posts-page-1.xml",
        "/a/sitemap1.xml.gz",
        "/robots.txt",
    ):
        assert is_sitemap_url(f"https://x.gov{path}#/police/")
    assert not is_sitemap_url("https://x.gov/site-map")
    assert (declared_path("https://x.gov/robots.txt#/police/"), declared_path("https://x.gov/robots.txt")) == (
        "/police/",
        "/",
    )


def test_a_portal_may_begin_at_its_sitemaps(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    """The pages below the declared path and their papers, nothing older than the portal's first day, no other host."""
    site.routes["/robots.txt"] = Answer(f"User-agent: *\nSitemap: {site.url}/index.xml\n".encode(), "text/plain")
    site.routes["/index.xml"] = Answer(index(f"{site.url}/1.xml.gz", f"{site.url}/2.xml"), "text/xml")
    first = urlset(
        (f"{site.url}/police/contracts", "2024-01-01"),
        (f"{site.url}/police/old", "2001-01-01"),
        (f"{site.url}/parks/trees", ""),
        (f"{site.url}/police/register-03-12-2024.pdf", ""),
        ("https://elsewhere.example/police/x.pdf", ""),
    )
    site.routes["/1.xml.gz"] = Answer(gzip.compress(first), "application/gzip")
    site.routes["/2.xml"] = Answer(urlset((f"{site.url}/police/more", ""))[:-9], "text/xml")
    site.page("/police/contracts", '<a href="/files/flock.pdf">Flock contract</a>')
    site.page("/police/more", '<a href="/files/drone.pdf">Drone quote</a>')
    for path in ("/files/flock.pdf", "/files/drone.pdf", "/police/register-03-12-2024.pdf"):
        site.pdf(path)
    portal = portal_of(site, path="/robots.txt#/police/", since=dt.date(2020, 1, 1))
    report = crawl_all(sqlite_store, archive, [portal], allow=[("127.0.0.1", site.port)])["us_or_test"]
    kept = {path for path, (outcome, _) in outcomes(sqlite_store, site).items() if outcome == "kept"}
    assert kept == {"/files/flock.pdf", "/files/drone.pdf", "/police/register-03-12-2024.pdf"}
    assert not {"/police/old", "/parks/trees"} & set(site.asked)
    assert report.outcome == "incomplete"
    assert "1 sitemaps that end in the middle" in report.detail
    assert report.pages == 6


def test_a_sitemap_that_is_none_fails_the_crawl(sqlite_store: sa.Engine, archive: Archive, site: Site) -> None:
    site.routes["/sitemap.xml"] = Answer(page("Not found"))
    report = crawl_all(sqlite_store, archive, [portal_of(site, path="/sitemap.xml")], allow=[("127.0.0.1", site.port)])
    assert report["us_or_test"].outcome == "failed"
