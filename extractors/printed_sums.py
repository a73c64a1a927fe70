"""The sums that a paper prints: its totals and subtotals, and the charges (tax, freight, discounts) between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from extractors.charges import TAX, TAX_TABLE, Charge, below_zero, charge_of, charge_on, in_words, ways
from extractors.item_tables import find_tables
from extractors.labels import Candidate, Form, Label, candidates
from extractors.paper import Line, Page, Word
from extractors.values import Found, find_money, parse_money
from extractors.years import Years, read_years

#: Where a candidate stands that is not the first amount on a total's row: only sums can make it the total.
FURTHER = "further"
#: How many heights of a row the next row of its table is below it, at most.
_NEXT_ROW = 2.5
TOTALS = ("grand_total", "plain_total", "gross_total", "weak_total")
_SOME_TOTAL = re.compile(r"^total\b|\btotal\b\W*(?:\(?(?:usd|us\$?)\)?)?\W*$", re.I)
_NO_TOTAL = re.compile(
    r"discount|saving|lines|spots|tax\b|pages|hours|quantity|qty|paid|sub-?\s?total|annual|year \d|"
    r"schedule|previous|hardware|software|training|services\b|points|excl|list price|unbundled|msrp|monthly|"
    r"\boptions?\b|alternat|\bbase bid\b|\bh\.?t\b|hors taxe|\bnett?o\b|\bsans tva|\bsin iva\b|zonder btw",
    re.I,
)
_WITH_TAX = re.compile(
    r"\W*(?:(?:grand|estimated|est\.?|order|quote|project|contract)\s+)*total\s+(?:\w+\s+)?"
    r"(?:w/|with|incl\.?|including|inclusive of|after|plus|\+)\s*(?:sales\s+|estimated\s+)?"
    r"(?:tax(?:es)?|vat|gst|hst)\W*(?:usd\W*)?",
    re.I,
)
_PERIOD = re.compile(r"(?:monthly|annual(?:ly)?|yearly|quarterly|recurring)\W*", re.I)
#: What is asked for now, on bills of work that goes on: ``Amount due this invoice``.
_THIS_TIME = re.compile(
    r"\W*(?:total|net|amount|balance|payment|current)?\s*(?:amount\s+|payment\s+|charges\s+)?(?:due|total|billed|invoiced)?\s*"
    r"(?:for\s+)?this\s+(?:invoice|period|application|payment|bill|billing)\W*(?:usd\W*)?",
    re.I,
)


@dataclass(frozen=True)
class Printed:
    """Candidates for the total and the subtotal, and every charge with its sign."""

    totals: tuple[Candidate, ...]
    subtotals: tuple[Candidate, ...]
    charges: tuple[Charge, ...]
    taxes: tuple[Found, ...]
    years: Years

    @cached_property
    def _ways(self) -> Mapping[Decimal, tuple[Charge, ...]]:
        return ways(self.charges)

    def reaches(self, base: Decimal, goal: Decimal) -> bool:
        """Whether `base` is `goal`, with or without charges."""
        return goal - base in self._ways

    def added(self, base: Decimal, goal: Decimal) -> tuple[Charge, ...]:
        """The charges that make `base` into `goal`."""
        return self._ways.get(goal - base, ())

    def explain(self, base: Decimal, goal: Decimal) -> str:
        """The sum in words: ``3980.00 + 35.00 (Shipping) against 4015.00``."""
        return f"{in_words(base, self.added(base, goal))} against {goal}"

    def charge_after(self, place: tuple[int, float], held: Collection[Decimal]) -> Charge | None:
        """The first charge that is added on a row of its own below a page and height, but for the amounts in `held`."""
        below = (c for c in self.charges if c.is_apart and c.amount > 0 and c.place > place)
        return next((charge for charge in below if charge.amount not in held), None)


def printed_sums(form: Form, extra: Sequence[str] = ()) -> Printed:
    """What the paper prints. `extra` names further meanings whose values can be the total (``grant_amount``)."""
    totals = _totals(form, extra)
    subtotals = [c for c in _beside_first(candidates(form, ["subtotal"], "money")) if not _is_of_column(c, form)]
    charged = _beside_first(candidates(form, ["tax", "freight"], "money"))
    charges = [_charge(c, form) for c in charged]
    charges += [below_zero(_charge(c, form)) for c in candidates(form, ["discount"], "money") if c.where == "right"]
    taxes: list[Found] = []
    seen = {charge.found.words[-1] for charge in charges} | {c.found.words[-1] for c in subtotals}
    for page in form.pages:
        for line in page.lines:
            if (on_row := charge_on(line, form)) is None:
                continue
            kind, charge = on_row
            if kind == "tax":
                taxes.append(charge.found)
            if charge.found.words[-1] not in seen:
                charges.append(below_zero(charge) if kind == "less" else charge)
    for subtotal, tax, total in _summed_columns(totals, form):
        subtotals.append(subtotal)
        charges.append(Charge(tax, "tax"))
        taxes.append(tax)
        totals.append(total)
    return Printed(tuple(totals), tuple(subtotals), tuple(charges), tuple(taxes), read_years(form))


def printed_label(label: Label) -> str:
    """The words of a label as printed, without the marks at its end."""
    return " ".join(word.text for word in label.words).strip(" :.")


def _charge(candidate: Candidate, form: Form) -> Charge:
    """What a label of a charge adds: the last amount of its row, or the one below it."""
    beside = candidate.where == "right"
    found = _last_on_row(candidate, form) if beside else candidate.found
    return charge_of(found, form, printed_label(candidate.label), beside=beside)


def _beside_first(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those below a label that has one beside it."""
    beside = {c.label.words[0] for c in found if c.where == "right"}
    return [c for c in found if c.where == "right" or c.label.words[0] not in beside]


def _is_of_column(candidate: Candidate, form: Form) -> bool:
    """Whether an amount below its label is the first of a column of amounts, which the label heads."""
    if candidate.where != "below":
        return False
    first, last = candidate.found.words[0], candidate.found.words[-1]
    page = next(page for page in form.pages if page.number == first.page)
    under = (
        word
        for line in page.lines
        if 0 <= line.box[1] - first.bottom <= 2 * first.height
        for word in line.words
        if word.x1 > first.x0 and word.x0 < last.x1
    )
    return any(parse_money(word.text) for word in under)


def _last_on_row(candidate: Candidate, form: Form) -> Found:
    """The last amount of a charge's row: ``Freight  1.00 EA  150.00  150.00`` is a charge of 150.00."""
    line = _line_of(candidate.found.words[0], form)
    after = candidate.label.words[-1].x1
    words = [word for word in line.words if word.x0 >= after] if line else []
    money = find_money(words, decimal_comma=form.decimal_comma)
    same = [found for found in money if found.value == candidate.found.value]
    return money[-1] if same and len(money) > 1 else candidate.found


def _summed_columns(totals: Sequence[Candidate], form: Form) -> list[tuple[Candidate, Found, Candidate]]:
    """(subtotal, tax, total) of rows that sum up columns so called: the third amount is the sum of the first two."""
    out = []
    for candidate in totals:
        line = _line_of(candidate.found.words[0], form) if candidate.where == "right" else None
        money = find_money(line.words, decimal_comma=form.decimal_comma) if line else []
        if len(money) != 3 or money[0].words[0] is not candidate.found.words[0]:
            continue
        base, tax, total = (Decimal(found.value) for found in money)
        if 0 < tax < base and base + tax == total and _is_under_tax(money[1], form):
            out.append((candidate, money[1], replace(candidate, found=money[2])))
    return out


def _is_under_tax(found: Found, form: Form) -> bool:
    """Whether the column above an amount is headed by a word for tax."""
    return any(re.fullmatch(rf"{TAX}\W*", word.text, re.I) for word in _above(found, form))


def _above(found: Found, form: Form) -> list[Word]:
    """The words of the page that stand over an amount."""
    last = found.words[-1]
    page = next(page for page in form.pages if page.number == last.page)
    left = found.words[0].x0
    return [word for word in page.words if word.bottom < last.top and min(word.x1, last.x1) - max(word.x0, left) > 0]


def has_rival_period(choice: Candidate, form: Form) -> bool:
    """Whether a total's row sums columns of different periods (``Monthly | Annual``): either may be meant."""
    line = _line_of(choice.found.words[0], form)
    money = find_money(line.words, decimal_comma=form.decimal_comma) if line else []
    if len({found.value for found in money if Decimal(found.value)}) < 2:
        return False
    return any(_PERIOD.fullmatch(word.text) for found in money for word in _above(found, form))


def _totals(form: Form, extra: Sequence[str]) -> list[Candidate]:
    """Every amount on the row of (or below) a label that can mean the total."""
    found = [
        c
        for c in candidates(form, [*TOTALS, *extra], "money")
        if (c.label.meaning != "weak_total" or c.label.has_colon or _is_total_in_dollars(c))
        and not heads_items(c.label, form)
        and not _parts_tax(c, form)
    ]
    for candidate in tuple(found):
        found += _further(candidate, form)
    found += _named_totals(form)
    known = {(c.label.words[0].page, c.label.row) for c in found}
    for page in form.pages:
        for row, line in enumerate(page.lines):
            if (page.number, row) not in known:
                found += _some_total(line, row)
    return found


def _parts_tax(candidate: Candidate, form: Form) -> bool:
    """Whether a total is that of a table which parts the items by rates of tax: a row of four amounts or more under its
    head. Where it is the table's only row, and two of its amounts add up to this one, it is the paper's."""
    line = _line_of(candidate.found.words[0], form)
    money = find_money(line.words, decimal_comma=form.decimal_comma) if line else []
    if line is None or len(money) < 4:
        return False
    page = next(page for page in form.pages if page.number == candidate.found.words[0].page)
    if not any(other.box[1] < line.box[1] and TAX_TABLE.search(other.text) for other in page.lines):
        return False
    others = [Decimal(found.value) for found in money if found.words != candidate.found.words]
    adds_up = any(one + other == Decimal(candidate.found.value) for one, other in combinations(others, 2))
    return not adds_up or _goes_on(line, page, form)


def _goes_on(line: Line, page: Page, form: Form) -> bool:
    """Whether another row of as many amounts follows closely."""
    height = line.box[3] - line.box[1]
    below = (other for other in page.lines if 0 < other.box[1] - line.box[1] <= _NEXT_ROW * height)
    return any(len(find_money(other.words, decimal_comma=form.decimal_comma)) >= 3 for other in below)


def _is_total_in_dollars(candidate: Candidate) -> bool:
    """``TOTAL $ 8,490.00`` in one cell: the sign is the amount's, not a column's."""
    label, first = candidate.label, candidate.found.words[0]
    near = 0 <= first.x0 - label.words[-1].x1 <= first.height
    return label.phrase.startswith("total") and candidate.where == "right" and near


def heads_items(label: Label, form: Form) -> bool:
    """Whether a label is the head of a column of an item table: ``Total`` over the rows' amounts is no total."""
    page = next(page for page in form.pages if page.number == label.words[0].page)
    return any(table.first <= label.row <= table.last for table in find_tables(page))


def _named_totals(form: Form) -> list[Candidate]:
    """Rows that name the total with its tax (``Estimated total w/ tax``), or what is due this time."""
    found = []
    for page in form.pages:
        for row, line in enumerate(page.lines):
            for cell in line.segments:
                text = re.sub(r"[$€£]?\s*[\d,]+\.\d\d.*$", "", cell.text)
                meaning = (
                    "taxed_total" if _WITH_TAX.fullmatch(text) else "this_total" if _THIS_TIME.fullmatch(text) else None
                )
                if meaning is None:
                    continue
                after = [word for word in line.words if word.x0 >= cell.box[0]]
                if money := find_money(after, decimal_comma=form.decimal_comma):
                    head = cell.words[: max(1, len(text.split()))]
                    label = Label(meaning, text.lower(), head, row, 0, len(head), False)
                    found.append(Candidate(label, money[0], 0.95, "right"))
    return found


def _further(candidate: Candidate, form: Form) -> list[Candidate]:
    """The other amounts on a total's row: ``Total 345,600.00 0.00 345,600.00`` sums several columns."""
    if candidate.where != "right" or candidate.label.meaning == "weak_total":
        return []
    line = _line_of(candidate.found.words[0], form)
    others = [
        found
        for found in find_money(line.words if line else (), decimal_comma=form.decimal_comma)
        if found.words[0].x0 > candidate.found.words[-1].x1
    ]
    amounts = [Decimal(candidate.found.value), *(Decimal(found.value) for found in others)]
    if len(amounts) > 2 and sum(amounts[:-1], Decimal(0)) == amounts[-1]:  # the row adds up to its last column
        return [replace(candidate, found=others[-1], score=candidate.score + 0.05)]
    return [replace(candidate, found=found, where=FURTHER) for found in others]


def _some_total(line: Line, row: int) -> list[Candidate]:
    """A row whose text begins or ends with ``total`` in words that no list foresees, and an amount at its end."""
    money = find_money(line.words)
    if not money or len(line.words) > 14:
        return []
    head = tuple(word for word in line.words if word.x1 <= money[0].words[0].x0 + 1)
    text = " ".join(word.text for word in head)
    if not head or not _SOME_TOTAL.search(text) or _NO_TOTAL.search(text) or len(head) > 9:
        return []
    label = Label("some_total", "total", head, row, 0, len(head), text.rstrip().endswith(":"))
    return [Candidate(label, money[-1], 0.9, "right")]


def _line_of(word: Word, form: Form) -> Line | None:
    page = next(page for page in form.pages if page.number == word.page)
    return next((line for line in page.lines if word in line.words), None)


def distinct(found: Iterable[Candidate]) -> list[Decimal]:
    """The different amounts of candidates, the largest first."""
    return sorted({Decimal(candidate.found.value) for candidate in found}, key=abs, reverse=True)
