"""Whether a word over a value is its label or the head of a column of values."""

from __future__ import annotations

from extractors.labels import Candidate, Form, Label, typed_values
from extractors.paper import Word


def heads_column(candidate: Candidate, form: Form, kind: str) -> bool:
    """Whether a label without a colon heads a column of dates or numbers: right under its value, at the same edge and
    with no other label between, stands another one."""
    if candidate.where != "below" or candidate.label.has_colon or kind == "money":
        return False
    first, last = candidate.found.words[0], candidate.found.words[-1]
    page = next(page for page in form.pages if page.number == first.page)
    under = [
        cell
        for line in page.lines
        for cell in line.segments
        if 0 < line.box[1] - first.bottom <= first.height
        and len(cell.words) <= 3
        and (abs(cell.box[0] - first.x0) <= 2 or abs(cell.box[2] - last.x1) <= 2)
        and not any(_is_between(label, first, cell.box[1]) for label in form.labels[page.number])
    ]
    values = {value.value for cell in under for value in typed_values(cell.words, kind, form)}
    return bool(values - {candidate.found.value})


def _is_between(label: Label, above: Word, top: float) -> bool:
    word = label.words[0]
    return above.bottom - 1 <= word.top <= top and abs(word.x0 - above.x0) <= 4 * above.height
