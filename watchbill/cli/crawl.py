"""Portals on the command line: listed, and crawled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from watchbill.cli.console import print_json, say, settings_of, store_of, table_console
from watchbill.cli.crawling import crawl_progress
from watchbill.cli.options import ALLOW, web_address
from watchbill.errors import UnreachableError, WaitingError, WatchbillError
from watchbill.model import CrawlReport

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawlers.dry import Foreseen
    from crawlers.portals import Portal

#: Letters of the key of a page that no file declares.
LONGEST_KEY = 80


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def portals(as_json: bool) -> None:
    """List the declared portals: key, agency, platform, address, and the date of the last live check."""
    from rich.table import Table
    from rich.text import Text

    from crawlers.portals import SEVERAL, load_portals

    columns = ("key", "agency", "platform", "url", "checked")
    declared = [
        {name: getattr(portal, name) for name in columns} | {"agency": portal.agency or SEVERAL}
        for portal in load_portals().values()
    ]
    if as_json:
        print_json(declared)
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for portal in declared:
        table.add_row(*(Text(portal[name]) for name in columns))
    table_console().print(table)


@click.command()
@click.argument("keys", metavar="[PORTAL]...", nargs=-1)
@click.option(
    "--url",
    metavar="URL",
    callback=web_address,
    help="Crawl the agency page at this address, which no portal declares.",
)
@click.option("--agency", metavar="KEY", help="Whose page --url is; `watchbill agency list` has the keys.")
@click.option(
    "--recheck", metavar="DAYS", type=click.IntRange(min=0), help="Ask again for documents fetched longer ago.  [30]"
)
@click.option("--delay", metavar="SECONDS", type=click.FloatRange(min=0), help="Between requests to one host.  [1]")
@ALLOW
@click.option(
    "--warc",
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    help="Also write every request and answer to a WARC file a portal in this folder.",
)
@click.option("--dry-run", is_flag=True, help="Ask for lists only; print what documents would be asked for.")
@click.option("--strict", is_flag=True, help="Exit with code 4 when anything is missing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a portal.")
@click.pass_context
def crawl(
    ctx: click.Context,
    keys: tuple[str, ...],
    url: str | None,
    agency: str | None,
    recheck: int | None,
    delay: float | None,
    allow: list[tuple[str, int]],
    warc: str | None,
    dry_run: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Crawl portals politely, all that are declared or those named, and go on where the last crawl stopped.

    Prints one line a portal: complete, incomplete (with what is missing and why) or failed.
    """
    from watchbill.archive import Archive
    from watchbill.pipeline import crawl as crawl_portals

    if bool(url) != bool(agency):
        raise click.UsageError("--url and --agency go together: which page, and whose it is")
    chosen = _declared(keys) if keys or not url else []
    engine = store_of(ctx)
    if url and agency:
        chosen.append(_undeclared(engine, url, agency))
    settings = settings_of(ctx)
    with crawl_progress(lambda report: _print_end(report, as_json=as_json, dry_run=dry_run)) as show:
        reports = crawl_portals(
            engine,
            Archive(settings.archive),
            chosen,
            settings,
            allow=allow,
            delay=delay,
            recheck_days=recheck,
            warc=warc,
            on_foreseen=(lambda foreseen: _print_foreseen(foreseen, as_json=as_json)) if dry_run else None,
            on_progress=show,
        )
    if as_json and not dry_run:
        print_json([asdict(report) for report in reports])
    conclude(reports, strict=strict, is_dry=dry_run)


def _print_end(report: CrawlReport, *, as_json: bool, dry_run: bool) -> None:
    """The line of a portal: an answer, but only words beside the answer of a dry run."""
    if dry_run:
        say(f"dry run of {report}")
    elif not as_json:
        click.echo(str(report))


def _print_foreseen(foreseen: Foreseen, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(foreseen))
    else:
        click.echo("  ".join((foreseen.portal, foreseen.why, foreseen.date or "no date", foreseen.title, foreseen.url)))


def _declared(keys: Sequence[str]) -> list[Portal]:
    from crawlers.portals import find_portal, load_portals

    return [find_portal(key) for key in dict.fromkeys(keys)] if keys else list(load_portals().values())


def _undeclared(engine: Engine, url: str, agency: str) -> Portal:
    """A portal for an address that no file declares, named by it."""
    from crawlers.portals import portal_from
    from watchbill.agencies import find_agency

    with engine.connect() as connection:
        find_agency(connection, agency)
    written = {"agency": agency, "platform": "pages", "url": url, "checked": "never"}
    return portal_from(key_of(url), written, "--url")


def key_of(url: str) -> str:
    """What to call a page that no file declares: its address, so that two pages (``?id=1``, ``?id=2``) are two portals.

    A long one ends with a part of its hash.
    """
    parts = urlsplit(url)
    key = re.sub(r"[^a-z0-9]+", "_", f"{parts.hostname or ''}{parts.path}_{parts.query}".lower()).strip("_")
    if len(key) > LONGEST_KEY:
        mark = hashlib.sha256(url.encode()).hexdigest()[:8]
        key = f"{key[: LONGEST_KEY - len(mark) - 1].rstrip('_')}_{mark}"
    return key or "page"


def conclude(reports: Sequence[CrawlReport], *, strict: bool, is_dry: bool = False) -> None:
    """Say how it ended where that is no success."""
    unreachable = [report.portal for report in reports if report.is_unreachable]
    failed = [report.portal for report in reports if report.outcome == "failed" and not report.is_unreachable]
    if unreachable:
        others = f" The crawl of {_names(failed)} failed." if failed else ""
        raise UnreachableError(f"{_names(unreachable)} could not be reached; try again later, nothing is lost.{others}")
    if failed:
        raise WatchbillError(f"The crawl of {_names(failed)} failed; the line above says why.")
    missing = [report.portal for report in reports if report.outcome != "complete"]
    if strict and missing:
        raise WaitingError(f"The crawl of {_names(missing)} is not complete (--strict).")
    if any(report.new for report in reports) and not is_dry:
        say("read what is new with: watchbill read")


def _names(keys: Sequence[str]) -> str:
    return keys[0] if len(keys) == 1 else f"{', '.join(keys[:-1])} and {keys[-1]}"
