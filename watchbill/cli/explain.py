"""`watchbill explain`: a picture of a page with what was understood and what was passed over, and the same as data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli.console import print_json, say, settings_of, store_of
from watchbill.errors import NotFoundError, WatchbillError

if TYPE_CHECKING:
    from extractors.explained import Explanation, PageExplained

#: What public ids of documents, records and values look like, and the beginning of a document's SHA-256.
_ID = re.compile(r"[drv]-[0-9a-z]{12}|[0-9a-f]{6,64}")


class PageNumbers(click.ParamType[Any]):
    """A page number from 1, or `all`."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        if str(value).casefold() == "all":
            return "all"
        if not str(value).isdecimal() or int(value) < 1:
            self.fail(f"{value!r} is no page number; pages count from 1, or give `all`.", param, ctx)
        return int(value)


@click.command()
@click.argument("name", metavar="FILE")
@click.option(
    "--page", "numbers", metavar="N", type=PageNumbers(), multiple=True,
    help="Which page, from 1; may be given more than once; `all` for every page.  [default: 1]",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), help="The PNG to write, or a folder.  [default: FILE-pN.png, here]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page; a picture only with --out.")
@click.pass_context
def explain(ctx: click.Context, name: str, numbers: tuple[int | str, ...], out: Path | None, as_json: bool) -> None:
    """Draw a page of FILE with what was understood boxed and labelled, and what was passed over.

    FILE may also be a document, record or value of the store, by its id or the beginning of its SHA-256. It is read
    anew by today's reader; the store is not changed.
    """
    from extractors.explain_file import explain_file

    if out is not None and not out.is_dir() and out.suffix.casefold() != ".png":
        raise click.UsageError(f"--out {out}: the picture is a PNG; give a name that ends in .png, or a folder.")
    path, title, page = _find(ctx, name)
    wanted = None if "all" in numbers else sorted({int(number) for number in numbers} or {page})
    is_drawn = out is not None or not as_json
    try:
        explained = explain_file(path, title, wanted, is_drawn=is_drawn)
    except IndexError as error:
        count = error.args[0]
        pages = "1 page" if count == 1 else f"{count} pages"
        raise click.UsageError(f"{title} has {pages}; there is no page {max(wanted or [0])}.") from error
    _report(title, explained, out or Path(), as_json, many=wanted is None or len(wanted) > 1)


def _find(ctx: click.Context, name: str) -> tuple[Path, str, int]:
    """The file, what it was called, and the page to show where none is asked for."""
    path = Path(name)
    if path.is_file():
        return path, path.name, 1
    if path.is_dir():
        raise click.UsageError(f"{name} is a folder; name one of its files.")
    if not _ID.fullmatch(name.casefold()):
        raise NotFoundError(f"There is no file {name}; check its name.")
    from watchbill.archive import Archive
    from watchbill.finding import page_of

    with store_of(ctx).connect() as connection:
        sha256, title, page = page_of(connection, name)
    return Archive(settings_of(ctx).archive).path(sha256), title, page


def _report(title: str, explained: Explanation | Any, out: Path, as_json: bool, *, many: bool) -> None:
    from watchbill.cli.read import REASONS
    from watchbill.model import Reason

    reason = explained if isinstance(explained, Reason) else explained.reading.reason
    if isinstance(explained, Reason) or not explained.pages:
        raise WatchbillError(f"{title} cannot be explained: {REASONS[reason or Reason.EMPTY]}.")
    if reason:
        say(f"{title} was read only in part: {REASONS[reason]}")
    for page, picture in zip(explained.pages, explained.pictures, strict=bool(explained.pictures)):
        _write(_target(out, title, page.number, many=many), picture)
    for page in explained.pages:
        if as_json:
            print_json(page.as_json(title, explained.reading))
        else:
            say(_summary(page))


def _target(out: Path, title: str, number: int, *, many: bool) -> Path:
    """Where the picture of a page goes: FILE-pN.png in a folder, or the name that was given."""
    if out.is_dir():
        stem = re.sub(r"[^\w.-]+", "-", Path(title).stem).strip("-.") or "page"
        return out / f"{stem}-p{number}.png"
    return out.with_name(f"{out.stem}-p{number}{out.suffix}") if many else out


def _write(target: Path, picture: bytes) -> None:
    is_there = target.exists()
    target.write_bytes(picture)
    click.echo(f"{target}{' (replaced)' if is_there else ''}", err=False)


def _summary(page: PageExplained) -> str:
    """One line: page 1: 12 values taken, 2 wait, 0 of a failed check; 3 amounts and dates passed over."""
    from extractors.explained import ACCEPTED, FAILED, WAITING

    states = [one.state for one in page.understood]
    taken, waiting, failed = (states.count(state) for state in (ACCEPTED, WAITING, FAILED))
    doubts = f", {failed} of a failed check" if failed else ""
    return (
        f"page {page.number}: {taken} values taken, {waiting} wait for a person{doubts}; "
        f"{len(page.figures)} amounts and dates were seen and not taken"
    )
