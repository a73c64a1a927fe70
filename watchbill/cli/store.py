"""The store and the installation on the command line: init, doctor."""

from __future__ import annotations

import click

from watchbill.cli.console import print_json, say, settings_of, store_of
from watchbill.errors import WatchbillError


@click.command()
@click.pass_context
def init(ctx: click.Context) -> None:
    """Make the store, or bring it to the newest schema and registry. Safe to repeat."""
    import sqlalchemy as sa

    from watchbill.store import schema

    settings = settings_of(ctx)
    engine = store_of(ctx)
    with engine.connect() as connection:
        agencies, vendors, documents = (
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (schema.agency, schema.vendor, schema.document)
        )
    say(f"the store is {engine.url.render_as_string(hide_password=True)}")
    say(f"the archive is {settings.archive}")
    say(f"the registry knows {agencies} agencies and {vendors} vendors; the store holds {documents} documents")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check the installation and say what is missing, and what to do about it."""
    from watchbill.cli.checks import MISSING, check_installation

    checks = check_installation(settings_of(ctx))
    if as_json:
        print_json([{"name": one.name, "state": one.state, "seen": one.seen, "advice": one.advice} for one in checks])
    else:
        colours = {"ok": "green", "missing": "red", "optional": "yellow"}
        for one in checks:
            advice = f"; {one.advice}" if one.advice else ""
            click.echo(click.style(f"{one.state:<9}", fg=colours[one.state]) + f"{one.name}: {one.seen}{advice}")
    missing = [one.name for one in checks if one.state == MISSING]
    if missing:
        raise WatchbillError(f"Something that is needed is missing: {', '.join(missing)}.")
