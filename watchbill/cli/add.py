"""Releases on the command line: add, remove, releases."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import print_json, progress, say, settings_of, store_of, table_console
from watchbill.errors import WaitingError, WatchbillError

if TYPE_CHECKING:
    from watchbill.intake.release import Added


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agency", metavar="KEY", help="Whose release it is; without it the buyer comes from the papers.")
@click.option("--request", metavar="REF", help="The number of the records request that it answers.")
@click.option("--name", metavar="NAME", help="What to call the release; by default the name of the first path.")
@click.option("--strict", is_flag=True, help="Exit with code 4 when anything was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of every file as one JSON object.")
@click.pass_context
def add(
    ctx: click.Context,
    paths: tuple[Path, ...],
    agency: str | None,
    request: str | None,
    name: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Take in a release from disk: PDFs and other papers, folders, zip archives, .eml and .mbox.

    Whatever cannot be taken is named with the reason, and the rest goes in. The same release twice changes nothing.
    """
    from watchbill.archive import Archive
    from watchbill.intake.release import add_release

    archive = Archive(settings_of(ctx).archive)
    engine = store_of(ctx)
    with progress("taking in", None) as bar:
        added = add_release(
            engine,
            archive,
            paths,
            agency_key=agency,
            request_ref=request,
            name=name,
            on_each=lambda number, total: bar.update(bar.task_ids[0], completed=number, total=total),
        )
    if added.state == "revived":
        from watchbill.purchases import join_purchases

        join_purchases(engine)
    if as_json:
        print_json(added.as_json())
    _say_what_happened(added)
    if added.release is None:
        raise WatchbillError("Nothing was taken in; nothing was changed.")
    if strict and added.of("refused"):
        raise WaitingError(f"{_count(len(added.of('refused')), 'file')} refused, and --strict was asked for.")


def _say_what_happened(added: Added) -> None:
    for item in added.items:
        if item.outcome == "refused":
            say(f"refused {item.path}: {item.reason}")
        elif item.outcome == "opened" and item.reason and not item.sha256 and "kept whole" not in item.reason:
            say(f"opened only in part {item.path}: {item.reason}")
    passed_over = [item.path for item in added.of("passed over")]
    if passed_over:
        more = f" and {len(passed_over) - 3} more" if len(passed_over) > 3 else ""
        say(f"passed over {', '.join(passed_over[:3])}{more}: hidden, or left there by a program")
    if added.state == "known":
        say(f"already in the store as {added.release}; nothing changed")
        return
    if added.state == "revived":
        say(f"the release {added.release} had been removed: it counts again")
    if added.release:
        say(f"{_summary(added)}: release {added.release} ({added.name})")


def _summary(added: Added) -> str:
    known = f" ({added.known} already known)" if added.known else ""
    parts = [f"kept {_count(len(added.documents), 'document')}{known}"]
    if added.of("refused"):
        parts.append(f"refused {len(added.of('refused'))}")
    opened = added.of("opened")
    letters = sum(item.envelope is not None for item in opened)
    if len(opened) > letters:
        parts.append(f"opened {_count(len(opened) - letters, 'archive')}")
    if letters:
        parts.append(f"opened {_count(letters, 'message')}")
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


@click.command()
@click.argument("release", metavar="RELEASE")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is taken out; kept with the release.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(ctx: click.Context, release: str, reason: str, yes: bool) -> None:
    """Take out a release that was added by mistake. Its bytes stay in the archive; adding it again brings it back."""
    from watchbill.intake.release import remove_release
    from watchbill.purchases import join_purchases

    if not reason.strip():
        raise click.UsageError("--reason needs words: it is all that a later reader will know.")
    engine = store_of(ctx)
    if not yes and sys.stdin.isatty():
        click.confirm(f"Take the release {release} out of all purchases and answers?", abort=True, err=True)
    name = remove_release(engine, release, reason.strip())
    join_purchases(engine)
    say(f"removed the release {release} ({name}); the documents stay in the archive, purchases were joined anew")


@click.command()
@click.argument("release", metavar="[RELEASE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def releases(ctx: click.Context, release: str | None, as_json: bool) -> None:
    """List the releases, or what became of every file of one RELEASE."""
    from watchbill.intake.release import list_items, list_releases

    with store_of(ctx).connect() as connection:
        rows = list_items(connection, release) if release else list_releases(connection)
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("no releases yet; `watchbill add PATH…` takes one in")
        return
    columns = (
        ("path", "outcome", "reason", "document") if release else
        ("release", "name", "agency", "portal", "request", "added", "kept", "refused", "removed")
    )  # fmt: skip
    _print_table(columns, rows)


def _print_table(columns: Sequence[str], rows: list[dict[str, object]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text("" if row[column] is None else str(row[column])) for column in columns))
    table_console().print(table)
