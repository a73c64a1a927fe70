"""`watchbill read`: documents into readings. Files without a store, or what waits in the store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import complain, printable, progress, say, settings_of, store_of
from watchbill.errors import WaitingError, WatchbillError
from watchbill.model import Kind, Outcome, Reading, Reason

if TYPE_CHECKING:
    from watchbill.pipeline.report import ReadReport

#: Why a document was refused or read only in part, as a person would say it, and what to do next.
REASONS = {
    Reason.ENCRYPTED: "it is encrypted and needs a password; ask for an open copy",
    Reason.DAMAGED: "it is damaged; fetch it again or ask for another copy",
    Reason.NOT_A_DOCUMENT: "its bytes are not those of a document, whatever its name says",
    Reason.EMPTY: "the file is empty",
    Reason.UNSUPPORTED: "this kind of file cannot be read yet; save it as PDF, a spreadsheet as .xlsx",
    Reason.OLD_OFFICE: "it is an old Word file (.doc); save it as .docx or PDF",
    Reason.TOO_LARGE: "it is larger than the 200 MB that are read; split it",
    Reason.TOO_MANY_PAGES: "it has more pages than are read of one document; split it",
    Reason.TIMED_OUT: "reading it took too long; the pages read before were kept",
    Reason.OUT_OF_MEMORY: "reading it needed more memory than one document may use",
    Reason.CRASHED: "the reader failed on it; please report the document",
    Reason.READER_FAULT: "our reader failed on it, which is no fault of the document; please report it",
    Reason.REPAIRED: "the file was damaged and only a repaired copy was read; pages may be missing",
}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, on stdout.")
@click.option("--again", is_flag=True, help="Read every document of the store again, as after an upgrade.")
@click.option("--strict", is_flag=True, help="Exit with 4 when a document was refused or read only in part.")
@click.option("--no-layouts", is_flag=True, help="Read FILES by the general reader alone, to measure it.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="How many are read at once.",
)
@click.pass_context
def read(
    ctx: click.Context,
    files: tuple[Path, ...],
    as_json: bool,
    again: bool,
    strict: bool,
    no_layouts: bool,
    workers: int,
) -> None:
    """Read documents: those waiting in the store, or FILES (and the files in folders) without touching the store."""
    if files and again:
        raise click.UsageError("--again reads the store again; it does not go with FILES.")
    if no_layouts and not files:
        raise click.UsageError("--no-layouts is for measuring; name the FILES to read.")
    if files:
        report, is_whole = _read_files(files, as_json, workers, use_layouts=not no_layouts)
    else:
        report, is_whole = _read_store(ctx, as_json, again, workers)
    say(str(report))
    if files and report.documents == report.outcomes[Outcome.REFUSED]:
        raise WatchbillError("Nothing could be read; why is named above.")
    if strict and not (is_whole and report.is_whole):
        raise WaitingError("Not everything was read; what was refused or read only in part is named above.")


def _read_files(files: Iterable[Path], as_json: bool, workers: int, *, use_layouts: bool) -> tuple[ReadReport, bool]:
    """Read files without a store. Also whether every one of them was there."""
    from extractors.children import read_files
    from watchbill.pipeline.report import ReadReport

    paths, complaints = _gather(files)
    if not paths:
        raise WatchbillError(" ".join(complaints) or "The folders hold no files; name the documents to read.")
    for complaint in complaints:
        complain(complaint)
    report = ReadReport()
    results = read_files(paths, min(workers, len(paths)), use_layouts=use_layouts)
    with progress("reading", len(paths)) as bar, closing(results) as readings:
        for path, reading in readings:
            report.count(reading)
            bar.advance(bar.task_ids[0])
            _print(str(path), reading, as_json)
    return report, not complaints


def _gather(files: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """The files to read, folders opened, and a sentence for each that cannot be."""
    paths: list[Path] = []
    complaints = []
    for path in files:
        if path.is_dir():
            paths += _files_in(path)
        elif not path.exists():
            complaints.append(f"There is no file {path}; check its name.")
        elif not os.access(path, os.R_OK):
            complaints.append(f"{path} cannot be opened: permission denied.")
        else:
            paths.append(path)
    return paths, complaints


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _read_store(ctx: click.Context, as_json: bool, again: bool, workers: int) -> tuple[ReadReport, bool]:
    """Read what waits in the store. Also whether the archive held all of it."""
    from watchbill.archive import Archive
    from watchbill.pipeline.reading import read_pending

    engine = store_of(ctx)
    archive = Archive(settings_of(ctx).archive)
    with progress("reading", None) as bar:

        def begin(total: int) -> None:
            bar.update(bar.task_ids[0], total=total)

        def advance(name: str, reading: Reading) -> None:
            bar.advance(bar.task_ids[0])
            if as_json or reading.reason:
                _print(name, reading, as_json)

        report = read_pending(engine, archive, again=again, workers=workers, on_each=advance, on_start=begin)
    for name in report.missing:
        complain(f"The archive does not hold {name}; it still waits to be read.")
    for name in report.changed:
        complain(f"{name} is no longer what was kept in the archive; it was not read. watchbill verify tells more.")
    return report, not (report.missing or report.changed)


def _print(name: str, reading: Reading, as_json: bool) -> None:
    """One document on stdout, at once: a run may be long, and the next program may be reading along."""
    if reading.reason:
        detail = f" ({reading.detail})" if reading.detail else ""
        complain(f"{name}: {REASONS[reading.reason]}{detail}.")
    if as_json:
        click.echo(json.dumps(reading.as_json(name), ensure_ascii=False))
        return
    count = f", {len(reading.records)} records" if len(reading.records) > 1 else ""
    click.echo(f"{printable(name)}: {str(reading.outcome).replace('_', ' ')}{count}")
    for record in reading.records:
        if reading.outcome == Outcome.NOTHING_FOUND and record.kind == Kind.OTHER:
            continue  # pages of no kind that say nothing
        first, last = record.pages
        pages = f"page {first}" if first == last else f"pages {first} to {last}"
        shown = [
            f"{field} {record.fields[field].value}"
            for field in ("number", "date", "vendor", "total", "ceiling")
            if field in record.fields
        ]
        rows = f"{len(record.payments)} payments" if record.payments else ""
        click.echo("  " + ", ".join([f"{str(record.kind).replace('_', ' ')}, {pages}", *shown, *([rows] * bool(rows))]))
        for check in record.checks:
            if not check.passed:
                click.echo(printable(f"    ! {check.sentence}"))
