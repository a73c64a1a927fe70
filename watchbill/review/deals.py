"""What people said of deals: these papers are one purchase (merge), or these are none of that purchase (split).

A decision names its papers by document (SHA-256), pages, kind and printed number, never by row: it survives a newer
reading and `rebuild`. Where one of them is gone or reads otherwise, it waits in review again. Until a person has
looked, such a merge joins nothing, and such a split still keeps apart what is there: in doubt, papers are not joined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import public_id
from watchbill.review.corrections import Correction, read_log, standing
from watchbill.store.live import is_live
from watchbill.store.schema import document, record, row, value

#: `target_kind` of such decisions in the correction log.
DEAL = "deal"


@dataclass(frozen=True, slots=True)
class Member:
    """A paper of a deal: its record, and of a paper of several sellers the one meant (else "")."""

    record_id: int
    award: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A current paper as decisions name papers; `number` as read, `awards` the sellers that its rows name, folded."""

    record_id: int
    record: str
    sha256: str
    pages: tuple[int, int]
    kind: str
    number: str
    awards: frozenset[str] = frozenset()

    def called(self) -> str:
        """What a sentence calls it: "invoice INV-61152"."""
        return called(self.kind, self.number, self.pages)


@dataclass(frozen=True, slots=True)
class Regrouping:
    """A decision as it counts today. `papers` are the ones it speaks of, `rest` what a split left in the purchase.

    `changes` says, a sentence each, what no longer is as the reviewer saw it.
    """

    said: Correction
    papers: frozenset[Member]
    rest: frozenset[Member]
    changes: tuple[str, ...]

    @property
    def is_merge(self) -> bool:
        return bool(self.said.action == "merge")

    @property
    def holds(self) -> bool:
        """A merge joins only while all of its papers are as they were; a split keeps apart whatever is left."""
        return not self.changes if self.is_merge else bool(self.papers)


def called(kind: str, number: str, pages: Sequence[int]) -> str:
    """A paper in a sentence; one without a number by its pages."""
    words = "paper" if kind == "other" else kind.replace("_", " ")
    where = f"page {pages[0]}" if pages[0] == pages[1] else f"pages {pages[0]} to {pages[1]}"
    return f"{words} {number}" if number else f"{words} on {where}"


def folded(text: str) -> str:
    """A printed number or name as papers are compared: letters and digits."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def anchor_of_paper(sheet: Sheet, award: str = "") -> dict[str, Any]:
    """Where a paper stands, what it is and which number it prints, as the log keeps it."""
    kept: dict[str, Any] = {
        "sha256": sheet.sha256, "pages": list(sheet.pages), "kind": sheet.kind, "number": sheet.number,
        "record": sheet.record,
    }  # fmt: skip
    return kept | ({"award": award} if award else {})


def deal_id(action: str, papers: Iterable[Mapping[str, Any]]) -> str:
    """The public id of a decision, made of what it is about: the same in every store."""
    places = sorted((paper["record"], paper.get("award", "")) for paper in papers)
    return public_id("j", action, *(part for place in places for part in place))


def regroupings(connection: sa.Connection) -> list[Regrouping]:
    """Every decision about deals that stands, oldest first, tied to today's papers."""
    said = sorted(standing(read_log(connection), DEAL).values(), key=lambda correction: correction.id)
    anchors = [paper for one in said for paper in (*one.anchor["papers"], *one.anchor.get("rest", ()))]
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in load_sheets(connection, sha256s={paper["sha256"] for paper in anchors}):
        sheets[sheet.sha256].append(sheet)
    return [_tied(one, sheets) for one in said]


def conflicts(connection: sa.Connection) -> list[Regrouping]:
    """The decisions about deals that wait for a person: what they rested on is gone or reads otherwise."""
    return [one for one in regroupings(connection) if one.changes]


def _tied(said: Correction, sheets: Mapping[str, Sequence[Sheet]]) -> Regrouping:
    papers, changes = set(), []
    for anchor in said.anchor["papers"]:
        sheet, change = _find(anchor, sheets.get(anchor["sha256"], ()))
        if sheet is not None:
            papers.add(Member(sheet.record_id, folded(anchor.get("award", ""))))
        if change:
            changes.append(change)
    rest = set()
    for anchor in said.anchor.get("rest", ()):
        sheet, _ = _find(anchor, sheets.get(anchor["sha256"], ()))
        if sheet is not None:
            rest.add(Member(sheet.record_id, folded(anchor.get("award", ""))))
    return Regrouping(said, frozenset(papers), frozenset(rest), tuple(changes))


def _find(anchor: Mapping[str, Any], sheets: Sequence[Sheet]) -> tuple[Sheet | None, str]:
    """Today's paper that an anchor names, and what is no longer as it was (empty where all is).

    The same kind and number on the same pages, else elsewhere in the document; else what stands on those pages now.
    """
    name = called(anchor["kind"], anchor["number"], anchor["pages"])
    wanted = (anchor["kind"], folded(anchor["number"]))
    here = [sheet for sheet in sheets if _overlap(sheet.pages, anchor["pages"])]
    alike = [sheet for sheet in here if (sheet.kind, folded(sheet.number)) == wanted]
    if not alike and wanted[1]:
        alike = [sheet for sheet in sheets if (sheet.kind, folded(sheet.number)) == wanted]
    found = next((sheet for sheet in alike if sheet.record == anchor["record"]), None)
    found = found or (alike[0] if len(alike) == 1 else None)
    if found is not None:
        award = folded(anchor.get("award", ""))
        if award and award not in found.awards:
            return None, f"the {name} no longer names {anchor['award']}"
        return found, ""
    same_id = [sheet for sheet in here if sheet.record == anchor["record"]]
    instead = same_id or [sheet for sheet in here if sheet.kind == anchor["kind"]] or here
    if len(instead) != 1:
        return None, f"the {name} is gone" if not here else f"several papers stand where the {name} was"
    return instead[0], f"the {name} reads as {instead[0].called()} now"


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def load_sheets(
    connection: sa.Connection, *, sha256s: Iterable[str] | None = None, record_ids: Iterable[int] | None = None
) -> list[Sheet]:
    """The current papers of live documents with these hashes, or these records, in the order of public ids."""
    hashes, ids = sorted(sha256s or ()), sorted(record_ids or ())
    found: list[Sheet] = []
    for at in range(0, len(hashes), 500):
        found += _sheets(connection, document.c.sha256.in_(hashes[at : at + 500]))
    for at in range(0, len(ids), 500):
        found += _sheets(connection, record.c.id.in_(ids[at : at + 500]))
    return sorted(found, key=lambda sheet: sheet.record)


def _sheets(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Sheet]:
    current = (
        sa.select(
            record.c.id, record.c.public_id, record.c.kind, record.c.first_page, record.c.last_page, document.c.sha256
        )
        .join_from(record, document, document.c.id == record.c.document_id)
        .where(record.c.is_current, is_live(document.c.id), condition)
    )
    rows = connection.execute(current).all()
    ids = [found.id for found in rows]
    own = sa.select(value.c.record_id, value.c.value).where(
        value.c.record_id.in_(ids), value.c.field == "number", value.c.row_id.is_(None)
    )
    numbers = dict(connection.execute(own).all())
    names = (
        sa.select(value.c.record_id, value.c.value)
        .join(row, row.c.id == value.c.row_id)
        .where(value.c.record_id.in_(ids), value.c.field == "vendor", row.c.kind == "item")
    )
    awards: dict[int, set[str]] = defaultdict(set)
    for record_id, name in connection.execute(names):
        awards[record_id].add(folded(name))
    return [
        Sheet(
            found.id, found.public_id, found.sha256, (found.first_page, found.last_page), found.kind,
            numbers.get(found.id, ""), frozenset(awards[found.id]),
        )
        for found in rows
    ]  # fmt: skip
