"""The command line. Results on stdout, progress and messages on stderr; heavy imports inside the commands.

Exit codes: 0 done (also when some inputs were refused and named), 1 failed or nothing taken, 2 usage, 3 not found,
4 something refused or waiting for review (with --strict), 5 portal unreachable.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from watchbill.cli.console import complain
from watchbill.errors import WatchbillError

#: command -> (module, one line of help). A module is imported only when its command is used or asked for help.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("watchbill.cli.demo", "Crawl, read and show the sample release, in a store of its own."),
    "init": ("watchbill.cli.store", "Make the store, or bring it to the newest schema and registry."),
    "doctor": ("watchbill.cli.store", "Check the installation and say what is missing."),
    "agency": ("watchbill.cli.agency", "List agencies, or add one the registry does not have."),
    "portals": ("watchbill.cli.crawl", "List the declared portals."),
    "crawl": ("watchbill.cli.crawl", "Crawl portals politely, going on where the last crawl stopped."),
    "links": ("watchbill.cli.links", "List the documents that a saved page or platform response offers."),
    "match": ("watchbill.cli.match", "Match the names of one CSV to those of another, without a store."),
    "new-portal": ("watchbill.cli.new_portal", "Declare a site, with a recording and a test."),
    "atlas": ("watchbill.cli.atlas", "Load leads from the Atlas of Surveillance, a CSV."),
    "add": ("watchbill.cli.add", "Take in a release from disk: files, folders, zip, e-mail."),
    "remove": ("watchbill.cli.add", "Take out a release that was added by mistake."),
    "releases": ("watchbill.cli.add", "List the releases and what was refused in them."),
    "read": ("watchbill.cli.read", "Read documents: those waiting in the store, or given files."),
    "explain": ("watchbill.cli.explain", "Draw a page with what was understood and what was passed over."),
    "resolve": ("watchbill.cli.resolve", "Match printed names to the registry and join papers into purchases."),
    "rebuild": ("watchbill.cli.resolve", "Recompute everything that is derived."),
    "review": ("watchbill.cli.review", "Look at uncertain values and names, and settle them."),
    "purchases": ("watchbill.cli.show", "List purchases."),
    "show": ("watchbill.cli.show", "Show one agency, vendor, purchase, record, value or document."),
    "calendar": ("watchbill.cli.calendar", "Write ends of contracts and notice deadlines as a calendar."),
    "search": ("watchbill.cli.show", "Search names and the text of every page."),
    "export": ("watchbill.cli.export", "Write every table as files, each row with its evidence."),
    "verify": ("watchbill.cli.verify", "Re-hash the archive and name what no longer matches."),
    "custody": ("watchbill.cli.custody", "Print how a document came and whether its bytes are the same."),
    "dashboard": ("watchbill.cli.dashboard", "Serve the web pages."),
}


#: What a shell reports for a command that Ctrl-C ended.
INTERRUPTED = 130


class Commands(click.Group):
    """Commands by name, imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            complain("Stopped. What was finished is kept; run the same command again to go on.")
            ctx.exit(INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="watchbill")
@click.option("--database", metavar="URL", help="Where the store is, as a SQLAlchemy URL.  [WATCHBILL_DATABASE]")
@click.option("--archive", metavar="FOLDER", help="Where documents are kept.  [WATCHBILL_ARCHIVE]")
@click.pass_context
def watchbill(ctx: click.Context, database: str | None, archive: str | None) -> None:
    """Who buys surveillance, from whom, for how much, and the page that proves it."""
    ctx.obj = {"database": database, "archive": archive}


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run one command; what a person can mend becomes one sentence on stderr and an exit code, never a traceback."""
    try:
        watchbill.main(args=list(arguments) if arguments is not None else None, standalone_mode=True)
    except WatchbillError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        complain(_sentence_of(error))
        sys.exit(1)
    except Exception as error:
        cause = _database_cause(error)
        if cause is None:
            raise  # a fault of ours: the traceback is what helps
        complain(f"The store refused: {cause}. Nothing half-done was kept.")
        sys.exit(1)


def _sentence_of(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or _first_line(error)}. Nothing half-done was kept."


def _database_cause(error: Exception) -> str | None:
    """What the database said, without the statement; None for an error that is not the database's."""
    import sqlite3

    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return _first_line(error.orig)
    return _first_line(error) if isinstance(error, sqlite3.Error) else None


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
