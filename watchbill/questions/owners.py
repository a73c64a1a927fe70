"""Which name and which owner the maker of a purchase had when it was signed, or has now.

`as_of` is "then" (the day that a purchase was signed: the default), "now", or a day such as 2019-01-31.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.model import Rung
from watchbill.owners import NOW, THEN, Owners, Standing, day_meant, load_owners
from watchbill.questions.columns import Column, Columns
from watchbill.questions.parts import named
from watchbill.store import schema as s

#: The day that counts is that of the signature; where no paper bears one, of the next thing that binds the agency.
SIGNING = (Rung.SIGNED, Rung.ORDERED, Rung.APPROVED, Rung.INVOICED, Rung.PAID)

OWNER: Columns = {
    "owner_id": Column("Public id of the owner of the maker; empty where it was independent or nobody can tell", "id"),
    "owner_key": Column("Key of the owner in the registry", "id"),
    "owner_name": Column("The owner of the maker, at the top of the chain of owners"),
    "is_owner_known": Column(
        "Who owned the maker is certain, as far as the registry goes; no where a date is too vague to tell", "yes/no"
    ),
    "owner_note": Column("The maker's owner and other names in words, with since when; empty where there is none"),
}


def names_meant(connection: Connection, vendor: str) -> list[str]:
    """Public ids of a vendor, by public id or key, under every name it had; the name as given where nobody knows it."""
    found = connection.scalar(sa.select(s.vendor.c.public_id).where(named(s.vendor, vendor)))
    return load_owners(connection).names_of(found) if found else [vendor]


def place_owners(connection: Connection, found: Sequence[dict[str, Any]], as_of: str = THEN) -> None:
    """Give each row of `deals` the columns OWNER, and its maker and seller the names they had on the day meant.

    Raises AsOfError where `as_of` is no day.
    """
    owners = load_owners(connection)
    signed = _signed(connection, {row["id"] for row in found})
    day_meant(as_of, None, owners.today)  # a bad day is refused also where there are no purchases
    for row in found:
        day = day_meant(as_of, signed.get(row["id"]) or row["first_date"], owners.today)
        maker = _standing(owners, row["maker_id"], day, as_of)
        seller = _standing(owners, row["seller_id"], day, as_of)
        for role, standing in (("maker", maker), ("seller", seller)):
            if standing is not None:
                vendor = standing.vendor
                row[f"{role}_id"], row[f"{role}_key"], row[f"{role}_name"] = vendor.public_id, vendor.key, vendor.name
        row |= owner_columns(maker)


def _standing(owners: Owners, vendor: str | None, day: dt.date | None, as_of: str) -> Standing | None:
    if vendor is None:
        return None
    return owners.on(vendor, day, "this was signed" if as_of == THEN else "")


def owner_columns(standing: Standing | None) -> dict[str, Any]:
    """The columns OWNER; of a maker that is not in the registry nothing is known."""
    owner = standing.owner if standing else None
    return {
        "owner_id": owner.public_id if owner else None,
        "owner_key": owner.key if owner else None,
        "owner_name": owner.name if owner else None,
        "is_owner_known": standing.is_known if standing else None,
        "owner_note": (standing.note or None) if standing else None,
    }


def owner_of_vendors(connection: Connection, rows: Sequence[dict[str, Any]], as_of: str = THEN) -> None:
    """Give rows with a `vendor_id` the columns OWNER. A vendor is no paper: "then" means today as "now" does."""
    owners = load_owners(connection)
    day = day_meant(NOW if as_of == THEN else as_of, None, owners.today)
    for row in rows:
        row |= owner_columns(owners.on(row["vendor_id"], day, ""))


def owners_of_group(group: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The columns OWNER over deals of one maker: its owner where that is the same for all, else each in the note."""
    if len({(deal["owner_id"], deal["is_owner_known"], deal["owner_note"]) for deal in group}) == 1:
        return {name: group[0][name] for name in OWNER}
    counted = Counter(deal["owner_note"] or "independent" for deal in group)
    known = all(deal["is_owner_known"] for deal in group)
    same = len({deal["owner_id"] for deal in group}) == 1
    shared = {name: group[0][name] if same else None for name in ("owner_id", "owner_key", "owner_name")}
    note = " / ".join(f"{count} of {len(group)}: {note}" for note, count in counted.most_common())
    return shared | {"is_owner_known": known and same, "owner_note": note}


def _signed(connection: Connection, purchases: Collection[int]) -> dict[int, dt.date]:
    """purchase -> the earliest day of the first rung of SIGNING that bears one."""
    rung = s.purchase_rung
    statement = sa.select(rung.c.purchase_id, rung.c.rung, sa.func.min(rung.c.date)).where(rung.c.date.is_not(None))
    if len(purchases) < 500:
        statement = statement.where(rung.c.purchase_id.in_(purchases))
    days: dict[int, dict[str, dt.date]] = defaultdict(dict)
    for purchase_id, word, day in connection.execute(statement.group_by(rung.c.purchase_id, rung.c.rung)):
        days[purchase_id][word] = day
    first = {one: next((mine[rung] for rung in SIGNING if rung in mine), None) for one, mine in days.items()}
    return {one: day for one, day in first.items() if day is not None}
