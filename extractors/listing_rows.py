"""Payments of a listing from their cells: values with evidence, and the numbers that are no part of a payee's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import dropwhile, takewhile

from extractors.dates import find_dates
from extractors.listing_totals import Entry
from extractors.paper import Word
from extractors.values import make_value, money_text, parse_money
from watchbill.model import Row, Value

TEXT_ROLES = ("payee", "contract", "description")
#: A vendor's number before its name: digits, or digits in groups; ``3M`` and ``4IMPRINT`` are names.
_VENDOR_NUMBER = re.compile(r"#?\d{1,10}(?:-\d{1,10})*")
#: The share of the rows whose payee begins with a number, from which on it is the vendor's.
_MOST_ROWS = 0.8


def drop_row_numbers(entries: Sequence[Entry]) -> None:
    """Take the printed row numbers (1, 2, 3 …) off the text of the rows."""
    for role in TEXT_ROLES:
        cells = [entry.cells[role] for entry in entries if len(entry.cells.get(role, [])) > 1]
        bare = [[word for word in cell if re.fullmatch(r"\d{1,3}", word.text)] for cell in cells]
        if cells and [int(found[0].text) if found else 0 for found in bare] == list(range(1, len(cells) + 1)):
            for cell, found in zip(cells, bare, strict=True):
                cell.remove(found[0])


def drop_vendor_numbers(entries: Sequence[Entry]) -> None:
    """Take the vendors' numbers off the payees' names, where nearly every row prints one before the name."""
    named = {id(entry.cells["payee"][0]): entry.cells["payee"] for entry in entries if entry.cells.get("payee")}
    first = {
        key
        for key, cell in named.items()
        if len(cell) > 1
        and _VENDOR_NUMBER.fullmatch(cell[0].text)
        and any(letter.isalpha() for word in cell[1:] for letter in word.text)
    }
    if not first or len(first) < _MOST_ROWS * len(named):
        return
    for entry in entries:
        payee = entry.cells.get("payee", [])
        if payee and id(payee[0]) in first:
            entry.cells["payee"] = list(dropwhile(lambda word: not any(map(str.isalnum, word.text)), payee[1:]))


def payment_row(entry: Entry, money_in: bool, day_first: bool | None) -> Row:
    """The row's values with their evidence and a confidence that says what supports them."""
    fields: dict[str, Value] = {}
    why = None
    sure = 0.99 if entry.confirmed else 0.96 if entry.labelled else 0.85
    if entry.has_rival and not entry.confirmed:
        sure, why = min(sure, 0.9), "another column of amounts stands beside this one, and no total confirms either"
    if entry.contradicted:
        sure, why = 0.8, "the rows do not add up to the printed total"
    if entry.repeats_check:
        sure, why = min(sure, 0.9), "repeats its check's amount, which the invoices under it do not sum to"
    if entry.is_odd and not entry.confirmed:
        sure, why = min(sure, 0.8), "bears neither the number nor the payee that other rows bear"
    if not entry.is_unread:
        words = entry.cells["amount"]
        fields["amount"] = make_value(
            money_text(entry.amount), words, sure, currency=entry.currency, reason=why, confirmed=entry.confirmed
        )
    is_doubted = entry.is_odd and not entry.confirmed
    named = 0.9 if entry.is_unread else 0.97 if entry.labelled and not is_doubted else 0.8
    if title := entry.cells.get("contract"):
        entry.cells.setdefault("description", title)
        if name := _leading_name(title):
            fields["payee"] = make_value(
                " ".join(word.text for word in name),
                name,
                0.88,
                reason="the name that the contract's title begins with",
            )
    for role in ("payee", "date", "number", "description"):
        cell = entry.cells.get(role)
        if not cell:
            continue
        field_name = "description" if role == "payee" and money_in else role
        if value := _cell_value(role, cell, named, entry, day_first):
            fields.setdefault(field_name, value)
    if entry.invoice:
        number = _cell_value("invoice_number", entry.invoice, min(named, 0.93), entry, day_first)
        fields |= {"invoice_number": number} if number else {}
    if spent := _spent(entry):
        fields["spent"] = spent
    return Row(fields)


def _cell_value(role: str, cell: Sequence[Word], named: float, entry: Entry, day_first: bool | None) -> Value | None:
    sure, why = named, "the amount of its row cannot be read" if entry.is_unread else None
    if role in entry.inherited:
        sure, why = min(named, 0.9), "printed once for several rows, above this one"
    elif role == "payee" and role in entry.wrapped:
        sure, why = min(named, 0.9), "wrapped over several lines"
    elif role == "payee" and entry.is_under_office:
        sure, why = min(named, 0.9), "the line above it, taken for an office, may be the begin of this name"
    elif role == "date" and entry.is_invoice_day:
        sure, why = min(named, 0.9), "the day of its invoice: no other is printed"
    if role == "date":
        days = find_dates(cell, day_first)
        return make_value(days[0].value, days[0].words, sure, reason=why) if len(days) == 1 else None
    text = " ".join(word.text for word in cell).strip()
    if role == "number" and len(cell) > 1:
        if re.fullmatch(r"[A-Z]", cell[-1].text):  # a mark beside the number: V for void, M for manual
            cell = cell[:-1]
        text = "".join(word.text for word in cell)
    if role == "number" and cell[0].confidence < 1.0:
        text = text.strip("_,;:|'")  # what a scan leaves of the lines beside it
    if not any(letter.isalnum() for letter in text):
        return None
    return make_value(text, cell, sure, reason=why)


def _leading_name(title: Sequence[Word]) -> list[Word]:
    """The capitalised words that begin a contract's title, where more follows: ``Flock Safety -Installation``."""
    name = list(takewhile(lambda word: word.text[0].isupper() or word.text == "&", title))
    return name if name and len(name) < len(title) else []


def _spent(entry: Entry) -> Value | None:
    """What was spent of an awarded amount: one printed figure, or the sum of the printed figures of its periods."""
    words = entry.cells.get("spent", [])
    found = [money for word in words if (money := parse_money(word.text))]
    if not found:
        return None
    total = sum((money.amount for money in found), Decimal(0))
    currency = found[0].currency
    if len(found) == 1:
        word = next(word for word in words if parse_money(word.text))
        return make_value(money_text(total), [word], 0.95, currency=currency)
    return make_value(
        money_text(total), words, 0.9, currency=currency, reason="sum of the figures printed for each period"
    )
