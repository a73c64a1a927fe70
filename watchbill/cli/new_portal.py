"""`watchbill new-portal`: a declaration, a recording and a test for a site that nobody has declared yet."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click

from watchbill.cli.console import say, settings_of, store_of
from watchbill.cli.options import ALLOW, web_address


@click.command("new-portal")
@click.argument("url", callback=web_address)
@click.option("--agency", metavar="KEY", required=True, help="Whose site it is; `several` where it is nobody's alone.")
@click.option("--key", metavar="KEY", help="What to call the portal.  [made of the agency's key]")
@click.option("--search", metavar="WORDS", multiple=True, help="Words to search for, on platforms that have a search.")
@ALLOW
@click.pass_context
def new_portal(
    ctx: click.Context, url: str, agency: str, key: str | None, search: tuple[str, ...], allow: list[tuple[str, int]]
) -> None:
    """Look at URL, recognise the software behind it, and write what a new portal needs.

    Writes the declaration, a recording of the portal's first list, and the file in which a person writes down what the
    recording offers: until that is done the test of recorded portals fails.
    """
    from crawlers.new_portal import CHECKOUT, meet, write_portal
    from crawlers.portals import SEVERAL
    from watchbill.agencies import find_agency

    if agency != SEVERAL:
        with store_of(ctx).connect() as connection:
            find_agency(connection, agency)
    met = meet(url, settings_of(ctx).contact, search=search, allow=allow)
    host = urlsplit(url).hostname or ""
    name = key or re.sub(r"[^a-z0-9]+", "_", host if agency == SEVERAL else agency).strip("_")
    for path in write_portal(met, name, agency, search=search):
        click.echo(path.relative_to(CHECKOUT))
    say(f"{host} is a portal of the platform {met.platform}. Read the recording, write what it offers into")
    say("expected.json, then run: python -m pytest tests/crawlers/test_new_portal.py")
