"""What stands before tax where no label says subtotal: ``Net``, ``Goods``, ``Total Net``. Sums prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.labels import Candidate, Form, Label
from extractors.printed_sums import Printed
from extractors.values import find_money

_NET = re.compile(
    r"\W*(?:nett?|goods|merchandise)(?:\s+(?:amount|value|total|price|sum))?\W*(?:USD|GBP|EUR|[$£€])?\W*", re.I
)


def net_of(choice: Candidate | None, printed: Printed, form: Form) -> Candidate | None:
    """The net amount before the total that the printed charges make of it; None where no charge is printed."""
    goal = Decimal(choice.found.value) if choice else Decimal(0)
    if not goal or not any(charge.amount for charge in printed.charges):
        return None
    named = (c for c in printed.totals if "net" in c.label.phrase.split())
    for candidate in (*named, *_rows(form)):
        value = Decimal(candidate.found.value)
        if abs(value) < abs(goal) and printed.reaches(value, goal):
            return candidate
    return None


def _rows(form: Form) -> Iterator[Candidate]:
    """Rows that begin with a word for what is net, with one amount at their end."""
    for page in form.pages:
        for row, line in enumerate(page.lines):
            if len(line.words) > 5 or not _NET.match(line.words[0].text):
                continue
            money = find_money(line.words, decimal_comma=form.decimal_comma)
            head = tuple(word for word in line.words if money and word not in money[0].words)
            if len(money) == 1 and head and _NET.fullmatch(" ".join(word.text for word in head)):
                label = Label("subtotal", "net", head, row, 0, len(head), False)
                yield Candidate(label, money[0], 0.9, "right")
