"""Names resolved and papers joined: everything derived, in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from watchbill.cli.console import say, store_of
from watchbill.errors import WaitingError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from watchbill.purchases import JoinReport


@click.command()
@click.option("--strict", is_flag=True, help="End with exit code 4 where names wait for review.")
@click.pass_context
def resolve(ctx: click.Context, strict: bool) -> None:
    """Match printed names to the registry and join papers into purchases."""
    waiting = derive(store_of(ctx))
    if strict and waiting:
        raise WaitingError(f"{_count(waiting, 'name')} to settle first; `watchbill review list` shows what waits.")


@click.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Recompute everything that is derived, from the readings, the registry and the correction log."""
    derive(store_of(ctx), anew=True)


def derive(engine: Engine, *, anew: bool = False, label: str = "") -> int:
    """Resolve names, then join papers into purchases; say so in one line. How many names wait for a person."""
    from watchbill.purchases import join_purchases
    from watchbill.resolve import resolve_names

    resolved = resolve_names(engine, anew=anew)
    say(f"{label}{resolved}; {_told(join_purchases(engine))}")
    return resolved.waiting


def _told(joined: JoinReport) -> str:
    leads = f" and {_count(joined.leads, 'lead')}" if joined.leads else ""
    other = f"; {joined.left_out} more without a surveillance technology left out" if joined.left_out else ""
    return f"joined {_count(joined.papers, 'paper')} into {_count(joined.purchases, 'purchase')}{leads}{other}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
