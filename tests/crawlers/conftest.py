"""A site to crawl, and a crawl of it into a store and an archive."""

from __future__ import annotations

from collections.abc import Iterator
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
from watchbill.store.schema import document, retrieval

SETTINGS = Settings("", "", "records@example.org")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def crawl_site(engine: sa.Engine, archive: Archive, site: Site, **more: Any) -> CrawlReport:
    """Crawl `site` from its root without a delay; `path`, `depth` and other facts of the portal may be given."""
    facts = {name: more.pop(name) for name in ("depth", "since", "expect", "allowed_hosts") if name in more}
    portal = Portal("us_or_test", "us-or-test", "pages", more.pop("url", f"{site.url}/"), **facts)
    allow = more.pop("allow", [("127.0.0.1", site.port)])
    [report] = crawl(engine, archive, [portal], SETTINGS, allow=allow, delay=more.pop("delay", 0), **more)
    return report


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
