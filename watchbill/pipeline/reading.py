"""Reading what waits in the store: documents from the archive, each in a child process, each saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import sqlalchemy as sa

from extractors.children import Limits, read_files
from extractors.reader import READER
from watchbill.archive import Archive
from watchbill.errors import NotFoundError
from watchbill.model import Reading
from watchbill.pipeline.report import ReadReport
from watchbill.store.readings import pending_documents, save_reading


def read_pending(
    engine: sa.Engine,
    archive: Archive,
    *,
    again: bool = False,
    workers: int = 2,
    on_each: Callable[[str, Reading], None] | None = None,
    on_start: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> ReadReport:
    """Read every document that waits (`again`: every document) and save each by itself, so an interrupted run resumes.

    `on_start` hears how many there are; `on_each` hears the name a document came under and its reading, once saved.
    """
    report = ReadReport()
    with engine.connect() as connection:
        waiting = pending_documents(connection, READER, again=again)
    paths, held = [], []
    for document in waiting:
        try:
            paths.append(archive.path(document.sha256))
            held.append(document)
        except NotFoundError:
            report.missing.append(document.name)
    if on_start is not None:
        on_start(len(paths))
    if not paths:
        return report
    names = [document.name for document in held]
    with closing(read_files(paths, min(workers, len(paths)), limits or Limits(), names)) as readings:
        for document, (_, reading) in zip(held, readings, strict=True):
            if reading.sha256 != document.sha256:
                report.changed.append(document.name)
                continue
            save_reading(engine, reading)
            report.count(reading)
            if on_each is not None:
                on_each(document.name, reading)
    return report
