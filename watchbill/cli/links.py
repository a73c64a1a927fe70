"""`watchbill links`: what a saved page or a saved response of a platform offers, without fetching anything."""

from __future__ import annotations

from typing import IO

import click

from watchbill.cli.console import print_json, say, table_console
from watchbill.cli.options import web_address
from watchbill.errors import WatchbillError


def _platform(_ctx: click.Context, _parameter: click.Parameter, written: str | None) -> str | None:
    from crawlers.portals import platforms

    if written is not None and written not in platforms():
        raise click.BadParameter(f"{written!r} is not one of {', '.join(platforms())}")
    return written


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--base", metavar="URL", required=True, callback=web_address, help="Where the file was saved from.")
@click.option(
    "--platform", metavar="NAME", callback=_platform, help="The portal's software, when it is not recognised."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a document: url, title, date, facts.")
def links(file: IO[bytes], base: str, platform: str | None, as_json: bool) -> None:
    """List the documents that FILE offers, with title and date; nothing is fetched. `-` reads standard input.

    FILE is a saved web page, or what a platform's interface answered (JSON, XML or HTML).
    """
    from rich.table import Table
    from rich.text import Text

    from crawlers.listing import ShapeError
    from crawlers.offers import offered_documents

    try:
        offered = offered_documents(file.read(), base, platform)
    except ShapeError as error:
        raise WatchbillError(f"{file.name}: {error}") from error
    if as_json:
        print_json(
            [
                {
                    "url": link.url,
                    "title": link.title,
                    "date": link.date.isoformat() if link.date else None,
                    "facts": dict(link.facts),
                }
                for link in offered
            ]
        )
        return
    table = Table("date", "title", "url", box=None, pad_edge=False, header_style="bold")
    for link in offered:
        table.add_row(Text(str(link.date or "")), Text(link.title), Text(link.url))
    if offered:
        table_console().print(table)
    say(f"{len(offered)} documents" if len(offered) != 1 else "1 document")
