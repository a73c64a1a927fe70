"""A paper read by its layout: fields, rows and sums, joined with what the general reader made of it.

A layout's value takes the place of the general reader's only where it is surer; its rows only where the totals printed
among them prove them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from math import prod

from extractors.evidence import Found, make_value
from extractors.layouts import Layout, Place, Rows
from extractors.names import clean, is_name, text_of, wraps
from extractors.numbers import find_numbers
from extractors.paper import Line, Page, Word
from extractors.spoken import make_record
from extractors.textmap import TextMap
from extractors.values import find_dates, find_money, money_text, parse_money, parse_quantity
from watchbill.model import Check, Record, Row, Value

#: A printed field in the place where its layout prints it, one whose sum comes out, and one whose sum does not.
_PLACED, _PROVED, _CONTRADICTED = 0.98, 0.99, 0.8
_AMOUNT = 0.96
_ROW_CHECKS = ("rows_sum_to_total", "rows_sum_to_section_total", "voids_left_out")
_ITEM_CHECKS = ("items_sum_to_total", "items_sum_to_subtotal")


def improve(record: Record | None, layout: Layout, pages: Sequence[Page]) -> Record:
    """What the general reader made of these pages, with what the layout reads more surely."""
    record = record or make_record(layout.kind, pages, {})
    fields, checks = _proved(_fields(layout.fields, pages), _fields(layout.figures, pages), layout.sums)
    record = _with_fields(_without(record, layout.absent), fields, checks)
    if layout.items:
        record = _with_items(record, layout.items, pages)
    if layout.rows:
        record = _with_payments(record, layout.rows, pages)
    return record


# --- Fields ----------


def _fields(places: Mapping[str, Place], pages: Sequence[Page]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, place in places.items():
        values = (_value(place, words) for words in _places(place, pages))
        if value := next((value for value in values if value), None):
            found[name] = value
    return found


def _places(place: Place, pages: Sequence[Page]) -> Iterator[tuple[Word, ...]]:
    """The words that may print a field, in printed order."""
    for page in pages:
        for row, line in enumerate(page.lines):
            printed = TextMap(line.words)
            match = place.pattern.search(printed.text)
            if match is None:
                continue
            if place.how == "print":
                yield printed.group(match, "value" if "value" in place.pattern.groupindex else 0)
            elif place.how == "row":
                yield line.words[len(printed.text[: match.end()].split()) :]
            else:
                below = _below(printed.group(match), line, page.lines[row + 1 :])
                yield from _names(below) if place.is_a == "name" else below[:1]


def _below(label: Sequence[Word], line: Line, under: Sequence[Line]) -> list[tuple[Word, ...]]:
    """The words of the next lines in the label's column, which ends where the row's next cell begins."""
    left = label[0].x0 - 0.5 * label[0].height
    right = min((cell.box[0] for cell in line.segments if cell.box[0] > label[-1].x1), default=float("inf"))
    near = label[-1].x1 + 2 * label[0].height
    rows = [tuple(word for word in other.words if left <= word.x0 < right - 1) for other in under[:6]]
    return [Line(words).segments[0].words for words in rows if words and words[0].x0 <= near]


def _names(rows: Sequence[tuple[Word, ...]]) -> Iterator[tuple[Word, ...]]:
    """The rows that may print a name, each with the row that it wraps onto."""
    for row, following in pairwise([*rows, ()]):
        goes_on = following and is_name(text_of(row)) and wraps(text_of(row), text_of(following))
        yield (*row, *following) if goes_on else row


def _value(place: Place, words: Sequence[Word]) -> Value | None:
    """What a place's words print, None where they print nothing of its sort."""
    found: Sequence[Found]
    if place.is_a == "money":
        found = find_money(words)
    elif place.is_a == "date":
        found = find_dates(words) or _compact_date(words)
    elif place.is_a == "number" and place.how != "print":
        found = find_numbers(words)
    elif place.is_a == "name":
        cell = tuple(words) if place.how != "row" or not words else Line(tuple(words)).segments[0].words
        found = [Found(clean(text_of(cell)), text_of(cell), cell)] if is_name(text_of(cell)) else []
    else:
        cell = Line(tuple(words)).segments[0].words if words else ()
        text = " ".join(word.text for word in cell).strip(" :")
        found = [Found(text, text, cell)] if any(map(str.isalnum, text)) else []
    if len(found) < place.nth:
        return None
    this = found[place.nth - 1]
    sure = _AMOUNT if place.is_a == "money" else _PLACED
    return make_value(this.value, this.words, sure, currency=this.currency)


def _compact_date(words: Sequence[Word]) -> list[Found]:
    """A day as databases write it: ``'20240331``."""
    text = words[0].text if words else ""
    match = re.search(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)", text)
    return [Found("-".join(match.groups()), text, tuple(words[:1]))] if match else []


def _proved(
    fields: Mapping[str, Value], figures: Mapping[str, Value], sums: Mapping[str, str]
) -> tuple[dict[str, Value], list[Check]]:
    """The fields after the layout's sums: proved where they come out, in doubt where they do not."""
    out, checks = dict(fields), []
    known = _known({**figures, **fields})
    for name, rule in sums.items():
        names = re.findall(r"\w+", rule)
        if not all(part in known for part in names):
            continue
        left, right = (sum(map(_product(known), side.split("+")), Decimal(0)) for side in rule.split("="))
        passed = left == right
        checks.append(Check(name, passed, f"{rule}: {money_text(left)} against {money_text(right)}"))
        reason = None if passed else "the sums printed around it do not come out"
        for part in set(names) & set(fields):
            out[part] = replace(fields[part], confidence=_PROVED if passed else _CONTRADICTED, reason=reason)
    return out, checks


def _known(values: Mapping[str, Value]) -> dict[str, Decimal]:
    """The figures that a sum may name; `further_years` are the years of a term in whole years after its first."""
    known = {name: Decimal(value.value) for name, value in values.items() if re.fullmatch(r"-?[\d.]+", value.value)}
    term = re.match(r"(\d+) months?\b", values["term"].value, re.IGNORECASE) if "term" in values else None
    if term and int(term[1]) % 12 == 0:
        known["further_years"] = Decimal(int(term[1]) // 12 - 1)
    return known


def _product(known: Mapping[str, Decimal]) -> Callable[[str], Decimal]:
    def product(text: str) -> Decimal:
        return prod((known[name] for name in re.findall(r"\w+", text)), start=Decimal(1))

    return product


def _without(record: Record, absent: Sequence[str]) -> Record:
    """The record without the fields that its paper never prints, and without the checks that they failed."""
    fields = {name: value for name, value in record.fields.items() if name not in absent}
    checks = [check for check in record.checks if not (check.name == "subtotal_plus_tax" and "subtotal" in absent)]
    return replace(record, fields=fields, checks=tuple(checks))


def _with_fields(record: Record, fields: Mapping[str, Value], checks: Sequence[Check]) -> Record:
    kept = dict(record.fields)
    for name, value in fields.items():
        theirs = kept.get(name)
        if theirs is None or theirs.confidence < value.confidence:
            kept[name] = value
    names = {check.name for check in checks}
    if any(
        check.passed and "total" in check.detail for check in checks
    ):  # one year's items are no sum of several years
        names |= {check.name for check in record.checks if check.name == "items_sum_to_total" and not check.passed}
    others = [check for check in record.checks if check.name not in names]
    return replace(record, fields=kept, checks=(*others, *checks))


# --- Rows of goods ----------


def _with_items(record: Record, rows: Rows, pages: Sequence[Page]) -> Record:
    """The layout's items where they add up to the field it names, with or without tax; else the general reader's."""
    total, tax = record.fields.get(rows.sum or ""), record.fields.get("tax")
    if total is None:
        return record
    above = [(printed, match) for printed, match in _matches(rows.line, pages) if _stands_above(printed, total)]
    items = [_item(printed, match) for printed, match in above]
    amount = sum((Decimal(item.fields["amount"].value) for item in items), Decimal(0))
    goals = {Decimal(total.value), Decimal(total.value) - Decimal(tax.value if tax else 0)}
    if not items or amount not in goals:
        return record
    check = Check(f"items_sum_to_{rows.sum}", True, f"{amount} against {total.value}")
    others = [other for other in record.checks if other.name not in _ITEM_CHECKS]
    return replace(record, items=tuple(items), checks=(*others, check))


def _stands_above(printed: TextMap, value: Value) -> bool:
    first = printed.words[0]
    return (first.page, first.bottom) < (value.page, value.bbox[3] - 0.5 * first.height)


def _item(printed: TextMap, match: re.Match[str]) -> Row:
    fields: dict[str, Value] = {}
    groups = {name: text for name, text in match.groupdict().items() if text}
    amounts = {name: parse_money(groups[name]) for name in ("unit_price", "amount") if name in groups}
    quantity = parse_quantity(groups["quantity"]) if "quantity" in groups else None
    price, amount = amounts.get("unit_price"), amounts.get("amount")
    is_product = bool(price and amount and quantity and Decimal(quantity) * price.amount == amount.amount)
    for name, money in amounts.items():
        if money:
            sure = _PROVED if is_product or name == "amount" else _CONTRADICTED
            words, text = printed.group(match, name), money_text(money.amount)
            reason = "quantity times price is not the amount"
            fields[name] = make_value(
                text, words, sure, currency=money.currency, confirmed=sure == _PROVED, reason=reason
            )
    if quantity:
        fields["quantity"] = make_value(quantity, printed.group(match, "quantity"), _PLACED, confirmed=is_product)
    if "description" in groups:
        fields["description"] = make_value(groups["description"], printed.group(match, "description"), _AMOUNT)
    return Row(fields)


def _matches(pattern: re.Pattern[str], pages: Sequence[Page]) -> Iterator[tuple[TextMap, re.Match[str]]]:
    for page in pages:
        for line in page.lines:
            printed = TextMap(line.words)
            if match := pattern.fullmatch(printed.text):
                yield printed, match


# --- Payments ----------


@dataclass
class _Payment:
    """A printed row in the making, and whether a printed total proved it."""

    cells: dict[str, tuple[Word, ...]]
    amount: Decimal
    currency: str | None
    is_left_out: bool
    is_wrapped: bool = False
    is_proved: bool = False


def _with_payments(record: Record, rows: Rows, pages: Sequence[Page]) -> Record:
    """The layout's payments where each total printed among them comes out; what the general reader found otherwise."""
    payments, totals = _payments(rows, pages)
    right = sum(passed for _, passed in totals)
    if not payments or not totals or right < len(totals):
        return record
    left_out = [payment for payment in payments if payment.is_left_out]
    checks = [
        Check("rows_sum_to_section_total", True, f"{right} of {len(totals)} printed totals equal the rows they sum")
    ]
    if left_out:
        amount = money_text(sum((payment.amount for payment in left_out), Decimal(0)))
        checks.append(Check("voids_left_out", True, f"{len(left_out)} voided rows of {amount}"))
    others = [check for check in record.checks if check.name not in _ROW_CHECKS]
    kept = tuple(_payment_row(payment) for payment in payments if not payment.is_left_out)
    return replace(record, payments=kept, checks=(*others, *checks))


def _payments(rows: Rows, pages: Sequence[Page]) -> tuple[list[_Payment], list[tuple[Decimal, bool]]]:
    """Every printed row, and every printed total with whether it is the sum of the rows since the last one."""
    payments: list[_Payment] = []
    totals: list[tuple[Decimal, bool]] = []
    since = 0
    for page in pages:
        last: _Payment | None = None
        for line in page.lines:
            printed = TextMap(line.words)
            total = rows.total.search(printed.text) if rows.total else None
            if total and (money := parse_money(total["amount"])):
                group = payments[since:]
                passed = sum((payment.amount for payment in group), Decimal(0)) == money.amount
                totals.append((money.amount, passed))
                for payment in group:
                    payment.is_proved = passed
                since, last = len(payments), None
            elif match := rows.line.fullmatch(printed.text):
                last = _payment(rows, printed, match)
                payments += [last] if last else []
            elif last and rows.wraps and _goes_on(last.cells.get(rows.wraps, ()), line):
                last.cells[rows.wraps] += line.words
                last.is_wrapped = True
            else:
                last = None
    return payments, totals


def _payment(rows: Rows, printed: TextMap, match: re.Match[str]) -> _Payment | None:
    cells = {name: printed.group(match, name) for name in match.groupdict() if match[name]}
    money = parse_money(match["amount"])
    status = cells.pop("status", ())
    is_left_out = bool(rows.leave_out and rows.leave_out.search(" ".join(word.text for word in status)))
    return _Payment(cells, money.amount, money.currency, is_left_out) if money else None


def _goes_on(cell: Sequence[Word], line: Line) -> bool:
    """Whether a line goes on with a cell above it: it begins where the cell begins, within a line's height."""
    if not cell or any(map(str.isdigit, line.text)):
        return False
    height = cell[-1].height
    return abs(line.words[0].x0 - cell[0].x0) <= height and 0 < line.words[0].top - cell[-1].top <= 2 * height


def _payment_row(payment: _Payment) -> Row:
    sure = _PROVED if payment.is_proved else _AMOUNT
    fields = {
        "amount": make_value(
            money_text(payment.amount),
            payment.cells["amount"],
            sure,
            currency=payment.currency,
            confirmed=payment.is_proved,
        )
    }
    for name, words in payment.cells.items():
        if name == "date":
            days = find_dates(words)
            if len(days) == 1:
                fields[name] = make_value(days[0].value, days[0].words, _PLACED)
        elif name != "amount":
            is_wrapped = payment.is_wrapped and name == "payee"
            reason = "wrapped over several lines" if is_wrapped else None
            text = " ".join(word.text for word in words)
            fields[name] = make_value(text, words, 0.9 if is_wrapped else _PLACED, reason=reason)
    return Row(fields)
