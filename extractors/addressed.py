"""Names over an address that no label speaks for: papers in window envelopes say so to whom they go.

In much of Europe the sender's own name and address stand in one small line over that of the person written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.blocks import FOREIGN_TOWN, TOWN_LINE, cells_under, name_above, rows_under
from extractors.labels import Form
from extractors.letterheads import words_in_blocks
from extractors.names import (
    CONTACT,
    clean,
    has_us_place,
    is_agency,
    is_company,
    is_name,
    is_person,
    is_torn,
    own_words,
    squash,
    text_of,
)
from extractors.paper import Line, Page, Word
from extractors.parties import Party
from extractors.tongues import is_foreign


def addressed(form: Form, *, prefer: str, skip: Iterable[str] = ()) -> Party | None:
    """The one public body (or company) over an address in the upper half that no label speaks for: papers in window
    envelopes name so whom they are sent to."""
    page = form.pages[0]
    taken, skipped = words_in_blocks(form, page), {squash(name) for name in skip}
    found: dict[str, Party] = {}
    town = TOWN_LINE if has_us_place(form.text) else FOREIGN_TOWN
    for row, line in enumerate(page.lines):
        for cell in line.segments if 0.08 < line.box[1] / page.height < 0.5 else ():
            text = text_of(cell.words)
            fits = is_agency(text) if prefer == "agency" else is_company(text)
            if fits and is_name(text) and squash(text) not in skipped and taken.isdisjoint(cell.words):
                block = rows_under(cell.words, page, form.labels[page.number])
                if any(town.search(text_of(words)) for words in (*block, *cells_under(row, cell, page))):
                    above = name_above(row, cell, page) if is_torn(text) else None
                    words = (*above.words, *cell.words) if above else cell.words
                    found.setdefault(squash(text_of(words)), Party(clean(text_of(words)), words, 0.72, "address"))
    if len(found) == 2:
        return _first_of_one_place(*found.values())
    return next(iter(found.values())) if len(found) == 1 else None


def _first_of_one_place(one: Party, other: Party) -> Party | None:
    """The left or upper one of two addresses of one place's bodies (who pays, and who gets the goods), less sure."""
    first, second = sorted((one, other), key=lambda party: (round(party.words[0].top / 12), party.words[0].x0))
    shared = own_words(first.name) & own_words(second.name)
    return replace(first, score=0.6, why="the first of two addresses") if shared else None


#: The address in a window begins at most this far below the sender's line, in points.
_WINDOW = 75.0
#: What parts the name, the street and the town of a sender's line.
_PARTED = re.compile(r"\s[-–—·•|*]\s|,\s|\s{2,}")


def sender(form: Form) -> tuple[Party, Party | None] | None:
    """(who sends a paper, to whom) where a line over the address prints the sender's: ``Holm AG - Uferweg 4 - D-63571
    Gelnhausen``; not on American papers, whose windows show no such line."""
    page = form.pages[0]
    for row, line in enumerate(page.lines):
        if not 0.02 < line.box[1] / page.height < 0.35:
            continue
        for cell in line.segments if len(line.words) > 4 else ():
            if not (words := _sender_in(cell)):
                continue
            if has_us_place(form.text):
                return None
            return Party(clean(text_of(words)), words, 0.82, "sender's line"), _in_the_window(row, cell, page)
    return None


def _in_the_window(row: int, cell: Line, page: Page) -> Party | None:
    """The name that begins the address under a sender's line, at its left edge; persons are left out."""
    lines = [line for line in page.lines[row + 1 :] if line.box[1] - cell.box[3] <= _WINDOW]
    under = next((c for line in lines for c in line.segments if abs(c.box[0] - cell.box[0]) <= 3), None)
    if under is None or not is_name(under.text) or is_person(under.text) or CONTACT.search(under.text):
        return None
    return Party(clean(under.text), under.words, 0.82, "under the sender's line")


def _sender_in(cell: Line) -> tuple[Word, ...]:
    """The name at the begin of a cell that goes on with a street and ends with a town of another country."""
    parts = _PARTED.split(cell.text)
    street_and_town = any(map(FOREIGN_TOWN.search, parts[1:])) and any(any(map(str.isdigit, p)) for p in parts[1:-1])
    if len(parts) < 3 or not street_and_town or not is_name(parts[0]):
        return ()
    return cell.words[: len(parts[0].split())]


def addressed_abroad(form: Form, skip: Iterable[str] = ()) -> Party | None:
    """The one name over a street and a town of another country in the upper half of a paper in another language, which
    no label speaks for; persons are left out."""
    if not is_foreign(form.pages):
        return None
    page = form.pages[0]
    taken, skipped = words_in_blocks(form, page), {squash(name) for name in skip}
    found: dict[str, Party] = {}
    for row, line in enumerate(page.lines):
        for cell in line.segments if 0.05 < line.box[1] / page.height < 0.45 else ():
            under = cells_under(row, cell, page)
            if not taken.isdisjoint(cell.words) or not is_name(cell.text) or _is_under_a_name(row, cell, page):
                continue
            if any(FOREIGN_TOWN.search(text_of(words)) for words in under) and not is_person(cell.text):
                found.setdefault(squash(cell.text), Party(clean(cell.text), cell.words, 0.65, "address"))
    others = [party for name, party in found.items() if not name.startswith(tuple(skipped))]
    return others[0] if len(others) == 1 else None


def _is_under_a_name(row: int, cell: Line, page: Page) -> bool:
    """Whether a cell goes on with a block whose first row stands over it."""
    return any(
        abs(other.box[0] - cell.box[0]) <= 3 and 0 < cell.box[1] - other.box[1] <= 1.9 * cell.words[0].height
        for line in page.lines[max(0, row - 3) : row]
        for other in line.segments
    )
