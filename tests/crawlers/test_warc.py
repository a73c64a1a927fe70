"""WARC files: what went over the wire, readable after a kill, and found from the store; custody looks them up."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from scrapy import Request
from scrapy.http import Response
from warcio.archiveiterator import ArchiveIterator

from crawlers.portals import Portal
from crawlers.warc import LEFT_OUT, Exchange, WarcFile
from tests.crawlers.conftest import crawl_all, crawl_site
from tests.crawlers.site import Answer, Site, fill, pdf, serve
from tests.crawlers.test_resuming import children as children
from watchbill.archive import Archive
from watchbill.custody import custody, warc_state
from watchbill.errors import NotFoundError
from watchbill.store import schema
from watchbill.store.engine import open_store

NOW_AT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Record:
    """A WARC record as read back: its headers, the HTTP status or request line, and its content, unpacked."""

    kind: str
    url: str
    headers: dict[str, str]
    line: str
    http: dict[str, str]
    content: bytes


def records(path: Path) -> list[Record]:
    """Every record of a WARC file whose digests are right."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            http = record.http_headers
            found.append(
                Record(
                    record.rec_type,
                    record.rec_headers.get_header("WARC-Target-URI") or "",
                    dict(record.rec_headers.headers),
                    f"{http.protocol} {http.statusline}" if http else "",
                    dict(http.headers) if http else {},
                    record.content_stream().read(),
                )
            )
    return found


@dataclass
class Archived:
    engine: sa.Engine
    archive: Archive
    site: Site
    files: list[Path]
    records: list[list[Record]]


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """A site crawled twice with WARC files, the second time when everything is old."""
    folder = tmp_path_factory.mktemp("archived")
    engine, archive = open_store(f"sqlite:///{folder / 'w.db'}"), Archive(folder / "archive")
    packed = Answer(gzip.compress(pdf("packed")), "application/pdf", headers={"Content-Encoding": "gzip"})
    tagged = Answer(pdf("tagged"), "application/pdf", headers={"ETag": '"1"'})
    with serve() as site:
        fill(site, 2, '<a href="/packed.pdf">P</a> <a href="/moved.pdf">M</a> <a href="/tagged.pdf">T</a>')
        site.routes["/packed.pdf"] = packed
        site.routes["/moved.pdf"] = Answer(status=302, headers={"Location": "/papers/0.pdf"})
        site.routes["/tagged.pdf"] = lambda asked: Answer(status=304) if asked.get("If-None-Match") else tagged
        for recheck_days in (None, 0):
            crawl_site(engine, archive, site, warc=str(folder / "warc"), recheck_days=recheck_days)
        files = sorted((folder / "warc").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        yield Archived(engine, archive, site, files, [records(path) for path in files])
    engine.dispose()


def by_path(archived: Archived, crawl: int, path: str, *kinds: str) -> list[Record]:
    return [record for record in archived.records[crawl] if record.url.endswith(path) and record.kind in kinds]


def test_one_file_a_crawl_and_portal_which_says_who_wrote_it(archived: Archived) -> None:
    assert len(archived.files) == 2
    assert all(path.name.startswith("us_or_test-2") and path.name.endswith(".warc.gz") for path in archived.files)
    about = archived.records[0][0]
    assert about.kind == "warcinfo"
    assert b"software: Watchbill/" in about.content
    assert b"(+records@example.org)" in about.content


def test_every_answer_is_there_with_its_request(archived: Archived) -> None:
    asked = sum(record.kind == "request" for record in archived.records[0])
    answered = sum(record.kind in ("response", "revisit") for record in archived.records[0])
    assert asked == answered == 10  # robots.txt, three pages, four papers, a redirect and where it led
    [request] = by_path(archived, 0, "/robots.txt", "request")
    assert request.line.startswith("GET /robots.txt HTTP/1.1")
    assert request.http["User-Agent"].startswith("Watchbill/")
    assert request.http["Host"] == f"127.0.0.1:{archived.site.port}"
    [moved] = by_path(archived, 0, "/moved.pdf", "response")
    assert (moved.line, moved.http["Location"]) == ("HTTP/1.1 302 Found", "/papers/0.pdf")


def test_bodies_are_kept_as_sent_and_unpack_to_the_document(archived: Archived) -> None:
    [packed] = by_path(archived, 0, "/packed.pdf", "response")
    assert packed.http["Content-Encoding"] == "gzip"
    assert packed.content == pdf("packed")


def test_the_same_bytes_and_what_did_not_change_are_revisits(archived: Archived) -> None:
    whole, again = by_path(archived, 0, "/papers/0.pdf", "response", "revisit")
    assert (whole.kind, again.kind) == ("response", "revisit")
    assert again.headers["WARC-Refers-To-Target-URI"] == whole.url
    assert again.headers["WARC-Payload-Digest"] == whole.headers["WARC-Payload-Digest"]
    assert whole.headers["WARC-Payload-Digest"].startswith("sha256:")
    [unchanged] = by_path(archived, 1, "/tagged.pdf", "response", "revisit")
    assert (unchanged.kind, unchanged.line) == ("revisit", "HTTP/1.1 304 Not Modified")
    assert unchanged.headers["WARC-Profile"].endswith("/server-not-modified")
    assert unchanged.headers["WARC-Refers-To-Date"].startswith("2")


def test_the_store_knows_where_each_record_lies(archived: Archived) -> None:
    with archived.engine.connect() as connection:
        rows = connection.execute(
            sa.select(schema.retrieval, schema.document.c.sha256).join(
                schema.document, schema.document.c.id == schema.retrieval.c.document_id
            )
        ).all()
    states = [warc_state(Path(row.warc_file), row.warc_offset, row.warc_record, row.sha256) for row in rows]
    assert len(states) == 10
    assert set(states) >= {"holds these bytes"}
    assert sum(state == "holds these bytes" for state in states) == 7
    assert all(state == "holds these bytes" or state.startswith("a revisit of http") for state in states)


def test_custody_tells_the_history_of_a_document(archived: Archived) -> None:
    sha = hashlib.sha256(pdf("tagged")).hexdigest()
    with archived.engine.connect() as connection:
        found = custody(connection, archived.archive, sha[:12])
        assert custody(connection, archived.archive, str(archived.archive.path(sha))) == found
        with pytest.raises(NotFoundError, match="Nothing in the store is known as"):
            custody(connection, archived.archive, "0" * 12)
        with pytest.raises(NotFoundError, match="No document of the store has the bytes of"):
            custody(connection, archived.archive, __file__)
    assert (found["sha256"], found["archive"], found["title"]) == (sha, "matches", "tagged: T")
    first, second = found["retrievals"]
    assert (first["status"], first["outcome"], second["status"], second["outcome"]) == (200, "kept", 304, "unchanged")
    assert first["url"] == f"{archived.site.url}/tagged.pdf"
    assert first["headers"]["ETag"] == '"1"'
    assert first["warc"]["state"] == "holds these bytes"
    assert second["warc"]["state"] == f"a revisit of {archived.site.url}/tagged.pdf"
    [release] = found["releases"]
    assert (release["portal"], release["path"]) == ("us_or_test", first["url"])


def test_a_record_that_is_not_there_is_said_to_be_missing(archived: Archived, tmp_path: Path) -> None:
    path = archived.files[0]
    assert warc_state(tmp_path / "moved.warc.gz", 0, "urn:uuid:1", "0" * 64) == "the file is not there"
    assert warc_state(path, 0, "urn:uuid:1", "0" * 64) == "another record stands there"
    assert warc_state(path, path.stat().st_size, "urn:uuid:1", "0" * 64) == "another record stands there"
    (tmp_path / "noise.warc.gz").write_bytes(b"no such format" * 9)
    assert warc_state(tmp_path / "noise.warc.gz", 3, "urn:uuid:1", "0" * 64) == "another record stands there"
    (tmp_path / "cut.warc.gz").write_bytes(path.read_bytes()[:100])
    assert warc_state(tmp_path / "cut.warc.gz", 0, "urn:uuid:1", "0" * 64) != "holds these bytes"


def test_a_killed_crawl_leaves_a_file_that_can_be_read(
    tmp_path: Path, sqlite_store: sa.Engine, archive: Archive, site: Site, children: list[Any]
) -> None:
    fill(site, 20, wait=0.02)

    def kill(report: Any, _url: str) -> None:
        if report.documents >= 8:
            time.sleep(0.01)
            children[-1].kill()

    crawl_site(sqlite_store, archive, site, on_progress=kill, warc=str(tmp_path / "warc"))
    [path] = (tmp_path / "warc").iterdir()
    papers = [record for record in records(path) if record.kind == "response" and record.url.endswith(".pdf")]
    assert len(papers) >= 8
    with sqlite_store.connect() as connection:
        rows = connection.execute(sa.select(schema.retrieval.c.warc_offset, schema.retrieval.c.warc_record)).all()
    for row in rows:
        assert warc_state(path, row.warc_offset, row.warc_record, "") == "holds other bytes"  # it is there, whole
    data = path.read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(data[:-100])  # killed in the middle of a write
    assert len(list(_kinds(tmp_path / "cut.warc.gz"))) >= len(records(path)) - 2


def _kinds(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            yield record.rec_type


def test_tokens_are_left_out(tmp_path: Path) -> None:
    request = Request(
        "https://x.example/api?token=secret",
        method="POST",
        body=b"q=1",
        headers={"Authorization": "Bearer secret", "X-App-Token": "secret", "Accept": "*/*"},
        meta={"said_url": "https://x.example/api"},
    )
    response = Response(request.url, headers={"Content-Type": "text/plain"}, body=b"data", request=request)
    file = WarcFile(tmp_path, "x", "Watchbill", NOW_AT)
    place = file.write(Exchange(request, response, NOW_AT))
    file.close()
    raw = gzip.decompress(Path(place.file).read_bytes())
    assert b"secret" not in raw
    assert raw.count(LEFT_OUT.encode()) == 2
    assert b"POST /api HTTP/1.1" in raw
    assert b"q=1" in raw


def test_a_folder_that_cannot_be_written_ends_the_crawl_with_a_sentence(
    tmp_path: Path, sqlite_store: sa.Engine, archive: Archive, site: Site
) -> None:
    fill(site, 2)
    (tmp_path / "file").write_text("x")
    report = crawl_site(sqlite_store, archive, site, warc=str(tmp_path / "file" / "warc"))
    assert report.outcome == "failed"
    assert "cannot be written" in report.detail
    assert site.documents_asked() == 0


def test_a_token_in_an_address_is_left_out_wherever_the_address_stands(
    tmp_path: Path, sqlite_store: sa.Engine, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the request, in the `Referer` of the next, and where the server sends us on."""
    monkeypatch.setenv("LEGISTAR_TEST_TOKEN", "secret/token-1")
    matter = b'[{"MatterId": 1, "MatterTitle": "Flock", "MatterFile": "1"}]'
    asked: list[str] = []

    def answer(path: str, headers: Any) -> Answer:
        asked.append(path)
        if not path.startswith("/v1/x/matters?"):
            return Answer(b"[]", "application/json", 404 if "robots" in path else 200)
        if "moved" in path:
            return Answer(matter, "application/json")
        return Answer(status=302, headers={"Location": f"{path}&moved=1"})

    monkeypatch.setattr(site, "answer", answer)
    portal = Portal("us_x", "us-x", "legistar", f"{site.url}/v1/x", search=("flock",), token="LEGISTAR_TEST_TOKEN")
    allow = [("127.0.0.1", site.port)]
    crawl_all(sqlite_store, archive, [portal], allow=allow, warc=str(tmp_path / "warc"))
    assert sum("secret" in path for path in asked) > 2
    [written] = [gzip.decompress(path.read_bytes()) for path in (tmp_path / "warc").iterdir()]
    assert b"Referer: " in written
    assert b"secret" not in written
