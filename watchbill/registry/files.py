"""The registry's files as checked rows. `data/registry/README.md` explains the columns to those who maintain them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from watchbill.errors import WatchbillError
from watchbill.names import STATES, agency_name, normal_name
from watchbill.owners import circle_in

VENDOR_KINDS = ("vendor", "reseller", "vehicle", "funder")
AGENCY_KINDS = ("police", "sheriff", "city", "county", "school", "federal", "state", "other")
RELATIONS = ("parent", "renamed", "resells")

Row = TypeVar("Row")

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class RegistryError(WatchbillError):
    """A mistake in a registry file, named with file and line."""


@dataclass(frozen=True, slots=True)
class VendorRow:
    key: str
    name: str
    kind: str
    notes: str
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class AliasRow:
    vendor: str
    alias: str
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class RelationRow:
    """`start` and `end` are as precise as the source: YYYY, YYYY-MM or YYYY-MM-DD; empty where it gives none."""

    vendor: str
    relation: str
    other: str
    start: str
    end: str
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class TechnologyRow:
    key: str
    name: str
    description: str
    atlas: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`vendor` is empty for general terms of the field."""

    name: str
    vendor: str
    technology: str
    phrases: tuple[str, ...]
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two names that look alike and are not the same."""

    kind: str
    name: str
    other: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    key: str
    name: str
    kind: str
    state: str
    place: str
    parent: str
    aliases: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Registry:
    vendors: tuple[VendorRow, ...]
    aliases: tuple[AliasRow, ...]
    relations: tuple[RelationRow, ...]
    technologies: tuple[TechnologyRow, ...]
    products: tuple[ProductRow, ...]
    not_the_same: tuple[PairRow, ...]
    agencies: tuple[AgencyRow, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a CSV file; knows where it stands, so that a mistake can be named."""

    path: Path
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def needed(self, column: str) -> str:
        if not self.text(column):
            raise self.error(f"has no {column}")
        return self.text(column)

    def key(self, column: str, known: Iterable[str] | None = None) -> str:
        key = self.needed(column)
        if not _KEY.fullmatch(key):
            raise self.error(f"has the {column} {key!r}; keys are lower-case words joined by '-'")
        if known is not None and key not in known:
            raise self.error(f"names the {column} {key!r}, which does not exist")
        return key

    def one_of(self, column: str, choices: Iterable[str]) -> str:
        if (chosen := self.text(column)) not in choices:
            raise self.error(f"has the {column} {chosen!r}, which is not one of {', '.join(filter(None, choices))}")
        return chosen

    def yes(self, column: str) -> bool:
        return self.one_of(column, ("yes", "no")) == "yes"

    def date(self, column: str) -> str:
        if (date := self.text(column)) and not _DATE.fullmatch(date):
            raise self.error(f"has the {column} {date!r}; write 2019, 2019-08 or 2019-08-31")
        return date

    def several(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(column).split("|") if part.strip())

    def error(self, what: str) -> RegistryError:
        return RegistryError(f"{self.path}, line {self.number}: the row {what}.")


def read_registry(folder: Path) -> Registry:
    """Read and check every file of the registry. Raises RegistryError with file and line at the first mistake."""
    technologies = tuple(_technologies(folder / "technologies.yml"))
    technology_keys = {row.key for row in technologies}
    vendors = tuple(_unique(_vendors(folder / "vendors.csv"), lambda row: row.key, folder / "vendors.csv"))
    vendor_keys = {row.key for row in vendors}
    agencies = tuple(_unique(_agencies(folder / "agencies.csv"), lambda row: row.key, folder / "agencies.csv"))
    registry = Registry(
        vendors=vendors,
        aliases=tuple(_aliases(folder / "aliases.csv", vendor_keys)),
        relations=tuple(_relations(folder / "relations.csv", vendor_keys)),
        technologies=technologies,
        products=tuple(_products(folder / "products.csv", vendor_keys, technology_keys)),
        not_the_same=tuple(_pairs(folder / "not_the_same.csv")),
        agencies=agencies,
    )
    _refuse_shared_names(registry, folder)
    _refuse_lost_parents(registry, folder)
    _refuse_circles(registry, folder)
    return registry


def read_lines(path: Path, columns: tuple[str, ...]) -> Iterator[_Line]:
    """The rows of a CSV file with exactly these columns, in any order."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if set(reader.fieldnames or ()) != set(columns):
                raise RegistryError(f"{path}, line 1: the header must be {','.join(columns)}.")
            for cells in reader:
                line = _Line(path, reader.line_num, {name: cell or "" for name, cell in cells.items() if name})
                if None in cells or any(cell is None for cell in cells.values()):
                    raise line.error(f"has not {len(columns)} cells; is a comma outside quotation marks?")
                yield line
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(f"{path} cannot be read: {error}.") from error


def _vendors(path: Path) -> Iterator[VendorRow]:
    for line in read_lines(path, ("key", "name", "kind", "notes", "source", "verified")):
        kind = line.one_of("kind", VENDOR_KINDS)
        name, source = line.needed("name"), line.needed("source")
        yield VendorRow(line.key("key"), name, kind, line.text("notes"), source, line.yes("verified"))


def _aliases(path: Path, vendors: set[str]) -> Iterator[AliasRow]:
    for line in read_lines(path, ("vendor", "alias", "source", "verified")):
        vendor, alias = line.key("vendor", vendors), line.needed("alias")
        yield AliasRow(vendor, alias, line.needed("source"), line.yes("verified"))


def _relations(path: Path, vendors: set[str]) -> Iterator[RelationRow]:
    for line in read_lines(path, ("vendor", "relation", "other", "start", "end", "source", "verified")):
        relation = line.one_of("relation", RELATIONS)
        vendor, other = line.key("vendor", vendors), line.key("other", vendors)
        if vendor == other:
            raise line.error("relates a vendor to itself")
        start, end = line.date("start"), line.date("end")
        if start and end and end[: len(start)] < start[: len(end)]:
            raise line.error(f"ends in {end}, before its start in {start}")
        yield RelationRow(vendor, relation, other, start, end, line.needed("source"), line.yes("verified"))


def _products(path: Path, vendors: set[str], technologies: set[str]) -> Iterator[ProductRow]:
    for line in read_lines(path, ("name", "vendor", "technology", "phrases", "source", "verified")):
        vendor = line.key("vendor", vendors) if line.text("vendor") else ""
        technology, phrases = line.key("technology", technologies), line.several("phrases")
        if not phrases or not all(re.search(r"\w", phrase) for phrase in phrases):
            raise line.error("has no phrases")
        yield ProductRow(line.needed("name"), vendor, technology, phrases, line.needed("source"), line.yes("verified"))


def _pairs(path: Path) -> Iterator[PairRow]:
    for line in read_lines(path, ("kind", "name", "other", "reason", "source")):
        kind = line.one_of("kind", ("vendor", "agency"))
        yield PairRow(kind, line.needed("name"), line.needed("other"), line.needed("reason"), line.needed("source"))


def _agencies(path: Path) -> Iterator[AgencyRow]:
    for line in read_lines(path, ("key", "name", "kind", "state", "place", "parent", "aliases", "source")):
        kind, state = line.one_of("kind", AGENCY_KINDS), line.one_of("state", ("", *STATES))
        parent = line.key("parent") if line.text("parent") else ""
        yield AgencyRow(
            line.key("key"), line.needed("name"), kind, state, line.text("place"), parent, line.several("aliases"),
            line.needed("source"),
        )  # fmt: skip


def _technologies(path: Path) -> Iterator[TechnologyRow]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RegistryError(f"{path} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RegistryError(f"{path}: the file must be a list of technologies, each with key, name and description.")
    for number, entry in enumerate(entries, 1):
        missing = [name for name in ("key", "name", "description") if not entry.get(name)]
        extra = sorted(set(entry) - {"key", "name", "description", "atlas"})
        if missing or extra or not _KEY.fullmatch(str(entry.get("key"))):
            wrong = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(extra) or 'a bad key'}"
            raise RegistryError(f"{path}, entry {number}: the technology {entry.get('key')!r} {wrong}.")
        yield TechnologyRow(entry["key"], entry["name"], entry["description"], entry.get("atlas", ""))


def _unique(rows: Iterable[Row], key: Callable[[Row], str], path: Path) -> Iterator[Row]:
    seen: set[str] = set()
    for row in rows:
        if key(row) in seen:
            raise RegistryError(f"{path}: the key {key(row)!r} is given twice.")
        seen.add(key(row))
        yield row


def _refuse_shared_names(registry: Registry, folder: Path) -> None:
    """No printed name may belong to two vendors, nor to two agencies of one state: it could never be resolved."""
    names = [(normal_name(row.name), row.key) for row in registry.vendors]
    names += [(normal_name(row.alias), row.vendor) for row in registry.aliases]
    _refuse_two_owners(names, folder / "aliases.csv")
    agencies = [
        (f"{agency_name(name).normal} ({row.state})", row.key)
        for row in registry.agencies
        for name in (row.name, *row.aliases)
    ]
    _refuse_two_owners(agencies, folder / "agencies.csv")


def _refuse_two_owners(names: Iterable[tuple[str, str]], path: Path) -> None:
    owners: dict[str, str] = {}
    for name, owner in names:
        if owners.setdefault(name, owner) != owner:
            raise RegistryError(f"{path}: the name {name!r} belongs to both {owners[name]!r} and {owner!r}.")


def _refuse_lost_parents(registry: Registry, folder: Path) -> None:
    keys = {row.key for row in registry.agencies}
    for row in registry.agencies:
        if row.parent and row.parent not in keys:
            raise RegistryError(
                f"{folder / 'agencies.csv'}: {row.key!r} names the parent {row.parent!r}, which does not exist."
            )


def _refuse_circles(registry: Registry, folder: Path) -> None:
    """Nobody owns their owner, or is named after what is named after them; what has ended no longer counts."""
    lasting = (row for row in registry.relations if row.relation != "resells" and not row.end)
    circle = circle_in((row.vendor, row.other) for row in lasting)
    if circle:
        raise RegistryError(f"{folder / 'relations.csv'}: {' -> '.join(circle)} goes in a circle.")
