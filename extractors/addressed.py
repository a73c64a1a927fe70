"""Names over an address that no label speaks for: papers in window envelopes say so to whom they go."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.blocks import TOWN_LINE, cells_under, rows_under
from extractors.labels import Form
from extractors.names import clean, is_agency, is_company, is_name, squash, text_of
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
                    found.setdefault(squash(text), Party(clean(text), cell.words, 0.72, "address"))
    return next(iter(found.values())) if len(found) == 1 else None
