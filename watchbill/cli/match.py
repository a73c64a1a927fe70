"""`watchbill match`: names matched to a catalogue of names, without a store."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import print_json, say, table_console
from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from watchbill.matching import NameMatch

_CSV = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("names", type=_CSV)
@click.option("--against", "catalogue", metavar="CATALOGUE", required=True, type=_CSV, help="The names to match to.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a name: name, match, score, decision.")
def match(names: Path, catalogue: Path, as_json: bool) -> None:
    """Match the names of one CSV to those of another; nothing is stored.

    Both files have a column `name`; other columns are passed over. `auto` is sure enough to link, `review` waits for a
    person, `none` is in the catalogue under no name like it.
    """
    from watchbill.matching import Catalogue, match_names

    printed = read_names(names)
    matches = match_names(printed, Catalogue.of(read_names(catalogue)))
    if as_json:
        print_json([_as_json(one) for one in matches])
    else:
        _print_table(matches)
    counted = Counter(one.decision for one in matches)
    say(f"{len(matches):,} names: {counted['auto']:,} auto, {counted['review']:,} review, {counted['none']:,} none")


def read_names(path: Path) -> list[str]:
    """The cells of the column `name`, in order, blank ones left out; UTF-8, with or without a mark in front.

    Raises WatchbillError where the file is empty, not UTF-8 text or CSV, or has no such column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=False)
            header = next((row for row in rows if any(cell.strip() for cell in row)), None)
            if header is None:
                raise WatchbillError(
                    f"{path}: the file is empty; its first line names the columns, one of them `name`."
                )
            columns = [cell.strip().lower() for cell in header]
            if "name" not in columns:
                seen = ", ".join(cell.strip() or "(blank)" for cell in header[:8])
                raise WatchbillError(f"{path}: no column `name`; the first line has {seen}.")
            at = columns.index("name")
            found = [row[at].strip() for row in rows if len(row) > at and row[at].strip()]
    except UnicodeDecodeError as error:
        raise WatchbillError(
            f"{path}: not UTF-8 text (byte {error.start + 1:,}); save it as CSV in UTF-8 and try again."
        ) from error
    except csv.Error as error:
        raise WatchbillError(f"{path}: not a CSV file ({error}).") from error
    if not found:
        raise WatchbillError(f"{path}: no names below the column `name`.")
    return found


def _as_json(one: NameMatch) -> dict[str, object]:
    return {"name": one.name, "match": one.match, "score": one.score, "decision": one.decision}


def _print_table(matches: list[NameMatch]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("decision", "score", "name", "match", "why no more", box=None, pad_edge=False, header_style="bold")
    for one in matches:
        cells = (one.decision, f"{one.score:.2f}", one.name, one.match or "", "; ".join(one.reasons))
        table.add_row(*map(Text, cells))
    table_console().print(table)
