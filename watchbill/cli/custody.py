"""`watchbill custody`: how a document came, what became of it, and whether its bytes are still the same."""

from __future__ import annotations

from typing import Any

import click

from watchbill.cli.console import print_json, printable, settings_of, store_of
from watchbill.errors import WatchbillError


@click.command()
@click.argument("document", metavar="DOC")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def custody(ctx: click.Context, document: str, as_json: bool) -> None:
    """Print the history of a document: every retrieval and release that brought it, every reading, and its bytes today.

    DOC is its id, the beginning of its SHA-256, or a file that has its bytes. Exit code 3 when there is none, 1 when
    the archive's bytes are no longer those of the document.
    """
    from watchbill.archive import Archive
    from watchbill.custody import MATCHES
    from watchbill.custody import custody as answer
    from watchbill.store.engine import one_moment

    archive = Archive(settings_of(ctx).archive)
    with one_moment(store_of(ctx)) as connection:
        found = answer(connection, archive, document)
    if as_json:
        print_json(found)
    else:
        _print(found)
    if found["archive"] != MATCHES:
        raise WatchbillError(f"The archive's bytes of {found['document']} are {found['archive']}; a backup is needed.")


def _print(found: dict[str, Any]) -> None:
    archived = "its bytes still hash to this" if found["archive"] == "matches" else found["archive"]
    _line(f"document   {found['document']}  {found['title']}")
    _line(f"sha256     {found['sha256']}")
    _line(f"size       {found['size']} bytes, {found['media_type']}")
    _line(f"added      {_when(found['added_at'])}")
    _line(f"archive    {archived}")
    for title, entries, lines in (
        ("Retrievals", found["retrievals"], _retrieval),
        ("Other bytes at the same addresses", found["other_bytes"], _other),
        ("Releases", found["releases"], _release),
        ("Readings", found["readings"], _reading),
    ):
        click.echo(f"\n{title}" if entries else f"\n{title}: none")
        for entry in entries:
            first, *further = lines(entry)
            _line(f"  {first}")
            for line in further:
                _line(f"      {line}")


def _retrieval(entry: dict[str, Any]) -> list[str]:
    lines = [f"{_when(entry['requested_at'])}  {entry['status']} {entry['outcome']}  {entry['url']}"]
    lines.append(f"portal {entry['portal']}" + (f", linked on {entry['found_on']}" if entry["found_on"] else ""))
    lines += [f"{name}: {text}" for name, text in (entry["facts"] | entry["headers"]).items()]
    if warc := entry["warc"]:
        lines.append(f"WARC {warc['file']}, byte {warc['offset']}, {warc['record']}: {warc['state']}")
    return lines


def _other(entry: dict[str, Any]) -> list[str]:
    return [f"{_when(entry['requested_at'])}  {entry['document']} {entry['sha256'][:12]}…  {entry['url']}"]


def _release(entry: dict[str, Any]) -> list[str]:
    lines = [f"{_when(entry['added_at'])}  {entry['release']}  {entry['name']}: {entry['path']}"]
    if entry["agency"] or entry["request"]:
        lines.append(", ".join(f"{name} {entry[name]}" for name in ("agency", "request") if entry[name]))
    if entry["removed_at"]:
        lines.append(f"removed {_when(entry['removed_at'])}: {entry['removed_reason']}")
    return lines


def _reading(entry: dict[str, Any]) -> list[str]:
    outcome = f"{entry['outcome']} ({entry['reason']})" if entry["reason"] else entry["outcome"]
    replaced = "" if entry["is_current"] else ", replaced since"
    pages = f"{entry['pages']} page{'' if entry['pages'] == 1 else 's'}"
    return [f"{_when(entry['read_at'])}  reader {entry['reader']}: {outcome}, {pages}, text {entry['text']}{replaced}"]


def _when(moment: str) -> str:
    return moment.replace("T", " ").replace("+00:00", " UTC")


def _line(text: str) -> None:
    click.echo(printable(text))
