"""Printed names resolved to the registry: each distinct name once, with method, score and who decided.

Links are made exactly, by alias, after normalising and by d/b/a; whatever else stays as printed and waits for a person.
What a person decided stands, whatever the rules say later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import public_id
from watchbill.names import agency_name, normal_name
from watchbill.resolve.agencies import KnownAgencies, load_agencies, match_agency, near_agencies
from watchbill.resolve.match import NOTHING, Candidate, Match
from watchbill.resolve.printed import printed_names, releasing_agencies
from watchbill.resolve.vendors import KnownVendors, load_vendors, match_vehicle, match_vendor, near_vendors
from watchbill.review.corrections import Correction, read_log, standing
from watchbill.store.locks import one_writer
from watchbill.store.schema import name_match

__all__ = ["Candidate", "ResolveReport", "candidates", "name_id", "resolve_names"]

#: Fields that name agencies, and those that name vendors. A funder may be either.
AGENCY_FIELDS = frozenset({"agency", "funder"})
VENDOR_FIELDS = frozenset({"vendor", "maker", "vehicle", "funder", "payee"})

_LOCK = 0x5741524E  # "WARN"


@dataclass(frozen=True, slots=True)
class ResolveReport:
    """Distinct names: linked to the registry, waiting for a person, and known to be of nobody in it."""

    names: int
    known: int
    waiting: int
    unknown: int

    def __str__(self) -> str:
        names = "name" if self.names == 1 else "names"
        waits = "waits" if self.waiting == 1 else "wait"
        stays = "stays" if self.unknown == 1 else "stay"
        return (
            f"{self.known:,} of {self.names:,} printed {names} known, {self.waiting:,} {waits} in review, "
            f"{self.unknown:,} {stays} as printed"
        )


def name_id(kind: str, name: str) -> str:
    """The public id of a printed name; the same in every store."""
    return public_id("n", kind, name)


def resolve_names(engine: sa.Engine, *, anew: bool = False) -> ResolveReport:
    """Bring `name_match` to what the papers print, the registry knows and people said; again, and nothing changes.

    `anew` throws away what was resolved before; what people decided comes back from the correction log.
    """
    with engine.begin() as connection:
        one_writer(connection, _LOCK)
        if anew:
            connection.execute(sa.delete(name_match))
        rows = _resolved(connection)
        _write(connection, rows)
    decisions = [row["decision"] for row in rows.values()]
    known = sum(decision in ("auto", "accepted") for decision in decisions)
    waiting = decisions.count("review")
    return ResolveReport(len(rows), known, waiting, len(rows) - known - waiting)


def _resolved(connection: sa.Connection) -> dict[tuple[str, str], dict[str, Any]]:
    printed = printed_names(connection)
    vendors, agencies = load_vendors(connection), load_agencies(connection)
    unclear = [name for name in printed if printed[name] & AGENCY_FIELDS and match_agency(name, agencies) == NOTHING]
    released_by = releasing_agencies(connection, unclear)
    decided = standing(read_log(connection), "name")
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for name, fields in printed.items():
        as_agency = match_agency(name, agencies, released_by.get(name, frozenset()))
        as_vendor = match_vendor(name, vendors) if fields & VENDOR_FIELDS else NOTHING
        if as_vendor == NOTHING and "vehicle" in fields:
            as_vendor = match_vehicle(name, vendors)
        if fields & VENDOR_FIELDS:
            row = _row("vendor", name, as_vendor, vendor_id=as_vendor.id, agency_id=as_agency.id)
            if as_vendor == NOTHING:
                row |= _without_vendor(name, fields, as_agency, vendors)
            rows["vendor", name] = row
        if "agency" in fields or ("funder" in fields and as_agency.id is not None):
            rows["agency", name] = _row("agency", name, as_agency, agency_id=as_agency.id)
    for key, row in rows.items():
        row |= _decided(decided.get(name_id(*key)), vendors, agencies)
    return rows


def _row(
    kind: str, name: str, match: Match, vendor_id: int | None = None, agency_id: int | None = None
) -> dict[str, Any]:
    return {
        "public_id": name_id(kind, name),
        "kind": kind,
        "name": name,
        "normal_name": normal_name(name) if kind == "vendor" else agency_name(name).normal,
        "vendor_id": vendor_id,
        "agency_id": agency_id,
        "method": match.method,
        "score": match.score,
        "decision": "review" if match.id is None else "auto",
    }


def _without_vendor(name: str, fields: frozenset[str], as_agency: Match, vendors: KnownVendors) -> dict[str, Any]:
    """A vendor field that names an agency needs nobody; a payee is worth a question only when it is near a vendor."""
    if as_agency.id is not None:
        return {"method": as_agency.method, "score": as_agency.score, "decision": "auto"}
    if fields <= {"payee"} and not near_vendors(name, vendors, limit=1):
        return {"decision": "none"}
    return {}


def _decided(said: Correction | None, vendors: KnownVendors, agencies: KnownAgencies) -> dict[str, Any]:
    """What a reviewer said about a name. A key that has left the registry makes it wait again."""
    if said is None or said.after is None:
        return {}
    if said.after.get("none"):
        return {"vendor_id": None, "agency_id": None, "method": "reviewer", "score": None, "decision": "rejected"}
    for kind, known in (("vendor", vendors.vendors), ("agency", agencies.agencies)):
        if key := said.after.get(kind):
            found = next((one for one, (its_key, _) in known.items() if its_key == key), None)
            if found is None:
                return {"vendor_id": None, "agency_id": None, "method": None, "score": None, "decision": "review"}
            ids = {"vendor_id": None, "agency_id": None} | {f"{kind}_id": found}
            return ids | {"method": "reviewer", "score": 1.0, "decision": "accepted"}
    return {}


def _write(connection: sa.Connection, rows: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    held = {(row["kind"], row["name"]): row for row in connection.execute(sa.select(name_match)).mappings()}
    gone = [{"gone": row["id"]} for key, row in held.items() if key not in rows]
    changed = [
        {"row": held[key]["id"], **row}
        for key, row in rows.items()
        if key in held and any(held[key][name] != cell for name, cell in row.items())
    ]
    new = [dict(row) for key, row in rows.items() if key not in held]
    if gone:
        connection.execute(sa.delete(name_match).where(name_match.c.id == sa.bindparam("gone")), gone)
    if changed:
        connection.execute(sa.update(name_match).where(name_match.c.id == sa.bindparam("row")), changed)
    if new:
        connection.execute(sa.insert(name_match), new)


def candidates(connection: sa.Connection, kind: str, names: list[str], limit: int = 3) -> dict[str, list[Candidate]]:
    """For names that wait: the vendors or agencies most like each, best first. Looser than what links or asks."""
    if kind == "agency":
        agencies = load_agencies(connection)
        return {name: near_agencies(name, agencies, limit, cutoff=70) for name in names}
    vendors = load_vendors(connection)
    return {name: near_vendors(name, vendors, limit, cutoff=60) for name in names}
