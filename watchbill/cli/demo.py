"""`watchbill demo`: the whole road over the sample release, then the dashboard."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from watchbill.cli.console import say, settings_of
from watchbill.errors import WatchbillError
from watchbill.settings import ROOT, Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

    from watchbill.archive import Archive

FOLDER = ROOT / "data" / "demo"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Of the dashboard.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--exit", "ends", is_flag=True, help="End with 0 once everything is stored, without the dashboard.")
@click.pass_context
def demo(ctx: click.Context, port: int, no_browser: bool, ends: bool) -> None:
    """Serve the sample release on loopback, crawl it, read it, join it, and open the dashboard.

    Facsimiles never mix with real records: the demo keeps a store and an archive of its own in data/demo, unless
    WATCHBILL_DATABASE or --database names another.
    """
    from watchbill.archive import Archive
    from watchbill.registry import sync_registry
    from watchbill.store.engine import open_store

    settings = demo_settings(ctx)
    engine = open_store(settings.database)
    try:
        sync_registry(engine)
        archive = Archive(settings.archive)
        _crawl(engine, archive, settings)
        _read(engine, archive)
        _join(engine)
    finally:
        engine.dispose()
    if not ends:
        from dashboard.server import serve

        opens = not no_browser and sys.stderr.isatty()
        serve(settings, port=port, open_browser=opens, on_ready=lambda url: say(f"open     {url} (Ctrl-C ends it)"))


def demo_settings(ctx: click.Context) -> Settings:
    """The settings in force, with the demo's own store and archive where nobody named others."""
    settings = settings_of(ctx)
    flags = ctx.find_root().obj
    if not (flags.get("database") or os.environ.get("WATCHBILL_DATABASE")):
        settings = replace(settings, database=f"sqlite:///{FOLDER / 'watchbill.db'}")
        if not (flags.get("archive") or os.environ.get("WATCHBILL_ARCHIVE")):
            settings = replace(settings, archive=str(FOLDER / "archive"))
    return settings


def _crawl(engine: sa.Engine, archive: Archive, settings: Settings) -> None:
    from crawlers.portals import Portal
    from watchbill.pipeline import crawl
    from watchbill.sample import PORTAL_KEY, SERVED_PORT, papers, serve_sample

    with serve_sample(SERVED_PORT) as port:
        portal = Portal(key=PORTAL_KEY, agency="", platform="pages", url=f"http://127.0.0.1:{port}/")
        [report] = crawl(engine, archive, [portal], settings, allow=[("127.0.0.1", port)], delay=0.0)
    say(f"crawled  {report}")
    kept = sum(archive.has(paper) for paper in papers())
    say(f"kept     {kept} of {len(papers())} documents by their SHA-256 in {settings.archive}")
    if kept < len(papers()):
        raise WatchbillError("The sample release was not crawled whole; run the demo again, or watchbill doctor.")


def _read(engine: sa.Engine, archive: Archive) -> None:
    from watchbill.pipeline import read_pending

    say(f"read     {read_pending(engine, archive)}")


def _join(engine: sa.Engine) -> None:
    from watchbill.cli.resolve import derive

    derive(engine, label="joined   ")
