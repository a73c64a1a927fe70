"""A dry run lists what a crawl would ask for, asks for no document, and leaves no trace."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from crawlers.dry import Foreseen
from tests.crawlers.conftest import crawl_site, kept_rows
from tests.crawlers.site import Site, fill
from watchbill.archive import Archive
from watchbill.store.schema import crawl, portal, release, retrieval


def test_a_dry_run_foresees_every_document_and_writes_nothing(store: sa.Engine, tmp_path: Path, site: Site) -> None:
    fill(site, 4)
    archive, foreseen = Archive(tmp_path / "archive"), list[Foreseen]()
    report = crawl_site(store, archive, site, on_foreseen=foreseen.append)
    assert (report.outcome, report.pages, report.documents, report.new) == ("complete", 3, 4, 4)
    assert site.documents_asked() == 0
    assert sorted((seen.url.removeprefix(site.url), seen.why) for seen in foreseen) == [
        (f"/papers/{number}.pdf", "new") for number in range(4)
    ]
    assert {seen.title for seen in foreseen} >= {"Purchase order /papers/0.pdf"}
    with store.connect() as connection:
        assert [connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in (crawl, portal, release)] == [
            0
        ] * 3
        assert connection.scalar(sa.select(sa.func.count()).select_from(retrieval)) == 0
    assert not list((tmp_path / "archive").rglob("*.pdf"))


def test_a_dry_run_after_a_crawl_tells_new_from_known(store: sa.Engine, archive: Archive, site: Site) -> None:
    fill(site, 4)
    assert crawl_site(store, archive, site).new == 4
    before = kept_rows(store, site)
    fill(site, 5)
    foreseen: list[Foreseen] = []
    report = crawl_site(store, archive, site, on_foreseen=foreseen.append)
    assert [(seen.url.removeprefix(site.url), seen.why) for seen in foreseen] == [("/papers/4.pdf", "new")]
    assert (report.documents, report.new, report.skipped) == (5, 1, 4)
    foreseen.clear()
    crawl_site(store, archive, site, on_foreseen=foreseen.append, recheck_days=0)
    assert sorted(seen.why for seen in foreseen) == ["again"] * 4 + ["new"]
    assert kept_rows(store, site) == before
