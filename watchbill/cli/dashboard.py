"""`watchbill dashboard`: the web pages, on loopback only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import say, settings_of

if TYPE_CHECKING:
    from watchbill.settings import Settings


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8501,
    show_default=True,
    help="The port to listen on; the next free one where it is taken.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--review", is_flag=True, help="Serve the review page too, in a process of its own: the only one that may write."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on: this machine's own and no other."
)
@click.option(
    "--reviewer",
    envvar="WATCHBILL_REVIEWER",
    default="",
    help="The name the review page begins with.  [WATCHBILL_REVIEWER]",
)
@click.pass_context
def dashboard(ctx: click.Context, port: int, no_browser: bool, review: bool, host: str, reviewer: str) -> None:
    """Serve the web pages on 127.0.0.1 until Ctrl-C.

    They read the store and change nothing, fetch nothing from anywhere else, and are for this machine only. A browser
    opens where this runs on a terminal. With --review a page to settle what waits is served beside them.
    """
    from dashboard.review.guard import check_host
    from dashboard.server import serve

    check_host(host)
    settings = settings_of(ctx)
    opens = not no_browser and sys.stderr.isatty()
    with _review_beside(settings, reviewer) if review else nullcontext():
        serve(settings, port=port, open_browser=opens, on_ready=lambda url: say(f"dashboard on {url} (Ctrl-C ends it)"))


@contextmanager
def _review_beside(settings: Settings, reviewer: str) -> Iterator[None]:
    """The review page in a process of its own for as long as the public pages are served."""
    from dashboard.review.server import start_review

    process, url = start_review(settings, reviewer=reviewer)
    say(f"review page on {url}, for this machine only")
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
