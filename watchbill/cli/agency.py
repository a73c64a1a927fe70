"""Agencies on the command line: listed, and added where the registry does not have them."""

from __future__ import annotations

import click

from watchbill.cli.console import print_json, say, store_of, table_console

KINDS = ("police", "sheriff", "city", "county", "school", "federal", "state", "other")


@click.group()
def agency() -> None:
    """List agencies, or add one the registry does not have."""


@agency.command("list")
@click.argument("words", metavar="[WORDS]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def list_(ctx: click.Context, words: str | None, as_json: bool) -> None:
    """List the agencies, or those with WORDS in their key or name."""
    from rich.table import Table
    from rich.text import Text

    from watchbill.agencies import list_agencies

    with store_of(ctx).connect() as connection:
        agencies = list_agencies(connection)
    if words:
        agencies = [one for one in agencies if words.lower() in one.key or words.lower() in one.name.lower()]
    if as_json:
        print_json([one.as_json() for one in agencies])
        return
    if not agencies:
        say("no such agencies; `watchbill agency add KEY --name … --state …` makes one")
        return
    table = Table("key", "name", "state", "kind", "part of", box=None, pad_edge=False, header_style="bold")
    for one in agencies:
        table.add_row(*(Text(cell or "") for cell in (one.key, one.name, one.state, one.kind, one.parent)))
    table_console().print(table)


@agency.command()
@click.argument("key", metavar="KEY")
@click.option("--name", required=True, help="Its full name, such as 'Eugene Police Department'.")
@click.option("--state", metavar="XX", help="The state's postal code; by default the one in the key.")
@click.option("--kind", type=click.Choice(KINDS), help="What kind of agency it is.")
@click.option("--place", help="The city, county or region it serves.")
@click.option("--parent", metavar="KEY", help="The agency it is part of, such as the city of a police department.")
@click.pass_context
def add(
    ctx: click.Context,
    key: str,
    name: str,
    state: str | None,
    kind: str | None,
    place: str | None,
    parent: str | None,
) -> None:
    """Add an agency. KEY is country, state and place in lower case, such as us-or-eugene-pd."""
    from watchbill.agencies import add_agency, list_agencies, nearest

    if not name.strip():
        raise click.UsageError("--name needs the agency's name.")
    state = state.upper() if state else None
    with store_of(ctx).begin() as connection:
        before = list_agencies(connection)
        added, is_new = add_agency(connection, key, name.strip(), state, kind=kind, place=place, parent=parent)
    if not is_new:
        say(f"{added.key} ({added.name}) is there already; nothing changed")
        return
    say(f"added {added.key} ({added.name})")
    alike = nearest(key, before, cutoff=80)
    if alike:
        say(f"note: it is much like {alike.key} ({alike.name}); if they are the same, use that key")
