"""`watchbill atlas`: leads from the Atlas of Surveillance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import print_json, say, store_of

if TYPE_CHECKING:
    from watchbill.leads.atlas import AtlasReport

SHOWN = 10


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--smaller", is_flag=True, help="Load it although it lacks a fifth of the leads that are known.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_context
def atlas(ctx: click.Context, file: Path, smaller: bool, as_json: bool) -> None:
    """Load agencies and leads from the Atlas of Surveillance, a CSV that was downloaded.

    A lead is what somebody reports, with links to where they have it from; it is never shown as a purchase. Loading the
    file again changes nothing, and a newer one changes what it says otherwise. The file is at
    https://atlasofsurveillance.org/download.csv (CC BY 4.0).
    """
    from watchbill.leads.atlas import load_atlas
    from watchbill.leads.atlas_file import ATTRIBUTION, read_atlas

    report = load_atlas(store_of(ctx), read_atlas(file.read_bytes(), file.name), is_smaller=smaller)
    if as_json:
        print_json(report.as_json() | {"source": ATTRIBUTION})
        return
    gone = len(report.gone)
    click.echo(f"leads: {report.new} new, {report.changed} changed, {report.same} as before, {gone} gone")
    click.echo(f"agencies: {report.agencies_known} known, {report.agencies_new} new")
    _name_the_rest(report)
    say(f"source: {ATTRIBUTION}")


def _name_the_rest(report: AtlasReport) -> None:
    """What is gone, what was left out, and what has no place in the registry."""
    if report.unmapped:
        named = ", ".join(f"{name} ({count})" for name, count in report.unmapped.most_common())
        say(f"technologies without one of ours: {named}")
    if report.vendors_unknown:
        say(f"{report.vendors_unknown} leads name a vendor that the registry does not have")
    for what, entries in (("no longer in the file", report.gone), ("left out", report.left_out)):
        if entries:
            more = f" and {len(entries) - SHOWN} more" if len(entries) > SHOWN else ""
            say(f"{what}: {'; '.join(entries[:SHOWN])}{more}")
