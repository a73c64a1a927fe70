"""Agencies of the store: found by key with the nearest suggestion, listed, and added where the registry has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import public_id
from watchbill.store.schema import agency

#: Country, state and place, then what kind of agency: us-or-eugene-pd. Lists sort like an atlas.
KEY = re.compile(r"[a-z]{2}-[a-z0-9]{2,}(-[a-z0-9]+)+")
KINDS = ("police", "sheriff", "city", "county", "school", "federal", "state", "other")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency. `state` is a postal code; None for federal agencies."""

    id: int
    public_id: str
    key: str
    name: str
    state: str | None
    place: str | None
    kind: str | None
    parent: str | None
    is_from_registry: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.public_id,
            "key": self.key,
            "name": self.name,
            "state": self.state,
            "place": self.place,
            "kind": self.kind,
            "parent": self.parent,
            "is_from_registry": self.is_from_registry,
        }


def list_agencies(connection: sa.Connection) -> list[Agency]:
    """Every agency, sorted by key."""
    parent = agency.alias("parent")
    rows = connection.execute(
        sa.select(agency, parent.c.key.label("parent"))
        .outerjoin(parent, agency.c.parent_id == parent.c.id)
        .order_by(agency.c.key)
    )
    return [
        Agency(
            row.id, row.public_id, row.key, row.name, row.state, row.place, row.kind, row.parent, row.is_from_registry
        )
        for row in rows
    ]


def find_agency(connection: sa.Connection, key: str) -> Agency:
    """The agency with this key. Raises NotFoundError that names the nearest key there is."""
    agencies = list_agencies(connection)
    found = next((known for known in agencies if known.key == key), None)
    if found:
        return found
    near = nearest(key, agencies)
    advice = f"did you mean {near.key} ({near.name})?" if near else "`watchbill agency add` makes a new one."
    raise NotFoundError(f"No agency has the key {key!r}; {advice} `watchbill agency list` shows all.")


def nearest(text: str, agencies: list[Agency], cutoff: float = 60) -> Agency | None:
    """The agency whose key or name is most like `text`; None where none scores `cutoff` of 100."""
    by_key = process.extractOne(text.lower(), [known.key for known in agencies], scorer=fuzz.ratio, score_cutoff=cutoff)
    names = [known.name.lower() for known in agencies]
    by_name = process.extractOne(text.lower(), names, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff)
    best = max((found for found in (by_key, by_name) if found), key=lambda found: found[1], default=None)
    return agencies[best[2]] if best else None


def add_agency(
    connection: sa.Connection,
    key: str,
    name: str,
    state: str | None,
    *,
    kind: str | None = None,
    place: str | None = None,
    parent: str | None = None,
) -> tuple[Agency, bool]:
    """Add an agency that the registry does not have; with it, whether it is new. The same one twice changes nothing.

    Raises WatchbillError for a malformed key or one that another agency has, NotFoundError for an unknown parent.
    """
    _check_key(key, state)
    known = next((found for found in list_agencies(connection) if found.key == key), None)
    if known:
        if (known.name, known.state) != (name, state):
            raise WatchbillError(
                f"The key {key} belongs to {known.name} ({known.state or 'no state'}) already; choose another key."
            )
        return known, False
    row = {
        "public_id": public_id("a", key),
        "key": key,
        "name": name,
        "state": state,
        "place": place,
        "kind": kind,
        "parent_id": find_agency(connection, parent).id if parent else None,
        "is_from_registry": False,
    }
    connection.execute(sa.insert(agency).values(row))
    return find_agency(connection, key), True


def _check_key(key: str, state: str | None) -> None:
    if not KEY.fullmatch(key):
        raise WatchbillError(
            f"{key!r} is not an agency key; write country, state and place in lower case, such as us-or-eugene-pd."
        )
    if state is not None and not re.fullmatch(r"[A-Z]{2}", state):
        raise WatchbillError(f"{state!r} is not a state's postal code; write two capitals, such as OR.")
    if state is not None and key.split("-")[1] != state.lower():
        raise WatchbillError(
            f"The key {key} does not fit the state {state}; it should start with {key[:2]}-{state.lower()}-."
        )
