"""What crawls observed, in the store: one crawl row a run, one retrieval row an observation, one release a portal.

Observations are written together, in one transaction: their documents, their retrievals and their places in the
portal's release are there together or not at all. What a portal brought is a release like one added from disk, so the
rest of the road treats both the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from watchbill.errors import WatchbillError
from watchbill.model import CrawlReport, KnownUrl, Retrieval, public_id
from watchbill.store.documents import DocumentFacts, add_documents, sniff
from watchbill.store.schema import agency, crawl, document, host_wait, portal, release, release_item, retrieval


@dataclass(frozen=True, slots=True)
class PortalRow:
    """What the store keeps of a portal's declaration."""

    key: str
    agency: str
    platform: str
    url: str


@dataclass(frozen=True, slots=True)
class _Run:
    portal_id: int
    crawl_id: int
    release_id: int


class StoreLog:
    """The log that crawls write to. Raises WatchbillError where the store cannot be written; nothing is half there.

    `portals` are the portals that will be crawled; `now` is the clock.
    """

    def __init__(self, engine: sa.Engine, portals: list[PortalRow], now: Any = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._engine, self._now = engine, now
        self._portals = {row.key: row for row in portals}
        self._runs: dict[str, _Run] = {}
        self._known: dict[str, dict[str, KnownUrl]] = {}
        self._waits: dict[str, dt.datetime] | None = None

    def start(self, portal: str) -> None:
        """Begin a crawl: its row, the portal's release, and what is remembered of the portal's URLs."""
        with self._writing() as connection:
            portal_id = _portal_id(connection, self._portals[portal])
            release_id, begun = _release(connection, portal_id, self._portals[portal], self._now())
            written = sa.insert(crawl).values(portal_id=portal_id, started_at=self._now(), counts={})
            crawl_id = connection.execute(written.returning(crawl.c.id)).scalar_one()
            self._known[portal] = _known_urls(connection, portal_id, begun)
        self._runs[portal] = _Run(portal_id, crawl_id, release_id)

    def look(self, portal: str) -> None:
        """Recall what is remembered of the portal's URLs, without beginning a crawl."""
        with self._engine.connect() as connection:
            self._known[portal] = _looked_up(connection, portal)

    def known(self, portal: str, url: str) -> KnownUrl | None:
        """The last document that `url` gave, since the portal's release was begun."""
        return self._known[portal].get(url)

    def has_document(self, sha256: str) -> bool:
        """Whether the store has a document with these bytes."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(document.c.id).where(document.c.sha256 == sha256)) is not None

    def record_all(self, observations: Sequence[tuple[Retrieval, bytes | None]]) -> None:
        """Write observations in one transaction, each with the bytes it brought, which the archive holds already.

        No two may have one URL at one portal.
        """
        with self._writing() as connection:
            ids = self._documents(connection, observations)
            connection.execute(sa.insert(retrieval), [self._row(seen, ids) for seen, _ in observations])
            for run in {self._runs[seen.portal] for seen, _ in observations}:
                placed = [seen for seen, _ in observations if self._runs[seen.portal] == run]
                _place_all(connection, run.release_id, [seen for seen in placed if seen.outcome != "failed"], ids)

    def waits(self) -> Mapping[str, dt.datetime]:
        """Until when hosts asked not to be asked, those in the future only."""
        if self._waits is None:
            with self._engine.connect() as connection:
                rows = connection.execute(sa.select(host_wait.c.host, host_wait.c.until))
                self._waits = {row.host: _utc(row.until) for row in rows}
        if not self._waits:
            return {}
        now = self._now()
        self._waits = {host: until for host, until in self._waits.items() if until > now}
        return self._waits

    def wait(self, host: str, until: dt.datetime) -> None:
        """`host` asked to be left alone until then; written at once, so that the next crawl knows."""
        facts = {"until": until, "asked_at": self._now()}
        with self._writing() as connection:
            insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            written = insert(host_wait).values(host=host, **facts)
            connection.execute(written.on_conflict_do_update(index_elements=["host"], set_=facts))
        self._waits = {**self.waits(), host: until}

    def last_complete(self, portal: str, since: dt.date | None = None) -> Mapping[str, int] | None:
        """The counts of the last complete crawl of `portal` that ended on the day `since` or later, if there is one."""
        midnight = dt.datetime.combine(since or dt.date.min, dt.time(), dt.UTC)
        statement = (
            sa.select(crawl.c.counts)
            .where(crawl.c.portal_id == self._runs[portal].portal_id, crawl.c.outcome == "complete")
            .where(crawl.c.ended_at >= midnight)
            .order_by(crawl.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            counts: Mapping[str, int] | None = connection.scalar(statement)
        return counts

    def finish(self, report: CrawlReport) -> None:
        """Close the crawl's row with its counts and outcome."""
        with self._writing() as connection:
            connection.execute(
                sa.update(crawl)
                .where(crawl.c.id == self._runs[report.portal].crawl_id)
                .values(
                    ended_at=self._now(), outcome=report.outcome, detail=report.detail or None, counts=report.counts()
                )
            )

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            cause = str(error.orig).strip().splitlines()[0]
            raise WatchbillError(
                f"The store cannot be written: {cause}; what was kept is kept, crawl again to go on."
            ) from error

    def _documents(
        self, connection: sa.Connection, observations: Sequence[tuple[Retrieval, bytes | None]]
    ) -> dict[str, int]:
        """By SHA-256, the ids of all documents that were observed; those that came are made where there are none."""
        came = [
            DocumentFacts(seen.sha256, len(data), sniff(data, urlsplit(seen.url).path))
            for seen, data in observations
            if seen.sha256 and data is not None
        ]
        add_documents(connection, came, self._now())
        shas = {seen.sha256 for seen, _ in observations if seen.sha256}
        rows = connection.execute(sa.select(document.c.sha256, document.c.id).where(document.c.sha256.in_(shas)))
        return {row.sha256: row.id for row in rows} if shas else {}

    def _row(self, seen: Retrieval, ids: Mapping[str, int]) -> dict[str, Any]:
        run = self._runs[seen.portal]
        return {
            "portal_id": run.portal_id,
            "crawl_id": run.crawl_id,
            "document_id": ids.get(seen.sha256) if seen.sha256 else None,
            "url": seen.url,
            "requested_at": dt.datetime.fromisoformat(seen.requested_at),
            "status": seen.status,
            "outcome": seen.outcome,
            "reason": seen.reason,
            "headers": dict(seen.headers),
            "title": seen.title,
            "link_date": dt.date.fromisoformat(seen.link_date) if seen.link_date else None,
            "found_on": seen.found_on,
            "facts": dict(seen.facts),
            "warc_file": seen.warc.file if seen.warc else None,
            "warc_offset": seen.warc.offset if seen.warc else None,
            "warc_record": seen.warc.record if seen.warc else None,
        }


def _portal_id(connection: sa.Connection, row: PortalRow) -> int:
    """The id of the portal, made where there is none, with the declaration of today."""
    facts = {"agency_key": row.agency, "platform": row.platform, "url": row.url}
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    written = insert(portal).values(key=row.key, **facts).on_conflict_do_update(index_elements=["key"], set_=facts)
    connection.execute(written)
    return int(connection.execute(sa.select(portal.c.id).where(portal.c.key == row.key)).scalar_one())


def _release(
    connection: sa.Connection, portal_id: int, row: PortalRow, now: dt.datetime
) -> tuple[int, dt.datetime | None]:
    """The release that takes what this portal brings, and when the one before it was removed, if one was.

    A release that a person removed stays removed: what is crawled afterwards goes into a new one.
    """
    earlier = list(
        connection.execute(
            sa.select(release.c.id, release.c.removed_at).where(release.c.portal_id == portal_id).order_by(release.c.id)
        )
    )
    removed_at = max((found.removed_at for found in earlier if found.removed_at), default=None)
    agency_id = connection.scalar(sa.select(agency.c.id).where(agency.c.key == row.agency))
    for found in earlier:
        if found.removed_at is None:
            connection.execute(sa.update(release).where(release.c.id == found.id).values(agency_id=agency_id))
            return int(found.id), removed_at
    written = sa.insert(release).values(
        public_id=public_id("r", "portal", row.key, len(earlier)),
        name=f"Crawl of {row.key}",
        agency_id=agency_id,
        portal_id=portal_id,
        added_at=now,
    )
    return int(connection.execute(written.returning(release.c.id)).scalar_one()), removed_at


def _looked_up(connection: sa.Connection, key: str) -> dict[str, KnownUrl]:
    """What is remembered of the URLs of a portal that may never have been crawled."""
    portal_id = connection.scalar(sa.select(portal.c.id).where(portal.c.key == key))
    if portal_id is None:
        return {}
    removed_at = connection.scalar(sa.select(sa.func.max(release.c.removed_at)).where(release.c.portal_id == portal_id))
    return _known_urls(connection, portal_id, removed_at)


def _known_urls(connection: sa.Connection, portal_id: int, since: dt.datetime | None) -> dict[str, KnownUrl]:
    """By URL, the newest retrieval that gave a document, with the newest headers to ask conditionally by."""
    rows = connection.execute(
        sa.select(retrieval.c.url, retrieval.c.requested_at, retrieval.c.headers, document.c.sha256)
        .join(document, document.c.id == retrieval.c.document_id)
        .where(retrieval.c.portal_id == portal_id, retrieval.c.requested_at >= since if since else sa.true())
        .order_by(retrieval.c.id)
    )
    known: dict[str, KnownUrl] = {}
    for row in rows:
        held = known.get(row.url)
        before = held if held and held.sha256 == row.sha256 else None  # a 304 may leave out what the 200 said
        known[row.url] = KnownUrl(
            sha256=row.sha256,
            requested_at=_utc(row.requested_at).isoformat(),
            etag=row.headers.get("ETag") or (before.etag if before else None),
            last_modified=row.headers.get("Last-Modified") or (before.last_modified if before else None),
        )
    return known


def _place_all(
    connection: sa.Connection, release_id: int, observed: Sequence[Retrieval], ids: Mapping[str, int]
) -> None:
    """Give observations their places in the portal's release, named by their URLs.

    Changed bytes at one URL are two documents: the later one stands beside the earlier, named by URL and hash. A URL
    that once was refused and now gives a document is kept.
    """
    here = (release_item.c.release_id == release_id) & release_item.c.path.in_([seen.url for seen in observed])
    rows = connection.execute(sa.select(release_item.c.path, release_item.c.document_id).where(here))
    held: dict[str, int | None] = {row.path: row.document_id for row in rows}
    new = []
    for seen in observed:
        document_id = ids.get(seen.sha256) if seen.sha256 else None
        facts = {"document_id": document_id, "outcome": "kept" if document_id else "refused", "reason": seen.reason}
        if seen.url not in held:
            new.append({"release_id": release_id, "path": seen.url, **facts})
        elif document_id is None or held[seen.url] == document_id:
            continue
        elif held[seen.url] is None:
            place = (release_item.c.release_id == release_id) & (release_item.c.path == seen.url)
            connection.execute(sa.update(release_item).where(place).values(**facts))
        else:
            new.append({"release_id": release_id, "path": f"{seen.url}#{(seen.sha256 or '')[:12]}", **facts})
    if new:
        insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(release_item).on_conflict_do_nothing(index_elements=["release_id", "path"]), new)


def _utc(moment: dt.datetime) -> dt.datetime:
    """SQLite gives moments back without their zone; they were written in UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
