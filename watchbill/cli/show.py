"""Purchases listed, anything in the store shown, names and pages searched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli.console import print_json, printable, said, say, store_of, table_console

if TYPE_CHECKING:
    from sqlalchemy import Connection

AMOUNTS = ("ceiling", "authorised", "ordered", "invoiced", "paid")
AS_OF = click.option(
    "--as-of", metavar="WHEN", default="then", show_default=True,
    help="Names and owners of vendors when it was signed (then), now, or on a day (2019-01-31).",
)  # fmt: skip


@click.command()
@click.option("--agency", metavar="KEY", help="Only of this agency and its departments.")
@click.option("--vendor", metavar="KEY", help="Only of this maker or seller.")
@click.option("--technology", metavar="KEY", help="Only of this technology, such as alpr.")
@click.option("--state", metavar="XX", help="Only of agencies in this state.")
@click.option("--text", metavar="WORDS", help="Only with these words in a name or the title.")
@AS_OF
@click.option("--all", "is_all", is_flag=True, help="Those too in which no surveillance technology was found.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def purchases(ctx: click.Context, /, as_json: bool, is_all: bool, as_of: str, **filters: str | None) -> None:
    """List purchases, the largest amount of any kind first. Leads (expressed interest) are not listed."""
    from watchbill.answers import purchase_lines

    with store_of(ctx).connect() as connection:
        _check_filters(connection, filters)
        lines = purchase_lines(connection, is_all=is_all, as_of=as_of, **filters)
    if as_json:
        print_json(lines)
        return
    if not lines:
        say("no such purchases yet; `watchbill add`, `read` and `resolve` bring them")
        return
    _print_purchases(lines)


def _check_filters(connection: Connection, filters: dict[str, str | None]) -> None:
    """Raise NotFoundError, with the nearest key, for an agency, vendor or technology that nobody knows.

    A state that does not exist is a usage error.
    """
    from rapidfuzz import fuzz, process

    from watchbill.errors import NotFoundError
    from watchbill.finding import find
    from watchbill.names import STATES
    from watchbill.questions import QUESTIONS

    state = filters["state"]
    if state and state.upper() not in STATES and state.casefold() != "none":
        raise click.UsageError(
            f"{state!r} is not a state; use a postal code ({', '.join(sorted(STATES)[:4])}, …), or none for federal."
        )
    for name in ("agency", "vendor"):
        wanted = filters[name]
        if wanted and find(connection, wanted)[0] != name:
            raise NotFoundError(f"{wanted} is not {'an' if name == 'agency' else 'a'} {name}.")
    technology = filters["technology"]
    known = list(QUESTIONS["technologies"].answer(connection)["technology"])
    if technology and technology not in known:
        near = process.extractOne(technology, known, scorer=fuzz.ratio, score_cutoff=50)
        hint = f"did you mean {near[0]}?" if near else f"they are {', '.join(known)}."
        raise NotFoundError(f"{technology!r} is not a technology of the registry; {hint}")


@click.command()
@click.argument("name", metavar="ID")
@AS_OF
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def show(ctx: click.Context, name: str, as_of: str, as_json: bool) -> None:
    """Show one purchase, agency, vendor, record, value or document.

    ID is its id, its key in the registry, or a document's SHA-256 (its first characters are enough). An id that a
    purchase was known by before leads to today's purchase.
    """
    from watchbill.answers import show as answer
    from watchbill.store.engine import one_moment

    with one_moment(store_of(ctx)) as connection:
        found = answer(connection, name, as_of)
    if as_json:
        print_json(found)
    elif found["schema"] == "watchbill.purchase/1" and not found["is_lead"]:
        _print_purchase(found)
    else:
        _print_fields(found)


@click.command()
@click.argument("text", metavar="TEXT")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most this many pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def search(ctx: click.Context, text: str, limit: int, as_json: bool) -> None:
    """Search names, and the text of every page for all the words of TEXT; words in double quotes follow each other."""
    from watchbill.answers import rows

    with store_of(ctx).connect() as connection:
        names = rows(connection, "search_names", text=text)
        pages = rows(connection, "search_pages", text=text, limit=limit)
    if as_json:
        print_json([{"schema": "watchbill.name_hit/1", **name} for name in names])
        print_json([{"schema": "watchbill.page_hit/1", **page} for page in pages])
        return
    if not names and not pages:
        say("nothing found; fewer words find more")
        return
    if names:
        _print_table(("name", "kind", "key", "purchases"), names)
    if pages:
        _print_table(("document_title", "page", "snippet", "document_id"), pages)


def _print_purchases(lines: Sequence[dict[str, Any]]) -> None:
    for line in lines:
        line["technologies"] = ", ".join(line["technologies"]) or line.get("note", "")
        line["rungs"] = ", ".join(line["rungs"])
        if line["department"]:
            line["agency"] = f"{line['agency']} ({line['department']})"
    _print_table(("id", "agency", "maker", "seller", "technologies", "rungs", *AMOUNTS), lines)


def _print_purchase(found: dict[str, Any]) -> None:
    funders = ", ".join(funder["name"] for funder in found["funders"])
    head = ("id", "title", "agency", *(("department",) if found["department"] else ()), "maker", "seller", "vehicle")
    if found["owner_note"]:
        found = found | {"maker": f"{found['maker']} ({found['owner_note']})"}
    vehicle = next((party for party in found["parties"] if party["role"] == "vehicle"), None)
    if vehicle and vehicle["printed"] != vehicle["name"]:  # with the number of its contract
        found = found | {"vehicle": f"{vehicle['name']} (printed: {vehicle['printed']})"}
    _print_pairs({name: found[name] for name in head} | {"funders": funders, "rungs": ", ".join(found["rungs"])})
    values = [
        {
            **value,
            "amount": name,
            "figure": value["amount"],
            "printed": value["raw"],
            "checked": "corrected" if value["corrected"] else "needs review" if value["needs_review"] else "",
        }
        for name, amount in found["amounts"].items()
        for value in amount["values"]
    ]
    totals = [
        {"amount": name, "figure": amount["amount"], "currency": amount["currency"], "unreviewed": amount["unreviewed"]}
        for name, amount in found["amounts"].items()
        if amount["amount"] is not None
    ]
    if totals:
        click.echo("\nAmounts (never added to each other)")
        _print_table(("amount", "figure", "currency", "unreviewed"), totals)
        click.echo("\nThe values they are made of")
        _print_table(("amount", "figure", "printed", "checked", "kind", "number", "title", "page", "id"), values)
    click.echo("\nPapers")
    _print_table(("date", "kind", "number", "role", "joined_by", "title", "record"), found["papers"])
    if found["corrections"]:
        click.echo("\nCorrections")
        _print_corrections(found["corrections"])
    said = ("method", "fund", "vote")
    told = [paper for paper in found["papers"] if any(paper[name] for name in said)]
    if told:
        click.echo("\nWhat the governing body was told, and how it voted")
        _print_table(("kind", "number", *said, "record"), told)
    _print_findings(found)


def _print_findings(found: dict[str, Any]) -> None:
    """Terms, what the papers state of the use, and flags; what nobody reviewed is marked."""
    if found["terms"]:
        click.echo("\nTerms")
        _print_table(("term", "date", "sentence", "checked", "title", "page", "value"), _marked(found["terms"]))
    if found["deployment"]:
        click.echo("\nWhat the papers state of its use")
        columns = ("fact", "number", "unit", "raw", "checked", "title", "page", "value")
        _print_table(columns, _marked(found["deployment"]))
    if found["flags"]:
        click.echo("\nWorth asking about (what papers show; no flag is an accusation)")
    for flag in found["flags"]:
        click.echo(f"- {printable(flag['sentence'])} {printable(flag['refuted_by'])}")
        for proof in flag["proofs"]:
            where = proof["value"] or proof["record"]
            click.echo(f"  {where}  {printable(proof['title'] or '')}, page {proof['page']}")


def _marked(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line | {"checked": "needs review" if line["needs_review"] else ""} for line in lines]


def _print_fields(found: dict[str, Any]) -> None:
    """What is one thing as pairs, what is many as tables."""
    if found.get("value") == "" and found.get("corrected"):
        found = found | {"value": "not printed"}
    _print_pairs({name: entry for name, entry in found.items() if not _is_table(entry) and name != "schema"})
    for name, entry in found.items():
        if _is_table(entry) and entry:
            click.echo(f"\n{name.capitalize()}")
            if name == "purchases":
                _print_purchases(entry)
            elif name == "corrections":
                _print_corrections(entry)
            else:
                _print_table([column for column in entry[0] if column not in ("sha256", "url_path")], entry)


def _print_corrections(log: Sequence[dict[str, Any]]) -> None:
    """What people decided, newest first, before and after in words."""
    spoken = [line | {side: said(json.loads(line[side] or "null")) for side in ("before", "after")} for line in log]
    _print_table(("correction", "made_at", "reviewer", "action", "about", "before", "after", "reason"), spoken)


def _is_table(entry: Any) -> bool:
    return isinstance(entry, list) and (not entry or isinstance(entry[0], dict))


def _print_pairs(pairs: dict[str, Any]) -> None:
    for name, entry in pairs.items():
        if entry not in (None, "", []):
            click.echo(f"{name.replace('_', ' '):<18}{_cell(entry)}")


def _print_table(columns: Sequence[str], entries: Iterable[dict[str, Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        is_figure = column in AMOUNTS or column in ("figure", "unreviewed", "page", "purchases")
        table.add_column(column.replace("_", " "), justify="right" if is_figure else "left")
    for entry in entries:
        table.add_row(*(Text(_cell(entry[column])) for column in columns))
    table_console().print(table)


def _cell(entry: Any) -> str:
    """An entry as one line."""
    if entry is None:
        return ""
    return printable(", ".join(map(str, entry)) if isinstance(entry, list) else str(entry))
