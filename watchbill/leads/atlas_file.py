"""The Atlas of Surveillance (Electronic Frontier Foundation and the University of Nevada, Reno), as its CSV says it.

One row is one technology that one agency is reported to use, with up to three links (each with snapshot, source, type
and date) and others besides. ``NEWAOSNUMBER (ORI9)`` is the agency's nine signs (the FBI's number, or ``XX`` and a
number where it has none) followed by the technology's letters. Published under CC BY 4.0: the source stays named.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watchbill.errors import WatchbillError

SOURCE = "atlas-of-surveillance"
ATTRIBUTION = "Atlas of Surveillance (EFF and University of Nevada, Reno), CC BY 4.0"
_NEEDED = ("AOSNUMBER", "State", "Agency", "Technology")
_CODE = re.compile(r"([A-Z]{2}[A-Z0-9]{7})")
_ADDRESS = re.compile(r"https?://[^\s,;|]+")
_KINDS = (("sheriff", "sheriff"), ("police", "police"), ("school", "school"), ("college", "school"))


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Where the Atlas has it from. `date` is ISO where it was understood, `printed_date` what stands there."""

    url: str
    snapshot_url: str | None = None
    publisher: str | None = None
    kind: str | None = None
    date: str | None = None
    printed_date: str | None = None


@dataclass(frozen=True, slots=True)
class AtlasRow:
    """One row. `code` is the agency's number and `scheme` whose number it is: `ori9`, or `atlas` for made-up ones."""

    number: str
    scheme: str | None
    code: str | None
    city: str
    county: str
    state: str
    agency: str
    kind: str
    technology: str
    vendor: str | None
    summary: str | None
    links: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class AtlasFile:
    """What a file holds: rows by number, and in `left_out` what is no lead, in words, with its line."""

    rows: Mapping[str, AtlasRow]
    left_out: tuple[str, ...]


def read_atlas(data: bytes, where: str) -> AtlasFile:
    """The rows of an Atlas CSV. Raises WatchbillError, naming `where`, for what is no such file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        lacking = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if lacking:
            raise WatchbillError(
                f"{where} is no Atlas of Surveillance CSV: it has no column {lacking[0]}; "
                "https://atlasofsurveillance.org/download.csv is the file."
            )
        rows: dict[str, AtlasRow] = {}
        left_out = []
        for cells in reader:
            row = _row({name: (cell or "").strip() for name, cell in cells.items() if isinstance(cell, str | None)})
            reason = _unfit(row, rows)
            if reason:
                left_out.append(f"line {reader.line_num}: {reason}")
            else:
                rows[row.number] = row
    except csv.Error as error:
        raise WatchbillError(f"{where} is not whole CSV: {error} at line {reader.line_num}.") from error
    if not rows:
        raise WatchbillError(f"{where} holds no leads.")
    return AtlasFile(rows, tuple(left_out))


def _unfit(row: AtlasRow, rows: Mapping[str, AtlasRow]) -> str | None:
    """Why a row is no lead; None where it is one."""
    lacking = [name for name in ("number", "agency", "state", "technology") if not getattr(row, name)]
    if lacking:
        return f"no {lacking[0]}"
    return f"{row.number} stands in the file twice" if row.number in rows else None


def _row(cells: Mapping[str, str]) -> AtlasRow:
    found = _CODE.match(cells.get("NEWAOSNUMBER (ORI9)", "").upper())
    code = found[1] if found else None
    kind = cells.get("Type of LEA", "").lower()
    return AtlasRow(
        number=cells["AOSNUMBER"],
        scheme=None if code is None else "atlas" if code.startswith("XX") else "ori9",
        code=code,
        city=cells.get("City", ""),
        county=cells.get("County", ""),
        state=cells["State"].upper(),
        agency=cells["Agency"],
        kind=next((ours for theirs, ours in _KINDS if theirs in kind), "other"),
        technology=cells["Technology"],
        vendor=cells.get("Vendor") or None,
        summary=cells.get("Summary") or None,
        links=tuple(_links(cells)),
    )


def _links(cells: Mapping[str, str]) -> Iterator[LinkRow]:
    """The three links with what is told of them, then the addresses among the others."""
    for number in (1, 2, 3):
        name = f"Link {number}"
        if url := cells.get(name):
            printed = cells.get(f"{name} Date") or None
            yield LinkRow(
                url,
                cells.get(f"{name} Snapshot") or None,
                cells.get(f"{name} Source") or None,
                cells.get(f"{name} Type") or None,
                _iso(printed),
                printed,
            )
    for url in _ADDRESS.findall(cells.get("Other Links", "")):
        yield LinkRow(url)


def _iso(printed: str | None) -> str | None:
    for form in ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y", "%B %d, %Y"):
        try:
            return dt.datetime.strptime(printed or "", form).date().isoformat()
        except ValueError:
            continue
    return None
