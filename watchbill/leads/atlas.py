"""Loading the Atlas of Surveillance: agencies, technologies and leads with their links, again and again without harm.

An agency is known by its number (the ORI9), else by its name within its state; what nobody knows is added. Loading the
same file again changes nothing; a changed row is changed, a row that is gone is marked with the day, never deleted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from watchbill.errors import WatchbillError
from watchbill.leads.atlas_file import SOURCE, AtlasFile, AtlasRow, LinkRow
from watchbill.model import public_id
from watchbill.names import STATES, agency_name, fold, normal_name
from watchbill.store import schema as s
from watchbill.store.locks import one_writer

_LOCK = 0x41544C53  # "ATLS"
#: A file that lacks more than this share of the leads we know, and more than a few, was cut off or is another file.
SHRUNK, FEW = 0.2, 20
INITIALS = 4  # letters
_ENDINGS = {"police": "pd", "sheriff": "so"}


@dataclass(slots=True)
class AtlasReport:
    """What loading a file did: leads by what became of them, agencies, and what could not be placed."""

    leads: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: list[str] = field(default_factory=list)  # numbers of the Atlas
    agencies_known: int = 0
    agencies_new: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)  # the Atlas's technologies without one key of ours
    vendors_unknown: int = 0
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"unmapped": dict(self.unmapped), "left_out": list(self.left_out)}


def load_atlas(engine: sa.Engine, file: AtlasFile, *, is_smaller: bool = False) -> AtlasReport:
    """Bring the store to what `file` says.

    Raises WatchbillError, and changes nothing, where more than a fifth of the known leads, and more than twenty, are
    missing from the file, unless `is_smaller` says that this is meant.
    """
    report = AtlasReport(leads=len(file.rows), left_out=file.left_out)
    now = dt.datetime.now(dt.UTC)
    with engine.begin() as connection:
        one_writer(connection, _LOCK)
        held = _held(connection)
        report.gone = sorted(number for number, row in held.items() if number not in file.rows and not row["gone_at"])
        there = sum(row["gone_at"] is None for row in held.values())
        if len(report.gone) > max(FEW, SHRUNK * there) and not is_smaller:
            raise WatchbillError(
                f"The file lacks {len(report.gone)} of the {there} leads that were loaded before, so it may be cut "
                "off; nothing was changed. --smaller loads it all the same."
            )
        agencies = _place_agencies(connection, file, held, report)
        technologies, vendors = _technologies(connection), _vendors(connection)
        links = _held_links(connection)
        for number, row in file.rows.items():
            wanted = _lead(row, agencies[number], technologies, vendors)
            report.unmapped[row.technology] += wanted["technology"] is None
            report.vendors_unknown += wanted["vendor_id"] is None and row.vendor is not None
            _write(connection, held.get(number), links, wanted, row.links, now, report)
        report.unmapped += Counter()  # what was counted zero times goes
        for number in report.gone:
            gone = sa.update(s.lead).where(s.lead.c.id == held[number]["id"])
            connection.execute(gone.values(gone_at=now))
    return report


def _held(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    rows = connection.execute(sa.select(s.lead).where(s.lead.c.source == SOURCE)).mappings()
    return {row["source_key"]: dict(row) for row in rows}


def _held_links(connection: sa.Connection) -> dict[int, list[LinkRow]]:
    link = s.lead_link.c
    rows = connection.execute(
        sa.select(link.lead_id, link.url, link.snapshot_url, link.publisher, link.kind, link.date, link.printed_date)
        .join(s.lead, s.lead.c.id == link.lead_id)
        .where(s.lead.c.source == SOURCE)
        .order_by(link.lead_id, link.position)
    )
    found: dict[int, list[LinkRow]] = defaultdict(list)
    for lead_id, *told in rows:
        found[lead_id].append(LinkRow(*told))
    return found


def _lead(row: AtlasRow, agency_id: int, technologies: Mapping[str, str], vendors: Mapping[str, int]) -> dict[str, Any]:
    return {
        "public_id": public_id("l", SOURCE, row.number),
        "source": SOURCE,
        "source_key": row.number,
        "agency_id": agency_id,
        "technology": technologies.get(fold(row.technology)),
        "technology_name": row.technology,
        "vendor_id": vendors.get(normal_name(row.vendor)) if row.vendor else None,
        "vendor_name": row.vendor,
        "summary": row.summary,
    }


def _write(
    connection: sa.Connection,
    held: Mapping[str, Any] | None,
    links: Mapping[int, list[LinkRow]],
    wanted: dict[str, Any],
    told: tuple[LinkRow, ...],
    now: dt.datetime,
    report: AtlasReport,
) -> None:
    """Insert a lead, or change the one that is held where it differs, with its links."""
    if held is None:
        report.new += 1
        written = sa.insert(s.lead).values(**wanted, loaded_at=now).returning(s.lead.c.id)
        lead_id = int(connection.execute(written).scalar_one())
    else:
        lead_id = int(held["id"])
        is_same = all(held[name] == cell for name, cell in wanted.items()) and links.get(lead_id, []) == list(told)
        if is_same and held["gone_at"] is None:
            report.same += 1
            return
        report.changed += 1
        changed = sa.update(s.lead).where(s.lead.c.id == lead_id)
        connection.execute(changed.values(**wanted, loaded_at=now, gone_at=None))
        connection.execute(sa.delete(s.lead_link).where(s.lead_link.c.lead_id == lead_id))
    rows = [{"lead_id": lead_id, "position": place, **asdict(link)} for place, link in enumerate(told, start=1)]
    if rows:
        connection.execute(sa.insert(s.lead_link), rows)


def _technologies(connection: sa.Connection) -> dict[str, str]:
    """By the Atlas's name, the key of the one technology of ours that it means."""
    keys: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(s.technology.c.key, s.technology.c.atlas_category)):
        if row.atlas_category:
            keys[fold(row.atlas_category)].append(row.key)
    return {name: found[0] for name, found in keys.items() if len(found) == 1}


def _vendors(connection: sa.Connection) -> dict[str, int]:
    """By normal name, the id of the one vendor that has it as name or alias; initials (MSI) may be anybody's."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(s.vendor.c.id, s.vendor.c.name)):
        found[normal_name(row.name)].add(row.id)
    for alias in connection.execute(sa.select(s.vendor_alias)):
        if len(alias.name) > INITIALS or not alias.name.isupper():
            found[alias.normal_name].add(alias.vendor_id)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


# --- Agencies ---


def _place_agencies(
    connection: sa.Connection, file: AtlasFile, held: Mapping[str, Mapping[str, Any]], report: AtlasReport
) -> dict[str, int]:
    """By number of the row, the id of its agency: known by its code, or by its name in its state, or made.

    Two agencies of one name in one state have two codes; a row without a code stays with the agency it had.
    """
    coded = {(row.scheme, row.code): row.agency_id for row in connection.execute(sa.select(s.agency_code))}
    owners = set(coded.values())
    named = _agencies_by_name(connection)
    keys = set(connection.scalars(sa.select(s.agency.c.key)))
    placed: dict[str, int] = {}
    known, made = set(), set()
    for number, row in file.rows.items():
        name = (agency_name(row.agency).normal, row.state)
        agency_id = coded.get((row.scheme, row.code)) if row.code else held.get(number, {}).get("agency_id")
        if agency_id is None and len(named[name]) == 1 and not (row.code and named[name] <= owners):
            [agency_id] = named[name]
        if agency_id is None:
            agency_id = _add_agency(connection, row, keys)
            made.add(agency_id)
            named[name].add(agency_id)
        if row.code and (row.scheme, row.code) not in coded:
            told = {"agency_id": agency_id, "scheme": row.scheme, "code": row.code}
            connection.execute(sa.insert(s.agency_code).values(**told))
            coded[row.scheme, row.code] = agency_id
            owners.add(agency_id)
        known.add(agency_id)
        placed[number] = agency_id
    report.agencies_new, report.agencies_known = len(made), len(known - made)
    return placed


def _agencies_by_name(connection: sa.Connection) -> defaultdict[tuple[str, str | None], set[int]]:
    found: defaultdict[tuple[str, str | None], set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(s.agency.c.id, s.agency.c.name, s.agency.c.state)):
        found[agency_name(row.name).normal, row.state].add(row.id)
    aliases = sa.select(s.agency_alias.c.agency_id, s.agency_alias.c.normal_name, s.agency.c.state)
    for alias in connection.execute(aliases.join(s.agency, s.agency.c.id == s.agency_alias.c.agency_id)):
        found[alias.normal_name, alias.state].add(alias.agency_id)
    return found


def _add_agency(connection: sa.Connection, row: AtlasRow, keys: set[str]) -> int:
    """A new agency, under the first key that is free: by place and kind, by its name, by its code."""
    key = next(key for key in _keys(row) if key not in keys)
    keys.add(key)
    written = sa.insert(s.agency).values(
        public_id=public_id("a", key),
        key=key,
        name=row.agency,
        state=row.state if row.state in STATES else None,
        place=(row.county if row.kind == "sheriff" else row.city) or row.city or row.county or None,
        kind=row.kind,
        source=f"Atlas of Surveillance, {row.number}",
        is_from_registry=False,
    )
    return int(connection.execute(written.returning(s.agency.c.id)).scalar_one())


def _keys(row: AtlasRow) -> list[str]:
    state = f"us-{row.state.lower()}" if row.state in STATES else "us"
    place = _slug(row.county if row.kind == "sheriff" else row.city)
    ending = _ENDINGS.get(row.kind)
    is_plain = ending and place and fold(place.replace("-", " ")) in fold(row.agency)
    plain = [f"{state}-{place}-{ending}"] if is_plain else []
    name = _slug(row.agency)[:50].strip("-") or "agency"
    tail = _slug(row.code or row.number)
    return [*plain, f"{state}-{name}", f"{state}-{name}-{tail}", f"{state}-{name}-{_slug(row.number)}-{tail}"]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
