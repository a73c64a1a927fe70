"""A site to crawl, and a crawl of it into a store and an archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawlers.portals import Portal
from tests.crawlers.site import Site, serve
from watchbill.archive import Archive
from watchbill.model import CrawlReport
from watchbill.pipeline.crawling import crawl
from watchbill.settings import Settings
from watchbill.store.schema import agency, document, retrieval

SETTINGS = Settings("", "", "records@example.org")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def portal_of(site: Site, key: str = "us_or_test", path: str = "/", **facts: Any) -> Portal:
    """A portal that starts at `path` of the site; its agency has the same key, with hyphens."""
    return Portal(key, key.replace("_", "-"), "pages", f"{site.url}{path}", **facts)


def crawl_all(engine: sa.Engine, archive: Archive, portals: Sequence[Portal], **more: Any) -> dict[str, CrawlReport]:
    """Crawl `portals` in one process, without a delay; a report for each, by key. Their agencies are made."""
    with engine.begin() as connection:
        known = set(connection.scalars(sa.select(agency.c.key)))
        for key in {portal.agency for portal in portals} - known:
            row = {"public_id": f"a-{key}", "key": key, "name": key, "is_from_registry": False}
            connection.execute(sa.insert(agency).values(**row))
    reports = crawl(engine, archive, portals, SETTINGS, delay=more.pop("delay", 0), **more)
    return {report.portal: report for report in reports}


def crawl_site(engine: sa.Engine, archive: Archive, site: Site, **more: Any) -> CrawlReport:
    """Crawl `site` from its root without a delay."""
    return crawl_all(engine, archive, [portal_of(site)], allow=[("127.0.0.1", site.port)], **more)["us_or_test"]


def outcomes(engine: sa.Engine, site: Site) -> dict[str, tuple[str, str | None]]:
    """Outcome and reason of the last observation of every URL, by its path."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(retrieval.c.url, retrieval.c.outcome, retrieval.c.reason).order_by(retrieval.c.id)
        )
        return {row.url.removeprefix(site.url): (row.outcome, row.reason) for row in rows}


def kept_rows(engine: sa.Engine, site: Site) -> list[tuple[str, str]]:
    """Path and SHA-256 of every observation that brought a document, sorted."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(retrieval.c.url, document.c.sha256).join(document, document.c.id == retrieval.c.document_id)
        )
        return sorted((row.url.removeprefix(site.url), row.sha256) for row in rows)
