"""`watchbill dashboard`: the web pages, on loopback only."""

from __future__ import annotations

import sys

import click

from watchbill.cli.console import say, settings_of


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8501,
    show_default=True,
    help="The port to listen on; the next free one where it is taken.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.pass_context
def dashboard(ctx: click.Context, port: int, no_browser: bool) -> None:
    """Serve the web pages on 127.0.0.1 until Ctrl-C.

    They read the store and change nothing, fetch nothing from anywhere else, and are for this machine only. A browser
    opens where this runs on a terminal.
    """
    from dashboard.server import serve

    settings = settings_of(ctx)
    opens = not no_browser and sys.stderr.isatty()
    serve(settings, port=port, open_browser=opens, on_ready=lambda url: say(f"dashboard on {url} (Ctrl-C ends it)"))
