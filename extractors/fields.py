"""From candidates to the fields of a record: the best candidate of each field, with a confidence that follows the
evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from extractors.heads import heads_column
from extractors.item_cells import multiplies
from extractors.items import Item
from extractors.labels import Candidate, Form, candidates
from extractors.letterheads import is_confirmed
from extractors.names import text_of
from extractors.numbers import find_numbers
from extractors.paper import Line, Page, Word, box_around
from extractors.parties import Party
from extractors.textmap import TextMap
from extractors.values import Found, find_dates, find_money, make_value
from watchbill.model import AUTO_ACCEPT, Row, Value

#: Meanings of labels (keys of labels.yml) with how well each fits the field, from 0 to 1.
Weights = Mapping[str, float]


def pick(form: Form, weights: Weights, kind: str, *, beside: bool = False) -> Value | None:
    """The value of a number or date: the candidate whose label and place fit best; more prints count for it. With
    `beside`, only a value alone to the right of its label counts: another one may be of one column among several."""
    found = candidates(form, weights, kind)
    scored: dict[str, list[tuple[float, Candidate]]] = defaultdict(list)
    for candidate in found:
        scored[_key(candidate.found.value)].append((_score(candidate, weights, form, kind), candidate))
    if not scored:
        return None
    totals = {key: max(score for score, _ in group) + 0.02 * min(len(group) - 1, 3) for key, group in scored.items()}
    ranked = sorted(totals, key=lambda key: -totals[key])
    best = ranked[0]
    score, candidate = max(scored[best], key=lambda pair: pair[0])
    if score < 0.4 or (beside and not _is_alone(candidate, form)):
        return None
    margin = totals[best] - totals[ranked[1]] if len(ranked) > 1 else 1.0
    prints = {(c.found.words[0].page, round(c.found.words[0].top)) for _, c in scored[best]}
    return value_of(
        candidate.found,
        form,
        _confidence(score, margin, len(prints)),
        confirmed=len(prints) > 1,
        reason=_reason(score, margin),
    )


def _is_alone(candidate: Candidate, form: Form) -> bool:
    """Whether the row of a value prints just one amount, right of its label."""
    line = _cell_of(candidate.found.words[0], form)
    amounts = find_money(line.words, decimal_comma=form.decimal_comma) if line else []
    return candidate.where == "right" and len({found.value for found in amounts}) <= 1


def _key(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.lower())


def _score(candidate: Candidate, weights: Weights, form: Form, kind: str) -> float:
    label = candidate.label
    score = weights[label.meaning] * candidate.score * (0.6 if heads_column(candidate, form, kind) else 1.0)
    score += 0.03 * (min(label.length, 4) - 1)
    score -= 0.02 * min(candidate.found.words[0].page - form.pages[0].number, 5)
    if kind == "number":
        digits = sum(letter.isdigit() for letter in candidate.found.value)
        score -= 0.35 if digits <= 1 else 0.12 if digits == 2 else 0.0
        score -= 0.3 if label.length == 1 and not label.has_colon and candidate.where == "below" and digits < 4 else 0.0
    return score


def _confidence(score: float, margin: float, prints: int) -> float:
    sure = (
        0.97
        if score >= 0.93
        else 0.955
        if score >= 0.86 or (score >= 0.78 and margin >= 0.3)
        else 0.88
        if score >= 0.72
        else 0.7
    )
    if margin < 0.06:
        sure = min(sure, 0.75)
    elif margin < 0.12:
        sure = min(sure, 0.9)
    return min(0.99, sure + 0.01 * (prints - 1))


def _reason(score: float, margin: float) -> str:
    return "another candidate stands nearly as well" if margin < 0.12 else "its label or its place leaves doubt"


def value_of(
    found: Found, form: Form, confidence: float, *, confirmed: bool = False, reason: str | None = None
) -> Value:
    """A found value with evidence that its box really holds."""
    words = provable(found.words, form)
    return make_value(found.value, words, confidence, currency=found.currency, confirmed=confirmed, reason=reason)


def party_value(party: Party, form: Form) -> Value:
    """A party's name as a value; the score of its role becomes the confidence."""
    confidence = 0.97 if party.score >= 0.95 else 0.955 if party.score >= 0.88 else min(0.93, party.score + 0.05)
    reason = "who plays this part is inferred from its place on the paper"
    if AUTO_ACCEPT <= confidence < 0.97 and not is_confirmed(party, form):
        confidence, reason = 0.93, "printed once, and nothing else on the paper bears the name out"
    return make_value(party.name, provable(party.words, form), confidence, reason=reason)


def provable(words: Sequence[Word], form: Form) -> tuple[Word, ...]:
    """`words` where the box around them holds nothing else; otherwise those of one row, the longest run."""
    words = tuple(word for word in words if word.page == words[0].page)
    page = next(page for page in form.pages if page.number == words[0].page)
    rows = _rows(words)
    if len(words) == 1 or _fills_its_box(words, page):
        return words
    runs = [run for row in rows for run in _unbroken(row, page)]
    return max(runs, key=lambda run: sum(len(word.text) for word in run))


def _unbroken(row: Sequence[Word], page: Page) -> list[tuple[Word, ...]]:
    """A row of words cut where other words of the page stand between them."""
    line = next((line.words for line in page.lines if row[0] in line.words and row[-1] in line.words), ())
    places = [line.index(word) for word in row if word in line]
    if len(places) < len(row):
        return [tuple(row)]
    cuts = [n for n in range(1, len(row)) if places[n] != places[n - 1] + 1]
    return [tuple(row[first:last]) for first, last in pairwise([0, *cuts, len(row)])]


def _rows(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    rows: list[list[Word]] = []
    for word in words:
        if rows and abs(rows[-1][-1].middle - word.middle) <= 0.5 * word.height and word.x0 >= rows[-1][-1].x0:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [tuple(row) for row in rows]


def _fills_its_box(words: Sequence[Word], page: Page) -> bool:
    """Whether the box holds these words only, and the page stores them in this order."""
    x0, top, x1, bottom = box_around(words)
    inside = [w for w in page.words if x0 - 1 < w.x1 and w.x0 < x1 + 1 and top - 1 < w.middle < bottom + 1]
    return inside == list(words)


_OF_DAY = re.compile(r"du|le|de|del|of|dated|date|vom|van|on|from|/", re.I)


def date_behind(number: Value | None, form: Form) -> Value | None:
    """The day right behind the paper's own number: ``Facture n°5620 du 2 juillet 2015``."""
    lines = [line for page in form.pages if number and page.number == number.page for line in page.lines]
    for line in lines:
        for index, word in enumerate(line.words):
            if not number or (word.x1, word.bottom) != (number.bbox[2], number.bbox[3]):
                continue
            rest = line.words[index + 1 :]
            days = find_dates(rest[1:5], form.day_first) if rest and _OF_DAY.fullmatch(rest[0].text.strip(",:")) else []
            if days and days[0].words[0] is rest[1]:
                return value_of(days[0], form, 0.93, reason="behind the number, without a label")
    return None


_BRACKETED = re.compile(
    r"\b(?:contract|agreement|vehicle)\s*:\s*(?=[A-Z])[^():]{3,70}\((?P<number>[A-Z0-9][\w./#-]{2,24})\)", re.I
)


def bracketed_contract(form: Form) -> Value | None:
    """The one contract whose number stands in brackets behind its name, under the items or over them: ``Contract: NASPO
    ValuePoint Storage (MNWNC-119)``."""
    text = TextMap(form.words)
    found = {
        match["number"]: match for match in _BRACKETED.finditer(text.text) if any(map(str.isdigit, match["number"]))
    }
    if len(found) != 1:
        return None
    number, match = found.popitem()
    words = text.group(match, "number")
    return value_of(Found(number, text_of(words), words), form, 0.9, reason="in brackets behind the contract's name")


_DUE = re.compile(
    r"\b(?:due|pay(?:able|ment)?|paid)\s+(?:(?:by|on|before|no\s+later\s+than|on\s+or\s+before|is|was|date)\s+)*:?\s*(?:\w{3,9},\s+)?$",
    re.I,
)


def due_by(form: Form) -> Value | None:
    """The one day by which a sentence or a caption says that the amount is due: ``Total amount due by March 29, 2026``,
    ``$2,388.00 due April 3, 2026``."""
    said: dict[str, list[Found]] = defaultdict(list)
    for line in (line for page in form.pages for line in page.lines):
        for day in find_dates(line.words, form.day_first):
            before = " ".join(word.text for word in line.words[: line.words.index(day.words[0])][-6:]) + " "
            if _DUE.search(before) and not re.search(
                r"\bpast\s+due\b|\bpaid(?:\s+on\b|\s*:?\s*$)|\bpayment\s+on\b", before, re.I
            ):
                said[day.value].append(day)
    if len(said) != 1:
        return None
    (days,) = said.values()
    return value_of(
        days[0], form, 0.96 if len(days) > 1 else 0.93, confirmed=len(days) > 1, reason="said with the amount"
    )


_SIGN = re.compile(r"(?:#|no\.?|nr\.?|n°|num(?:ber)?\.?):?", re.I)


def signed_number(form: Form) -> Value | None:
    """The one number behind a bare sign of numbers in the head: ``# INV-000123`` under the title, ``No.: 2024/118``."""
    page = form.pages[0]
    head = [line.segments for line in page.lines if line.box[1] < 0.3 * page.height]
    joined = [(*one.words, *two.words) for cells in head for one, two in pairwise(cells) if len(one.words) == 1]
    pairs = [*(cell.words for cells in head for cell in cells if len(cell.words) == 2), *joined]
    found = [number for words in pairs if _SIGN.fullmatch(words[0].text) for number in find_numbers(words[1:2])]
    if len({number.value for number in found}) != 1:
        return None
    return value_of(found[0], form, 0.93, reason="it has a sign of numbers before it, and no label")


_COVER = 12  # a page of so few rows is a cover
_FOR_SIGNING = re.compile(r"_{5,}|\bsign(?:ature|ed)\b|^\W*by\s*:", re.I)


def lone_date(form: Form, share: float = 0.3) -> Value | None:
    """A date that stands alone in the top of the first page without a label: weak, but often the paper's own."""
    page = form.pages[0]
    share = 0.7 if len(page.lines) <= _COVER else share
    dated = ("document_date", "invoice_date", "po_date", "quote_date", "effective_date")
    places = [label for label in form.labels[page.number] if label.meaning in dated]
    if any(not _FOR_SIGNING.search(page.lines[label.row].text) for label in places):
        return None  # the paper has a place for its date, and left it empty
    for line in page.lines:
        if any(cell.text.endswith(":") for cell in line.segments):
            continue
        if line.box[1] > share * page.height:
            return None
        for cell in line.segments:
            found = find_dates(cell.words, form.day_first)
            if len(found) == 1 and len(cell.words) - len(found[0].words) <= 1:
                return value_of(found[0], form, 0.7, reason="a date without a label")
    return None


def period(form: Form, weights: Weights) -> tuple[Value | None, Value | None]:
    """Start and end of a labelled period printed as two dates (``02/19/20 - 03/03/20``)."""
    best: tuple[float, Candidate, list[Found]] | None = None
    printed: set[tuple[str, str]] = set()
    for candidate in candidates(form, weights, "date"):
        line = _cell_of(candidate.found.words[0], form)
        dates = (
            [d for d in find_dates(line.words, form.day_first) if d.words[0].x0 >= candidate.found.words[0].x0 - 1]
            if line
            else []
        )
        score = _score(candidate, weights, form, "date")
        if len(dates) >= 2 and dates[0].value <= dates[1].value:
            if candidate.label.meaning == "period":
                printed.add((dates[0].value, dates[1].value))
            if best is None or score > best[0]:
                best = (score, candidate, dates)
    if best is None:
        return None, None
    score, candidate, dates = best
    sure = 0.96 if score >= 0.9 else 0.88
    reason = None
    if candidate.label.meaning == "period" and len(printed) > 1:  # the contract's beside the service's
        sure, reason = min(sure, 0.85), "another period is labelled, too"
    return value_of(dates[0], form, sure, reason=reason), value_of(dates[1], form, sure, reason=reason)


def _cell_of(word: Word, form: Form) -> Line | None:
    page = next(page for page in form.pages if page.number == word.page)
    return next((line for line in page.lines if word in line.words), None)


def item_rows(items: Iterable[Item], form: Form, *, is_summed: bool) -> tuple[Row, ...]:
    """Items as rows of values. Amounts that multiply out or add up to the total are surer."""
    return tuple(_item_row(item, form, is_summed) for item in items)


def _item_row(item: Item, form: Form, is_summed: bool) -> Row:
    fields: dict[str, Value] = {}
    if item.description:
        text = " ".join(word.text for word in item.description)
        reason = "where a description ends is inferred"
        fields["description"] = make_value(text, provable(item.description, form), 0.9, reason=reason)
    proved = multiplies_out(item)
    for name, found in (("quantity", item.quantity), ("unit_price", item.unit_price), ("amount", item.amount)):
        if found is None:
            continue
        summed = is_summed and name == "amount"
        if proved is False and not summed:
            sure, reason = 0.8, "quantity times price is not the amount"
        else:
            sure = 0.98 if summed else 0.97 if proved else 0.9
            reason = "no sum and no product confirms it"
        confirmed = summed or bool(proved)
        fields[name] = make_value(
            found.value, found.words, sure, currency=found.currency, confirmed=confirmed, reason=reason
        )
    return Row(fields)


def multiplies_out(item: Item) -> bool | None:
    """Whether quantity times unit price is the amount, to the cent; None where one of them is not printed."""
    if not (item.quantity and item.unit_price and item.amount):
        return None
    term = item.term.value if item.term else None
    return multiplies(item.quantity.value, item.unit_price.value, item.amount.value, term)
