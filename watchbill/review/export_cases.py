"""Labelled cases as a folder: `labels.jsonl` for the scorer, the documents, and what each should read as."""

from __future__ import annotations

import datetime as dt
import json
import mimetypes
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.review.cases import Case, gather_cases

MANIFEST = "watchbill-cases.json"
LABELS, DOCUMENTS, EXPECTED = "labels.jsonl", "pdfs", "expected"
SCHEMA = "watchbill.cases/1"


@dataclass(frozen=True, slots=True)
class CasesReport:
    """What an export of cases came to. Left out are decisions about names that may be of private persons (`withheld`),
    about values that today's reading no longer has (`lost`), and documents that the archive has not (`missing`)."""

    documents: int
    scanned: int
    papers: int
    values: int
    withheld: int
    lost: int
    missing: tuple[str, ...]

    def as_json(self, folder: Path) -> dict[str, Any]:
        counts = {
            name: getattr(self, name) for name in ("documents", "scanned", "papers", "values", "withheld", "lost")
        }
        return {"schema": SCHEMA, "folder": str(folder), **counts, "missing": list(self.missing)}

    def __str__(self) -> str:
        """One line: 12 reviewed values of 4 papers in 3 documents (1 scanned); left out: 2 names …"""
        line = f"{_counted(self.values, 'reviewed value')} of {_counted(self.papers, 'paper')} "
        line += f"in {_counted(self.documents, 'document')} ({self.scanned} scanned)"
        left = []
        if self.withheld:
            left.append(f"{_counted(self.withheld, 'value')} that may be of private persons")
        if self.lost:
            left.append(f"{_counted(self.lost, 'decision')} about values that today's reading no longer has")
        return f"{line}; left out: {' and '.join(left)}" if left else line


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def export_cases(
    connection: sa.Connection, archive: Archive, folder: Path, since: dt.date | None = None
) -> CasesReport:
    """Write the cases into the folder; written again, it holds what stands today and nothing else of ours.

    Raises WatchbillError where the folder holds files that no export of cases made, or cannot be written.
    """
    before = _files_before(folder)
    gathered = gather_cases(connection, since)
    kept: list[Case] = []
    missing: list[str] = []
    try:
        for name in (DOCUMENTS, EXPECTED):
            (folder / name).mkdir(parents=True, exist_ok=True)
        written = set()
        for case in gathered.cases:
            try:
                written |= _write_case(case, archive, folder)
                kept.append(case)
            except NotFoundError:
                missing.append(case.id)
        labels = [label for case in kept for label in case.labels]
        lines = [json.dumps(label, ensure_ascii=False) + "\n" for label in labels]
        (folder / LABELS).write_text("".join(lines), encoding="utf-8")
        for name in before - written:
            (folder / name).unlink(missing_ok=True)
        manifest = {"schema": SCHEMA, "files": sorted(written)}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise WatchbillError(f"The cases cannot be written to {folder}: {error.strerror}.") from error
    scanned = sum(case.text in ("ocr", "mixed") for case in kept)
    values = sum(len(label["reviewed"]) for label in labels)
    return CasesReport(len(kept), scanned, len(labels), values, gathered.withheld, gathered.lost, tuple(missing))


def _files_before(folder: Path) -> set[str]:
    """The files that the last export wrote there, by their paths in the folder."""
    if folder.exists() and not folder.is_dir():
        raise WatchbillError(f"{folder} is a file; name a folder for the cases.")
    manifest = folder / MANIFEST
    if manifest.is_file():
        try:
            files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        except (ValueError, KeyError, TypeError) as error:
            raise WatchbillError(f"{manifest} is damaged; delete it, or name another folder.") from error
        return {name for name in files if name.split("/")[0] in (DOCUMENTS, EXPECTED) and ".." not in name}
    if folder.exists() and any(folder.iterdir()):
        raise WatchbillError(f"{folder} holds files that no export of cases made; name a new or an empty folder.")
    return set()


def _write_case(case: Case, archive: Archive, folder: Path) -> set[str]:
    """Write a document, once, and what it should read as; their paths in the folder."""
    source = archive.path(case.sha256)
    paper = f"{DOCUMENTS}/{case.id}{mimetypes.guess_extension(case.media_type) or '.bin'}"
    if not (folder / paper).exists():
        shutil.copyfile(source, folder / f"{paper}.part")
        (folder / f"{paper}.part").replace(folder / paper)  # a killed export leaves no half document behind
    expected = f"{EXPECTED}/{case.id}.json"
    text = json.dumps(dict(case.expected), ensure_ascii=False, indent=1)
    (folder / expected).write_text(text + "\n", encoding="utf-8")
    return {paper, expected}
