"""What a person sees while portals are crawled: on a terminal a live table, otherwise one line a portal at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from watchbill.cli.console import printable
from watchbill.model import CrawlReport

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Called with the counts so far and the URL just fetched; with no URL when the portal's crawl has ended.
OnProgress = Callable[[CrawlReport, str], None]

#: Portals shown at one time: those that run, and the last that ended.
SHOWN = 20


@contextmanager
def crawl_progress(say_end: Callable[[CrawlReport], None]) -> Iterator[OnProgress]:
    """Tell how crawls go; `say_end` prints the line of a portal when its crawl has ended, or below the table."""
    if not sys.stderr.isatty():
        yield lambda report, url: None if url else say_end(report)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    reports: dict[str, tuple[CrawlReport, str]] = {}

    with Live(console=console, refresh_per_second=4, transient=True) as live:

        def show(report: CrawlReport, url: str) -> None:
            reports[report.portal] = (report, url)
            live.update(progress_table(list(reports.values()), console))

        try:
            yield show
        finally:
            live.stop()  # lines printed beside a live table would be wiped with it
            for report in [report for report, url in reports.values() if not url]:
                say_end(report)


def progress_table(reports: list[tuple[CrawlReport, str]], console: Console) -> Table:
    """A row a portal: what it brought so far, and what it waits for or fetched last."""
    from rich.table import Table
    from rich.text import Text

    table = Table("portal", box=None, pad_edge=False, header_style="bold")
    for name in ("pages", "documents", "new", "skipped", "lost"):
        table.add_column(name, justify="right")
    table.add_column("now", no_wrap=True, overflow="ellipsis", max_width=max(20, console.width - 70))
    running = [row for row in reports if row[1]]
    ended = [row for row in reports if not row[1]]
    for report, url in [*running, *ended[::-1]][:SHOWN]:
        counts = (report.pages, report.documents, report.new, report.skipped, report.refused + report.failed)
        table.add_row(Text(report.portal), *map(str, counts), Text(_now(report, url)))
    if len(reports) > SHOWN:
        table.add_row(Text(f"and {len(reports) - SHOWN} more", style="dim"))
    return table


def _now(report: CrawlReport, url: str) -> str:
    if not url:
        return report.outcome
    if report.waiting_until:
        return f"waits until {report.waiting_until[11:16]} UTC, as it was asked to"
    return printable(urlsplit(url).path.rpartition("/")[2] or url)
