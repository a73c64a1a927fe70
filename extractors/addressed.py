"""Names over an address that no label speaks for: papers in window envelopes say so to whom they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractors.blocks import TOWN_LINE, cells_under, name_above, rows_under
from extractors.labels import Form
from extractors.names import clean, is_agency, is_company, is_name, is_torn, own_words, squash, text_of
from extractors.parties import Party, words_in_blocks


def addressed(form: Form, *, prefer: str, skip: Iterable[str] = ()) -> Party | None:
    """The one public body (or company) over an address in the upper half that no label speaks for: papers in window
    envelopes name so whom they are sent to."""
    page = form.pages[0]
    taken, skipped = words_in_blocks(form, page), {squash(name) for name in skip}
    found: dict[str, Party] = {}
    for row, line in enumerate(page.lines):
        for cell in line.segments if 0.08 < line.box[1] / page.height < 0.5 else ():
            text = text_of(cell.words)
            fits = is_agency(text) if prefer == "agency" else is_company(text)
            if fits and is_name(text) and squash(text) not in skipped and taken.isdisjoint(cell.words):
                block = rows_under(cell.words, page, form.labels[page.number])
                if any(TOWN_LINE.search(text_of(words)) for words in (*block, *cells_under(row, cell, page))):
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
