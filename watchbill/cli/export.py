"""Tables as files."""

from __future__ import annotations

from pathlib import Path

import click

from watchbill.cli.console import say, store_of


@click.command()
@click.argument("what", metavar="FORMAT")
@click.argument("destination", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write into a folder that holds other files too; those are left alone.")
@click.pass_context
def export(ctx: click.Context, what: str, destination: Path, force: bool) -> None:
    """Write every table to the folder DIR, each row with its evidence. FORMAT is csv."""
    from watchbill.exports import FORMATS, LATER_FORMATS, export_csv
    from watchbill.store.engine import one_moment

    if what in LATER_FORMATS:
        raise click.UsageError(f"Exporting as {what} is not there yet; csv is.")
    if what not in FORMATS:
        raise click.UsageError(f"{what!r} is not a format of export; csv is.")
    with one_moment(store_of(ctx)) as connection:
        counts = export_csv(connection, destination, force=force)
    for name, count in counts.items():
        click.echo(f"{count:>9}  {destination / name}.csv")
    say(f"wrote {len(counts)} tables, {sum(counts.values())} rows, to {destination}")
