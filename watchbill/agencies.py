"""Agencies of the store: found by key with the nearest suggestion, listed, and added where the registry has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import public_id
from watchbill.names import STATES
from watchbill.store.schema import agency

#: Country, state and place, then what kind of agency: us-or-eugene-pd, us-or, us-ice. Lists sort like an atlas.
KEY = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")


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
    advice = f"did you mean {near.key} ({near.name})? " if near else ""
    ways = "`watchbill agency list` shows all, `watchbill agency add` makes a new one."
    raise NotFoundError(f"No agency has the key {key!r}; {advice}{ways}")


def nearest(text: str, agencies: list[Agency], cutoff: float = 75) -> Agency | None:
    """The agency whose key is most like `text`, or, where no key scores `cutoff` of 100, whose name is."""
    keys, names = [known.key for known in agencies], [known.name.lower() for known in agencies]
    best = process.extractOne(text.lower(), keys, scorer=fuzz.ratio, score_cutoff=cutoff)
    best = best or process.extractOne(text.lower(), names, scorer=fuzz.WRatio, score_cutoff=85)
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

    Without `state` it is the one that the key names, if it names one.
    Raises WatchbillError for a malformed key or one that another agency has, NotFoundError for an unknown parent.
    """
    _check_key(key, state)
    state = state or _state_in(key)
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
    if state is not None and state not in STATES:
        raise WatchbillError(f"{state!r} is not a state's postal code; write two capitals, such as OR.")
    if state is not None and _state_in(key) != state:
        raise WatchbillError(f"The key {key} does not fit the state {state}; it should start with us-{state.lower()}-.")


def _state_in(key: str) -> str | None:
    country, state = key.split("-")[:2]
    return state.upper() if country == "us" and state.upper() in STATES else None
