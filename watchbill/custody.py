"""The chain of custody of one document: where its bytes came from and when, what was read, and whether they still are.

Every line is a row that was written when it happened. Two things are looked at anew: whether the archive's bytes still
hash to the document's name, and whether the WARC records, where a crawl wrote them, still hold the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watchbill.archive import Archive, hash_of
from watchbill.errors import NotFoundError
from watchbill.finding import find
from watchbill.store import schema as s
from watchbill.store.live import title_of

SCHEMA = "watchbill.custody/1"
MATCHES = "matches"

Answer = dict[str, Any]


def document_id(connection: sa.Connection, name: str) -> int:
    """The row of the document that `name` means: a public id, the beginning of a SHA-256, or a file with its bytes.

    Raises NotFoundError where there is none.
    """
    path = Path(name)
    if path.is_file():
        with path.open("rb") as file:
            sha, _ = hash_of(file)
        where, unknown = (
            s.document.c.sha256 == sha,
            f"No document of the store has the bytes of {name} (SHA-256 {sha}).",
        )
    else:
        kind, public_id = find(connection, name)
        where, unknown = s.document.c.public_id == public_id, f"{name} is the id of a {kind}; give that of a document."
    found = connection.scalar(sa.select(s.document.c.id).where(where))
    if found is None:
        raise NotFoundError(unknown)
    return int(found)


def custody(connection: sa.Connection, archive: Archive, name: str) -> Answer:
    """All that is known of how the document `name` came and what became of it, oldest first; moments are UTC.

    `archive` is ``matches`` or says what is wrong with the bytes. Raises NotFoundError for an unknown document.
    """
    its_id = document_id(connection, name)
    columns = (s.document.c.public_id, s.document.c.sha256, s.document.c.size, s.document.c.media_type)
    statement = sa.select(*columns, s.document.c.added_at, title_of(s.document.c.id).label("title"))
    found = connection.execute(statement.where(s.document.c.id == its_id)).one()
    return {
        "schema": SCHEMA,
        "document": found.public_id,
        "title": found.title,
        "sha256": found.sha256,
        "size": found.size,
        "media_type": found.media_type,
        "added_at": _moment(found.added_at),
        "archive": archive.damage(found.sha256) or MATCHES,
        "retrievals": _retrievals(connection, its_id, found.sha256),
        "other_bytes": _other_bytes(connection, its_id),
        "releases": _releases(connection, its_id),
        "readings": _readings(connection, its_id),
    }


def _retrievals(connection: sa.Connection, its_id: int, sha256: str) -> list[Answer]:
    """Every time a crawler was given these bytes, or was told that they had not changed."""
    r = s.retrieval.c
    rows = connection.execute(
        sa.select(s.retrieval, s.portal.c.key)
        .join(s.portal, s.portal.c.id == r.portal_id)
        .where(r.document_id == its_id)
        .order_by(r.requested_at, r.id)
    )
    return [
        {
            "portal": row.key,
            "url": row.url,
            "requested_at": _moment(row.requested_at),
            "status": row.status,
            "outcome": row.outcome,
            "headers": row.headers,
            "title": row.title,
            "found_on": row.found_on,
            "facts": row.facts,
            "warc": _warc(row, sha256) if row.warc_file else None,
        }
        for row in rows
    ]


def _warc(row: Any, sha256: str) -> Answer:
    return {
        "file": row.warc_file,
        "offset": row.warc_offset,
        "record": row.warc_record,
        "state": warc_state(Path(row.warc_file), row.warc_offset, row.warc_record, sha256),
    }


def warc_state(path: Path, offset: int, record: str, sha256: str) -> str:
    """What the WARC record at byte `offset` of `path` says today of the document `sha256`, in a few words."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            file.seek(offset)
            found = next(iter(ArchiveIterator(file)), None)
            if found is None or found.rec_headers.get_header("WARC-Record-ID") != f"<{record}>":
                return "another record stands there"
            if found.rec_type == "revisit":
                return f"a revisit of {found.rec_headers.get_header('WARC-Refers-To-Target-URI')}"
            digest = hashlib.sha256(found.content_stream().read()).hexdigest()
    except FileNotFoundError:
        return "the file is not there"
    except (OSError, EOFError, ArchiveLoadFailed, zlib.error) as error:
        return f"cannot be read: {error}"
    return "holds these bytes" if digest == sha256 else "holds other bytes"


def _other_bytes(connection: sa.Connection, its_id: int) -> list[Answer]:
    """What else the same URLs gave, at other times: changed bytes at one URL are two documents."""
    r = s.retrieval.c
    urls = sa.select(r.url).where(r.document_id == its_id)
    rows = connection.execute(
        sa.select(r.url, r.requested_at, s.document.c.public_id, s.document.c.sha256)
        .join(s.document, s.document.c.id == r.document_id)
        .where(r.url.in_(urls), r.document_id != its_id)
        .order_by(r.requested_at, r.id)
    )
    return [
        {
            "url": row.url,
            "requested_at": _moment(row.requested_at),
            "document": row.public_id,
            "sha256": row.sha256,
        }
        for row in rows
    ]


def _releases(connection: sa.Connection, its_id: int) -> list[Answer]:
    """Every place in a release: added from disk, or made by crawling a portal."""
    columns = (s.release.c.public_id, s.release.c.name, s.release.c.request_ref, s.release.c.added_at)
    rows = connection.execute(
        sa.select(*columns, s.release.c.removed_at, s.release.c.removed_reason)
        .add_columns(s.release_item.c.path, s.agency.c.key, s.portal.c.key.label("portal"))
        .select_from(s.release_item.join(s.release))
        .outerjoin(s.agency, s.agency.c.id == s.release.c.agency_id)
        .outerjoin(s.portal, s.portal.c.id == s.release.c.portal_id)
        .where(s.release_item.c.document_id == its_id)
        .order_by(s.release.c.added_at, s.release_item.c.id)
    )
    return [
        {
            "release": row.public_id,
            "name": row.name,
            "path": row.path,
            "added_at": _moment(row.added_at),
            "agency": row.key,
            "request": row.request_ref,
            "portal": row.portal,
            "removed_at": _moment(row.removed_at),
            "removed_reason": row.removed_reason,
        }
        for row in rows
    ]


def _readings(connection: sa.Connection, its_id: int) -> list[Answer]:
    """Every reading, those too that a newer reader replaced."""
    r = s.reading.c
    rows = connection.execute(sa.select(s.reading).where(r.document_id == its_id).order_by(r.read_at, r.id))
    facts = ("reader", "outcome", "reason", "pages", "text", "is_current")
    return [{"read_at": _moment(row.read_at), **{name: getattr(row, name) for name in facts}} for row in rows]


def _moment(when: dt.datetime | None) -> str | None:
    """UTC to the second; SQLite gives moments back without their zone, in which they were written."""
    if when is None:
        return None
    utc = when.replace(tzinfo=dt.UTC) if when.tzinfo is None else when.astimezone(dt.UTC)
    return utc.isoformat(timespec="seconds")
