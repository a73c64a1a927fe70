"""All that the questions answer of a store, as plain data that two stores can be compared by."""

from __future__ import annotations

import sqlalchemy as sa

from tests.purchases.desk import joined, lay
from tests.purchases.invented import City, Laid
from watchbill.questions import QUESTIONS
from watchbill.store import schema as s

#: Answers of the clock or of the order in which papers came.
_OF_ARRIVAL = {
    "read_at",
    "last_added",
    "added_at",
    "first_seen",
    "last_seen",
    "made_at",
    "fetched_at",
    "document_title",
    "title",
}


def answers(engine: sa.Engine) -> dict[str, list[str]]:
    """Every question that needs no filter, each row as text, in an order of its own; log and clock left out."""
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for name, question in QUESTIONS.items():
            if question.needs or name in ("corrections", "correction_chain"):
                continue
            frame = question.answer(connection)
            kept = frame.drop(columns=[column for column in frame if str(column) in _OF_ARRIVAL])
            rows = kept.astype(object).where(kept.notna(), None).to_dict("records")
            found[name] = sorted(repr(sorted((str(key), _plain(cell)) for key, cell in row.items())) for row in rows)
    return found


def _plain(cell: object) -> object:
    return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell)


def lay_all(engine: sa.Engine, papers: list[Laid] | tuple[Laid, ...]) -> list[str]:
    """Lay papers on the desk and join them; the hashes of their documents."""
    hashes = [lay(engine, one.record, agency=one.agency, copy=one.copy) for one in papers]
    joined(engine)
    return hashes


def purchases_of(engine: sa.Engine) -> dict[str, set[str]]:
    """hash of a document -> the public ids of the purchases that hold its papers."""
    held = sa.select(s.document.c.sha256, s.purchase.c.public_id).select_from(
        s.purchase.join(s.purchase_record).join(s.record).join(s.document)
    )
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for sha, purchase in connection.execute(held):
            found.setdefault(sha, set()).add(purchase)
    return found


def rungs_of(engine: sa.Engine) -> dict[str, set[str]]:
    """purchase id -> its rungs."""
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        steps = sa.select(s.purchase.c.public_id, s.purchase_rung.c.rung).join_from(s.purchase, s.purchase_rung)
        for purchase, rung in connection.execute(steps):
            found.setdefault(purchase, set()).add(rung)
    return found


def totals(found: dict[str, dict[str, int]]) -> dict[str, int]:
    """Amounts of all purchases together, those that are 0 left out."""
    names = {name for each in found.values() for name in each}
    sums = {name: sum(each.get(name, 0) for each in found.values()) for name in names}
    return {name: cents for name, cents in sums.items() if cents}


def truth_of(city: City) -> dict[str, int]:
    """What all deals of a city come to."""
    return totals({str(place): deal.amounts for place, deal in enumerate(city.deals)})


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """The rows that only one of two stores answers, named by their question."""
    return [
        f"{name}: {row}"
        for name in sorted(one.keys() | other.keys())
        for row in sorted(set(one.get(name, ())) ^ set(other.get(name, ())))
    ] + [
        f"{name}: {len(one[name])} rows against {len(other[name])}"
        for name in one
        if len(one[name]) != len(other[name])
    ]
