"""`watchbill verify`: what is kept is still what was kept, and the values are still on the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from watchbill.cli.console import print_json, progress, say, settings_of, store_of
from watchbill.errors import WatchbillError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from watchbill.archive import Archive
    from watchbill.integrity import Hashed
    from watchbill.model import Reading

#: What makes two values the same: kind and first page of the record, field, value, printed text, page, rounded box.
_Key = tuple[Any, ...]


@click.command()
@click.option("--values", is_flag=True, help="Also read the documents again and compare every value (slow).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def verify(ctx: click.Context, values: bool, as_json: bool) -> None:
    """Re-hash the archive and name what no longer matches. Changes nothing, except that it clears what kills left."""
    from watchbill.archive import Archive
    from watchbill.review.corrections import verify_chain

    archive, engine = Archive(settings_of(ctx).archive), store_of(ctx)
    with engine.connect() as connection:
        hashed = _hash_all(connection, archive)
        chain = verify_chain(connection)
    wrong = [one for one in hashed if one.damage]
    for one in wrong:
        say(f"{one.damage}: {one.document or 'known to the archive only'} ({one.name or one.sha256})")
    if chain.broken:
        also = f" ({len(chain.broken) - 1} later ones neither)" if len(chain.broken) > 1 else ""
        say(
            f"correction {chain.broken[0]} does not follow from the one before it{also}: the log was changed outside "
            "Watchbill"
        )
    cleared = archive.clear_leftovers()
    if cleared:
        say(f"cleared {cleared} unfinished files that killed writes had left")
    whole = {one.sha256 for one in hashed if one.document and not one.damage}
    matching, published = _compare_values(engine, archive, whole) if values else (0, 0)
    say(f"{_summary(hashed, chain.length)}{f', the last with hash {chain.head}' if chain.length else ''}")
    if values:
        say(f"values: {matching} of {published} still match ({_share(matching, published)})")
    if as_json:
        print_json(
            _as_json(hashed, chain.broken, (matching, published) if values else None) | {"corrections_head": chain.head}
        )
    if wrong or chain.broken or matching != published:
        raise WatchbillError("Not everything still matches: what is named above needs a backup, or a person.")


def _hash_all(connection: Connection, archive: Archive) -> list[Hashed]:
    from watchbill.integrity import count_files, hash_again

    hashed = []
    with progress("hashing", count_files(connection, archive)) as bar:
        for one in hash_again(connection, archive):
            hashed.append(one)
            bar.advance(bar.task_ids[0])
    return hashed


def _summary(hashed: list[Hashed], corrections: int) -> str:
    documents = [one for one in hashed if one.document]
    whole = sum(not one.damage for one in documents)
    others = len(hashed) - len(documents)
    also = f", {others} other files of the archive" if others else ""
    return f"verified {whole} of {len(documents)} documents{also}, {corrections} corrections"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "there are none"


def _as_json(hashed: list[Hashed], broken: tuple[int, ...], values: tuple[int, int] | None) -> dict[str, Any]:
    wrong = [
        {"document": one.document, "name": one.name, "sha256": one.sha256, "damage": one.damage}
        for one in hashed
        if one.damage
    ]
    answer = {"documents": sum(one.document is not None for one in hashed), "wrong": wrong, "corrections": list(broken)}
    return answer | ({"values": values[1], "values_matching": values[0]} if values else {})


def _compare_values(engine: Engine, archive: Archive, whole: set[str]) -> tuple[int, int]:
    """How many stored values a new reading of the same bytes finds again, and how many there are."""
    from extractors.children import read_files

    with engine.connect() as connection:
        stored = _stored_values(connection, whole)
    matching = 0
    with progress("reading again", len(stored)) as bar:
        paths = {archive.path(sha): sha for sha in sorted(stored)}
        for path, reading in read_files(paths):
            found = Counter(_keys_of(reading))
            lost = stored[paths[path]] - found
            matching += stored[paths[path]].total() - lost.total()
            for key, number in lost.items():
                say(f"{paths[path][:12]}… page {key[5]}: {key[2]} {key[3]!r} is not found again ({number})")
            bar.advance(bar.task_ids[0])
    return matching, sum(keys.total() for keys in stored.values())


def _stored_values(connection: Connection, whole: set[str]) -> dict[str, Counter[_Key]]:
    import sqlalchemy as sa

    from watchbill.store.schema import document, record, value

    rows = connection.execute(
        sa.select(document.c.sha256, record.c.kind, record.c.first_page, value)
        .join(record, record.c.document_id == document.c.id)
        .join(value, value.c.record_id == record.c.id)
        .where(record.c.is_current)
    )
    stored: dict[str, Counter[_Key]] = {}
    for row in rows:
        if row.sha256 in whole:
            box = tuple(map(round, (row.x0, row.top, row.x1, row.bottom)))
            key = (row.kind, row.first_page, row.field, row.value, row.raw, row.page, box)
            stored.setdefault(row.sha256, Counter())[key] += 1
    return stored


def _keys_of(reading: Reading) -> list[_Key]:
    return [
        (
            str(record.kind),
            record.pages[0],
            field,
            one.value,
            one.raw,
            one.page,
            tuple(round(edge) for edge in one.bbox),
        )
        for record in reading.records
        for fields in (record.fields, *(row.fields for row in (*record.items, *record.payments, *record.facts)))
        for field, one in fields.items()
    ]
