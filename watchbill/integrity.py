"""Whether the archive and the correction log still are what they were: every byte hashed again, every link followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from watchbill.archive import Archive
from watchbill.store.schema import document, release_item, retrieval


@dataclass(frozen=True, slots=True)
class Hashed:
    """One file of the archive, or one document that it should hold. `damage` is None where the bytes are right.

    `document` is None for what the archive alone knows: messages kept whole, and bytes of an `add` that was killed.
    """

    sha256: str
    document: str | None
    name: str | None
    damage: str | None


def count_files(connection: sa.Connection, archive: Archive) -> int:
    """How many files `hash_again` will hash, at most."""
    return len(_documents(connection).keys() | set(archive.shas()))


def hash_again(connection: sa.Connection, archive: Archive) -> Iterator[Hashed]:
    """Hash every document of the store and every file of the archive, in the order of their hashes."""
    documents = _documents(connection)
    for sha in sorted(documents.keys() | set(archive.shas())):
        key, name = documents.get(sha, (None, None))
        yield Hashed(sha, key, name, archive.damage(sha))


def _documents(connection: sa.Connection) -> dict[str, tuple[str, str | None]]:
    """SHA-256 -> public id and a name under which the document came: a path of a release or a URL."""
    path = sa.select(sa.func.min(release_item.c.path)).where(release_item.c.document_id == document.c.id)
    url = sa.select(sa.func.min(retrieval.c.url)).where(retrieval.c.document_id == document.c.id)
    name = sa.func.coalesce(path.scalar_subquery(), url.scalar_subquery())
    rows = connection.execute(sa.select(document.c.sha256, document.c.public_id, name.label("name")))
    return {row.sha256: (row.public_id, row.name) for row in rows}
