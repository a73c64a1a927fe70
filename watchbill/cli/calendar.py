"""Ends of contracts and notice deadlines as a calendar file."""

from __future__ import annotations

from pathlib import Path

import click

from watchbill.cli.console import say, store_of


@click.command()
@click.argument("file", metavar="FILE.ics", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--agency", metavar="KEY", help="Only of this agency and its departments.")
@click.option(
    "--site",
    metavar="URL",
    default="http://127.0.0.1:8501",
    show_default=True,
    help="Where the dashboard is served, for the links of the events.",
)
@click.pass_context
def calendar(ctx: click.Context, file: Path, agency: str | None, site: str) -> None:
    """Write the ends of contracts and the last days to give notice as all-day events to FILE.ics."""
    import datetime as dt

    from watchbill.answers import rows
    from watchbill.errors import NotFoundError, WatchbillError
    from watchbill.finding import find
    from watchbill.terms.calendar import HEADINGS, calendar_of

    if not site.startswith(("http://", "https://")):
        raise click.BadParameter(f"{site!r} does not begin with http:// or https://", param_hint="--site")
    with store_of(ctx).connect() as connection:
        if agency and find(connection, agency)[0] != "agency":
            raise NotFoundError(f"{agency} is not an agency.")
        terms = [row for row in rows(connection, "terms", agency=agency) if row["term"] in HEADINGS and row["date"]]
    try:
        file.write_bytes(calendar_of(terms, site, dt.datetime.now(dt.UTC)))
    except OSError as error:
        raise WatchbillError(f"The calendar cannot be written to {file}: {error.strerror}.") from error
    say(f"wrote {len(terms)} {'event' if len(terms) == 1 else 'events'} to {file}")
