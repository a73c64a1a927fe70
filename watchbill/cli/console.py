"""Manners of the command line: where words go, and the settings and store that commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import click

from watchbill.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from sqlalchemy import Engine


def settings_of(ctx: click.Context) -> Settings:
    """The settings in force for this command."""
    return load_settings(ctx.find_root().obj)


def store_of(ctx: click.Context) -> Engine:
    """The store, made or migrated where needed, with today's registry; closed with the command."""
    from watchbill.registry import sync_registry
    from watchbill.store.engine import open_store

    engine = open_store(settings_of(ctx).database)
    ctx.call_on_close(engine.dispose)
    sync_registry(engine)
    return engine


def printable(text: str) -> str:
    """The text without line breaks and control signs: a stranger's file name must not write on the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def say(message: str) -> None:
    """One line about what was done, on stderr."""
    click.echo(printable(message), err=True)


def complain(message: str) -> None:
    """One sentence about what went wrong, on stderr."""
    click.echo(click.style("watchbill: ", fg="red") + printable(message), err=True)


def print_json(answer: Any) -> None:
    """An answer a program may read, on stdout, one object a line for lists."""
    for entry in answer if isinstance(answer, list) else [answer]:
        click.echo(json.dumps(entry, ensure_ascii=False, default=str))


def table_console() -> Console:
    """A Rich console on stdout for tables; wide when it is not a terminal, so that nothing is cut for `grep`."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=240)


class NoBar:
    """What a bar is told where there is no terminal to show it: Rich is then not even loaded."""

    task_ids: Sequence[TaskID] = (cast("TaskID", 0),)

    def advance(self, task: TaskID, steps: float = 1) -> None:
        """A step was taken."""

    def update(self, task: TaskID, **facts: object) -> None:
        """More is known."""


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Progress | NoBar]:
    """A progress bar on stderr, shown only on a terminal."""
    if not sys.stderr.isatty():
        yield NoBar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(label, total=total)
        yield bar


def said(side: Mapping[str, Any] | None) -> str:
    """One side of a decision in a word: the value, whom a name means, or how it stood."""
    if not side:
        return "nothing"
    if side.get("none"):
        return "nobody of the registry"
    if side.get("value") == "":
        return "not printed"
    return str(next((side[name] for name in ("value", "vendor", "agency", "decision") if side.get(name)), "nothing"))
