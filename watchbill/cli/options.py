"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


def host_and_port(_ctx: click.Context, _parameter: click.Parameter, written: Sequence[str]) -> list[tuple[str, int]]:
    """(host, port) pairs from texts such as ``127.0.0.1:8000``."""
    pairs = [entry.rpartition(":") for entry in written]
    for host, _, port in pairs:
        if not host or not port.isdigit():
            raise click.BadParameter("write HOST:PORT, such as 127.0.0.1:8000")
    return [(host, int(port)) for host, _, port in pairs]


def web_address(_ctx: click.Context, _parameter: click.Parameter, written: Any) -> Any:
    """An http or https address as it was written; None stays None."""
    from crawlers.portals import is_web_address

    if written is not None and not is_web_address(written):
        raise click.BadParameter(f"{written!r} is not an http or https address")
    return written


ALLOW = click.option(
    "--allow",
    metavar="HOST:PORT",
    multiple=True,
    callback=host_and_port,
    help="A server of your own that may be asked although its address is not public.",
)
