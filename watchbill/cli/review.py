"""Uncertain values and names on the command line: listed, accepted, corrected, and decisions taken back."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli.console import complain, print_json, printable, said, say, settings_of, store_of, table_console

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from watchbill.review.decision import Decision
    from watchbill.review.waiting import Waiting

_reviewer = click.option(
    "--reviewer", envvar="WATCHBILL_REVIEWER", help="Who decides; your login name otherwise.  [WATCHBILL_REVIEWER]"
)


@click.group()
def review() -> None:
    """Look at uncertain values and names, and settle them.

    Every decision is kept for ever with who, when and why; `undo` adds a decision, it removes none.
    """


@review.command("list")
@click.option(
    "--kind",
    type=click.Choice(["value", "name", "check", "deal", "pair"]),
    help="Only values, only names, only failed checks, only merges and splits whose papers changed, or only purchases "
    "that may be one.",
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many to show.")
@click.option("--log", is_flag=True, help="Show the decisions made so far instead.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a line, all of them unless --limit is given."
)
@click.pass_context
def list_(ctx: click.Context, kind: str | None, limit: int, log: bool, as_json: bool) -> None:
    """List what waits: merges and splits whose papers changed, names, failed checks, then values, the least sure first.

    A name's candidates are those that `accept` takes; `correct --to KEY` takes any.
    """
    from watchbill.review.waiting import count_waiting, list_waiting

    limit_given = ctx.get_parameter_source("limit") is not click.core.ParameterSource.DEFAULT
    with store_of(ctx).connect() as connection:
        if log:
            _show_log(connection, as_json)
            return
        waits = count_waiting(connection)
        waiting = list_waiting(connection, kind, limit if limit_given or not as_json else None)
    if as_json:
        print_json([one.as_json() for one in waiting])
        return
    of_kind = {"value": waits.values, "name": waits.names, "check": waits.checks, "deal": waits.deals}
    of_kind["pair"] = waits.pairs
    total = of_kind.get(kind or "", sum(of_kind.values()))
    if not total:
        say("nothing waits for review")
        return
    _show(waiting)
    more = f", papers with a failed check: {waits.checks}" if waits.checks else ""
    more += f", merges and splits whose papers changed: {waits.deals}" if waits.deals else ""
    more += f", purchases that may be one: {waits.pairs}" if waits.pairs else ""
    say(f"names waiting: {waits.names}, values waiting: {waits.values}{more}; shown: {len(waiting)} of {total}")


@review.command()
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option("--reason", default="", help="Why it is right, if there is more to say.")
@_reviewer
@click.pass_context
def accept(ctx: click.Context, ids: tuple[str, ...], reason: str, reviewer: str | None) -> None:
    """Accept values as they were read, names as their nearest candidate, papers although a check failed, or merges
    and splits although their papers changed.

    All of them or none.
    """
    from watchbill.review.decide import accept as decide

    who = _name_of(reviewer)
    _settle(store_of(ctx), lambda connection: [decide(connection, who, one, reason) for one in ids])


@review.command()
@click.argument("id_", metavar="ID")
@click.argument("value", metavar="[VALUE]", required=False)
@click.option("--to", metavar="KEY", help="For a printed name: the vendor or agency it means, or none.")
@click.option("--not-printed", is_flag=True, help="The paper does not print this field: the value counts nowhere.")
@click.option("--reason", required=True, help="Why; it is kept for ever.")
@_reviewer
@click.pass_context
def correct(
    ctx: click.Context,
    id_: str,
    value: str | None,
    to: str | None,
    not_printed: bool,
    reason: str,
    reviewer: str | None,
) -> None:
    """Correct a value (money as 342000.00, dates as 2025-03-24), or say with --to whom a printed name means."""
    from watchbill.review.decide import correct as decide
    from watchbill.review.decide import resolve, strike

    if (value is not None) + (to is not None) + not_printed != 1:
        raise click.UsageError(
            "Give the new VALUE, or --to KEY for a printed name, or --not-printed: just one of them."
        )
    _demand(reason)
    who = _name_of(reviewer)
    if to is not None:
        _settle(store_of(ctx), lambda connection: [resolve(connection, who, id_, to, reason)])
    elif not_printed:
        _settle(store_of(ctx), lambda connection: [strike(connection, who, id_, reason)])
    elif value is not None:
        _settle(store_of(ctx), lambda connection: [decide(connection, who, id_, value, reason)])


@review.command()
@click.argument("ids", metavar="ID ID…", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it is kept for ever.")
@_reviewer
@click.pass_context
def merge(ctx: click.Context, ids: tuple[str, ...], reason: str, reviewer: str | None) -> None:
    """Say that the papers of two or more purchases are one deal. An ID may also be a paper that is in no purchase."""
    from watchbill.review.regroup import merge as decide

    _demand(reason)
    who = _name_of(reviewer)
    _settle(store_of(ctx), lambda connection: [decide(connection, who, ids, reason)])


@review.command()
@click.argument("purchase", metavar="PURCHASE")
@click.argument("records", metavar="RECORD…", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it is kept for ever.")
@_reviewer
@click.pass_context
def split(ctx: click.Context, purchase: str, records: tuple[str, ...], reason: str, reviewer: str | None) -> None:
    """Say that papers of a purchase are another deal. RECORD is a paper's id, as `watchbill show PURCHASE` prints it.

    All of them together make the other deal; copies of a paper go with it.
    """
    from watchbill.review.regroup import split as decide

    _demand(reason)
    who = _name_of(reviewer)
    _settle(store_of(ctx), lambda connection: [decide(connection, who, purchase, records, reason)])


@review.command()
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why; it is kept for ever.")
@_reviewer
@click.pass_context
def undo(ctx: click.Context, id_: str, reason: str, reviewer: str | None) -> None:
    """Take back a decision. ID is its number, or the value, name, merge or split it was about."""
    from watchbill.review.decide import undo as decide

    _demand(reason)
    who = _name_of(reviewer)
    _settle(store_of(ctx), lambda connection: [decide(connection, who, id_, reason)])


@review.command("export-cases")
@click.argument("destination", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what was decided on this day or later."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def export_cases(ctx: click.Context, destination: Path, since: dt.datetime | None, as_json: bool) -> None:
    """Write what people decided to the folder DIR as labelled cases, so that the reader can be measured against it.

    Only values that a person accepted or corrected become labels. The folder also holds copies of their documents with
    all that they print: keep it to yourself.
    """
    from watchbill.archive import Archive
    from watchbill.review.export_cases import export_cases as export
    from watchbill.store.engine import one_moment

    archive = Archive(settings_of(ctx).archive)
    with one_moment(store_of(ctx)) as connection:
        report = export(connection, archive, destination, since.date() if since else None)
    for document in report.missing:
        complain(f"The archive does not hold {document}; it has no case.")
    if as_json:
        print_json(report.as_json(destination))
    say(f"{report}; in {destination}")


def _name_of(reviewer: str | None) -> str:
    """Who decides: given, or the login name. A nameless machine must be told."""
    if reviewer and reviewer.strip():
        return reviewer.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError(f"Nobody is logged in (user {os.getuid()}); say who decides with --reviewer.") from error


def _demand(reason: str) -> None:
    if not reason.strip():
        raise click.UsageError("Say with --reason why; it is kept for ever.")


def _settle(engine: Engine, decide: Callable[[Connection], list[Decision]]) -> None:
    """Write decisions, bring names and purchases up to date, and say what was decided."""
    from watchbill.review.settling import settle_all

    for decision in settle_all(engine, decide):
        number = f" (correction {decision.correction_id})" if decision.correction_id is not None else ""
        say(f"{decision.sentence}{number}")


def _show(waiting: list[Waiting]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("id", "what", "printed", "document", "page", "sure", "why", box=None, pad_edge=False)
    table.header_style = "bold"
    for one in waiting:
        why = one.reason
        if one.candidates:
            why = "; ".join(f"{c.name} ({c.key}, {c.score:.2f})" for c in one.candidates) + "?"
        sure = "" if one.confidence is None else f"{one.confidence:.2f}"
        cells = (one.id, one.what, one.printed, one.title or "", str(one.page or ""), sure, why)
        table.add_row(*(Text(cell) for cell in cells))
    table_console().print(table)


def _show_log(connection: Connection, as_json: bool) -> None:
    from dataclasses import asdict

    from watchbill.review.corrections import read_log

    log = read_log(connection)
    if as_json:
        entries: list[Any] = [asdict(row) for row in log]
        print_json(entries)
        return
    if not log:
        say("nobody has decided anything yet")
    for row in log:
        about = row.anchor.get("name") or f"{row.anchor.get('field')} {row.anchor.get('raw')!r}"
        when = row.made_at.isoformat(sep=" ", timespec="minutes")
        change = f"{said(row.before)} -> {said(row.after)}"
        line = f"{row.id}  {when}  {row.reviewer}  {row.action}  {row.target_id}  {about}  {change}"
        click.echo(printable(f"{line}: {row.reason or 'no reason given'}"))
