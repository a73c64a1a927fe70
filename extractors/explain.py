"""Why a page was read as it was: the facts that `watchbill explain` draws.

A reading says what was taken. This looks at the same page once more beside it: which known label stands to which value,
the tables that are drawn, the amounts and dates that were seen and not taken, and the words that nothing used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.explained import (
    ACCEPTED,
    FAILED,
    WAITING,
    Drawn,
    PageExplained,
    Passed,
    Printed,
    Understood,
)
from extractors.labels import Form, Label, below, candidates, right_of
from extractors.paper import Page, Paper, Word, box_around
from extractors.tables import find_tables
from extractors.values import Found, find_dates, find_money
from watchbill.model import (
    AUTO_ACCEPT,
    DATE_FIELDS,
    MONEY_FIELDS,
    NAME_FIELDS,
    TEXT_FIELDS,
    Box,
    Reading,
    Record,
    Value,
)


def explain_page(paper: Paper, reading: Reading, number: int) -> PageExplained:
    """The page `number` (from 1) of a paper that was read. Raises IndexError where the paper has no such page."""
    if number < 1:
        raise IndexError(number)
    page = paper.pages[number - 1]
    covering = tuple(at for at, record in enumerate(reading.records) if record.pages[0] <= number <= record.pages[1])
    form = _form_of(paper, reading, covering, page)
    known = tuple(label for label in form.labels[number] if label.words)
    places = {words: at for at, words in enumerate(dict.fromkeys(label.words for label in known))}
    understood, rivals = [], {}
    for one in _taken(reading, number):
        label = None if one.row else _leading(one, known, form, page)
        if label is not None:
            rivals[label.meaning] = one.field
        understood.append(replace(one, label=places[label.words] if label else None))
    view = _View(page, form, tuple(reading.records[at] for at in covering), tuple(understood), rivals)
    width, height = page.displayed_size
    return PageExplained(
        number,
        width,
        height,
        page.origin,
        page.turn,
        page.slope,
        covering,
        tuple(understood),
        tuple(_printed(words, known, page) for words in places),
        tuple(Drawn(page.displayed(t.bbox), len(t.rows), max(map(len, t.rows))) for t in find_tables(page)),
        tuple(_passed_over(view, {word for label in known for word in label.words})),
        tuple(page.displayed(word.box) for word in page.words),
    )


def _form_of(paper: Paper, reading: Reading, covering: Sequence[int], page: Page) -> Form:
    """The page as a form. How its paper writes dates and amounts is seen on all the pages of the paper."""
    pages: tuple[Page, ...] = (page,)
    if covering:
        first, last = reading.records[covering[0]].pages
        pages = paper.pages[first - 1 : last]
    form = Form.of(pages)
    return replace(form, pages=(page,), labels={page.number: form.labels[page.number]})


# --- what was taken ----------


def _taken(reading: Reading, number: int) -> Iterator[Understood]:
    """The values on the page."""
    for at, record in enumerate(reading.records):
        rows: list[tuple[str, Mapping[str, Value]]] = [("", record.fields)]
        rows += [(f"item {n}", row.fields) for n, row in enumerate(record.items, start=1)]
        rows += [(f"payment {n}", row.fields) for n, row in enumerate(record.payments, start=1)]
        rows += [("stated", row.fields) for row in record.facts]
        doubted = _doubted(record)
        for row, fields in rows:
            for name, value in fields.items():
                if value.page == number:
                    yield Understood(at, row, name, value, _state(value, row, name, doubted))


#: Words of a check's name -> (of a row, field) that it is about.
_ABOUT: Mapping[str, tuple[bool, str]] = {
    "total": (False, "total"),
    "subtotal": (False, "subtotal"),
    "tax": (False, "tax"),
    "items": (True, "amount"),
    "rows": (True, "amount"),
    "quantity": (True, "quantity"),
    "price": (True, "unit_price"),
}


def _doubted(record: Record) -> set[tuple[bool, str]]:
    """(of a row, field) of the values that the failed checks of a record are about."""
    failed = [check.name for check in record.checks if not check.passed]
    return {_ABOUT[word] for name in failed for word in name.split("_") if word in _ABOUT}


def _state(value: Value, row: str, name: str, doubted: set[tuple[bool, str]]) -> str:
    """A failed check is about the paper's own figure, and about those of its rows that are not sure by themselves."""
    is_sure = value.confidence >= AUTO_ACCEPT
    if (bool(row), name) in doubted and not (row and is_sure):
        return FAILED
    return ACCEPTED if is_sure else WAITING


# --- labels ----------


def _printed(words: tuple[Word, ...], known: Iterable[Label], page: Page) -> Printed:
    meanings = dict.fromkeys(label.meaning for label in known if label.words == words)
    return Printed(tuple(meanings), _text(words), _boxes(words, page))


def _leading(one: Understood, known: Sequence[Label], form: Form, page: Page) -> Label | None:
    """The label that stands to a value, as the reader's own geometry has it."""
    scored = [(_stands(label, one, form, page), at) for at, label in enumerate(known)]
    best = max(scored, default=(0.0, 0))
    return known[best[1]] if best[0] > 0 else None


#: Meanings of labels to which names and words stand.
_PARTIES = frozenset({"bill_to", "customer", "ship_to", "vendor", "remit_to", "from_party", "to_party", "funder"})


def _stands(label: Label, one: Understood, form: Form, page: Page) -> float:
    """How well a label stands to a value, from 0; one that by its meaning is for the field stands better."""
    box = one.value.bbox
    is_for_it = one.field.split("_")[0] in label.meaning.split("_")
    better = 0.5 if is_for_it else 0.0
    if one.field in NAME_FIELDS | TEXT_FIELDS:
        labels = form.labels[page.number] if is_for_it or label.meaning in _PARTIES else ()
        near = [right_of(label, page, labels), *below(label, page, labels)] if labels else []
        depths = (step for step, words in enumerate(near) if words and holds(box, page.displayed(words[0].box)))
        depth = next(depths, None)
        return 0.0 if depth is None else 0.6 - 0.1 * depth + better
    kind = "money" if one.field in MONEY_FIELDS else "date" if one.field in DATE_FIELDS else "number"
    for candidate in candidates(form, {label.meaning}, kind):
        if candidate.label is label and all(holds(box, page.displayed(word.box)) for word in candidate.found.words):
            return candidate.score + better
    return 0.0


# --- what was passed over ----------


@dataclass(frozen=True, slots=True)
class _View:
    """A page with what was taken from it. `rivals`: meaning of a label that stands to a value -> that value's field."""

    page: Page
    form: Form
    records: tuple[Record, ...]
    understood: tuple[Understood, ...]
    rivals: Mapping[str, str]


def _passed_over(view: _View, labelled: set[Word]) -> Iterator[Passed]:
    """Amounts and dates that were not taken, then the words that are neither taken, nor a label, nor such a figure."""
    page = view.page
    used = {w for w in page.words if any(holds(one.value.bbox, page.displayed(w.box)) for one in view.understood)}
    used |= labelled
    for what, found in list(_figures(view, used)):
        used |= set(found.words)
        yield Passed(what, found.raw, found.value, _boxes(found.words, page), _why(what, found, view))
    why = "no value and no known label" if view.records else "no paper was found on this page"
    for run in _runs(page, used):
        yield Passed("words", _text(run), None, _boxes(run, page), why)


def _figures(view: _View, used: set[Word]) -> Iterator[tuple[str, Found]]:
    for line in view.page.lines:
        dates = [one for one in find_dates(line.words, view.form.day_first) if not used & set(one.words)]
        taken = used | {word for one in dates for word in one.words}
        yield from (("date", one) for one in dates)
        amounts = find_money(line.words, decimal_comma=view.form.decimal_comma)
        yield from (("money", one) for one in amounts if not taken & set(one.words))


def _why(what: str, found: Found, view: _View) -> str:
    """Why an amount or a date was not taken, as far as its place tells."""
    if not view.records:
        return "no paper was found on this page"
    if _is_beside_a_row(view.page.displayed(box_around(found.words)), view):
        return "in the line of a row, in a column that is not read"
    same = next((n for r in view.records for n, v in r.fields.items() if v.value == found.value), None)
    if same and found.value != "0.00":
        return f"prints the {same.replace('_', ' ')} once more"
    label = _label_of(what, found, view)
    if label is not None and label.meaning in view.rivals:
        field = view.rivals[label.meaning].replace("_", " ")
        return f"beside {_text(label.words)!r}; the {field} is taken from another place"
    if label is not None:
        return f"beside {_text(label.words)!r} ({label.meaning}), which fills no field of this paper"
    if any(record.payments for record in view.records):
        return "in no row that was taken: a sum, a heading, or a row left out"
    return "no known label stands to it"


def _is_beside_a_row(box: Box, view: _View) -> bool:
    """Whether a value of a row stands on the level of a box; on a page that lies on its side levels run down it."""
    low, high = (0, 2) if view.page.turn in (90, 270) else (1, 3)
    middle = (box[low] + box[high]) / 2
    return any(one.row and one.value.bbox[low] <= middle <= one.value.bbox[high] for one in view.understood)


def _label_of(what: str, found: Found, view: _View) -> Label | None:
    meanings = {label.meaning for label in view.form.labels[view.page.number]}
    near = [one for one in candidates(view.form, meanings, what) if set(one.found.words) & set(found.words)]
    return max(near, key=lambda one: one.score).label if near else None


def _runs(page: Page, used: set[Word]) -> Iterator[list[Word]]:
    """The words that are not used, those that stand side by side together."""
    for line in page.lines:
        for cell in line.segments:
            run: list[Word] = []
            for word in (*cell.words, None):
                if word is not None and word not in used:
                    run.append(word)
                    continue
                if any(re.search(r"\w", one.text) for one in run):
                    yield run
                run = []


# --- boxes ----------


def holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 0.5 <= x <= outer[2] + 0.5 and outer[1] - 0.5 <= y <= outer[3] + 0.5


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _boxes(words: Iterable[Word], page: Page) -> tuple[Box, ...]:
    """The words' boxes on the page as displayed."""
    return tuple(page.displayed(word.box) for word in words)
