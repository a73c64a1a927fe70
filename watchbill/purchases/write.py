"""Put the purchases into the store, all or none, and keep every id they were ever known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import public_id
from watchbill.purchases.build import Purchase, build_purchases
from watchbill.purchases.parties import Party
from watchbill.store import schema as s
from watchbill.store.locks import one_writer

_JOIN_LOCK = 0x57424A4E  # "WBJN": two processes never recompute the purchases at once


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What joining made: purchases, leads, their papers; `left_out` are purchases of no surveillance technology."""

    purchases: int
    leads: int
    papers: int
    left_out: int = 0


def join_purchases(engine: sa.Engine) -> JoinReport:
    """Recompute every purchase from the current papers, in one transaction. Safe to run any number of times."""
    from watchbill.findings import write_findings  # it looks at purchases, so it cannot be there before them

    with engine.begin() as connection:
        one_writer(connection, _JOIN_LOCK)
        connection.execute(sa.delete(s.purchase))  # its parts cascade
        found = build_purchases(connection)
        _write(connection, found)
        write_findings(connection)
    leads = sum(purchase.is_lead for purchase in found)
    other = [purchase for purchase in found if not purchase.is_lead and not _is_surveillance(purchase)]
    papers = {record for purchase in found if purchase not in other for record, _ in purchase.papers}
    return JoinReport(len(found) - leads - len(other), leads, len(papers), len(other))


def _is_surveillance(purchase: Purchase) -> bool:
    return bool(purchase.technologies) or (purchase.maker is not None and purchase.maker.id is not None)


def _write(connection: sa.Connection, found: list[Purchase]) -> None:
    technologies = dict(connection.execute(sa.select(s.technology.c.key, s.technology.c.name)).all())
    vendors = dict(connection.execute(sa.select(s.vendor.c.key, s.vendor.c.name)).all())
    _insert(connection, s.purchase, [_purchase_row(purchase, technologies | vendors) for purchase in found])
    ids = dict(connection.execute(sa.select(s.purchase.c.public_id, s.purchase.c.id)).all())
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        table: []
        for table in (
            s.purchase_record, s.purchase_party, s.purchase_technology, s.purchase_rung, s.purchase_amount,
        )
    }  # fmt: skip
    for purchase in found:
        for table, parts in _part_rows(purchase):
            rows[table] += [{"purchase_id": ids[purchase.public_id], **part} for part in parts]
    for table, parts in rows.items():
        _insert(connection, table, parts)
    _insert(connection, s.purchase_pair, list(_pair_rows(found, ids)))
    given = set(connection.scalars(sa.select(s.former_purchase.c.public_id)))
    new = [purchase for purchase in found if purchase.public_id not in given]
    _insert(
        connection,
        s.former_purchase,
        [{"public_id": purchase.public_id, "record_public_id": purchase.anchor} for purchase in new],
    )


def _pair_rows(found: list[Purchase], ids: Mapping[str, int]) -> Iterable[dict[str, Any]]:
    """What joining left open between two purchases of surveillance."""
    shown = [purchase for purchase in found if not purchase.is_lead and _is_surveillance(purchase)]
    holding = {record: purchase for purchase in shown for record, _ in purchase.papers}
    for purchase in shown:
        for pair in purchase.pairs:
            other = holding.get(pair.other_id)
            if other is not None and other is not purchase:
                yield {
                    "public_id": public_id("q", *pair.identity),
                    "purchase_id": ids[purchase.public_id],
                    "other_id": ids[other.public_id],
                    "record_id": pair.record_id,
                    "reason": pair.reason,
                }


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _purchase_row(purchase: Purchase, names: Mapping[str, str]) -> dict[str, Any]:
    agency, maker, seller = purchase.buyer, purchase.maker, purchase.seller
    return {
        "public_id": purchase.public_id,
        "agency_id": agency.id if agency else None,
        "maker_id": maker.id if maker else None,
        "seller_id": seller.id if seller else None,
        "agency_name": agency.name if agency else None,
        "maker_name": maker.name if maker else None,
        "seller_name": seller.name if seller else None,
        "title": _title(purchase, names),
        "is_lead": purchase.is_lead,
        "currency": purchase.currency,
        "first_date": min(purchase.dates, default=None),
        "last_date": max(purchase.dates, default=None),
    }


def _title(purchase: Purchase, names: Mapping[str, str]) -> str:
    """ "Automatic licence plate readers from Flock Safety", as far as it is known."""
    keys = sorted(found.technology for found in purchase.technologies)
    what = ", ".join(names.get(key, key) for key in keys) or "Technology not known"
    maker = purchase.maker or purchase.seller
    return f"{what} from {names.get(maker.key, maker.name)}" if maker else what


def _part_rows(purchase: Purchase) -> Iterable[tuple[sa.Table, list[dict[str, Any]]]]:
    yield (
        s.purchase_record,
        [
            {"record_id": record, "joined_by": why, "value_id": purchase.awards.get(record)}
            for record, why in purchase.papers
        ],
    )
    yield s.purchase_party, [{"role": str(role), **_party_row(party)} for role, party in purchase.parties]
    yield (
        s.purchase_technology,
        [
            {"technology": found.technology, "words": found.words, "value_id": found.value_id}
            for found in purchase.technologies
        ],
    )
    yield (
        s.purchase_rung,
        [{"rung": str(step.rung), "record_id": step.record_id, "date": step.date} for step in purchase.rungs],
    )
    yield (
        s.purchase_amount,
        [
            {
                "amount": str(part.amount),
                "cents": part.cents,
                "value_id": part.fact.id,
                "is_reviewed": part.fact.is_reviewed,
            }
            for part in purchase.amounts
        ],
    )


def _party_row(party: Party) -> dict[str, Any]:
    return {
        "agency_id": party.id if party.is_agency else None,
        "vendor_id": None if party.is_agency else party.id,
        "name": party.name,
        "value_id": party.fact.id if party.fact else None,
    }
