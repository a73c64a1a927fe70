"""What speaks against a total although its label names it: a charge it leaves out, or a total that nobody can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.charges import Charge
from extractors.items import Item, amount_of
from extractors.labels import Candidate, Form, Label, below
from extractors.paper import Page
from extractors.printed_sums import Printed, heads_items, printed_label
from extractors.values import find_money

_FINAL = ("grand_total", "plain_total")


def charge_left_out(
    choice: Candidate, subtotal: Candidate | None, items: Sequence[Item], printed: Printed
) -> Charge | None:
    """The charge on a row of its own below the sum that a total only repeats: it is not in it."""
    goal = Decimal(choice.found.value)
    places = []
    if subtotal and Decimal(subtotal.found.value) == goal:
        places.append((subtotal.found.words[0].page, subtotal.found.words[0].top))
    amounts = [(item.page, item.amount.words[0].top) for item in items if item.amount]
    if amounts and sum(map(amount_of, items), Decimal(0)) == goal:
        places.append(max(amounts))
    held = {amount_of(item) for item in items}  # a charge that is an item too is in the sum already
    bases = [Decimal(subtotal.found.value)] if subtotal else []
    held.update(charge.amount for base in bases for charge in printed.added(base, goal))  # printed again
    return printed.charge_after(min(places), held) if places else None


def larger_total(choice: Candidate, options: Sequence[Candidate]) -> str | None:
    """Why a mere ``Total`` must wait: a better label has a larger amount beside it."""
    if choice.label.meaning not in ("plain_total", "some_total", "weak_total"):
        return None
    goal = Decimal(choice.found.value)
    better = (o for o in options if o.label.meaning == "grand_total" and o.where == "right")
    larger = next((o for o in better if Decimal(o.found.value) > goal > 0), None)
    return f"{printed_label(larger.label)} of {larger.found.value} is printed, too" if larger else None


def unread_total(choice: Candidate, form: Form, supports: int) -> str | None:
    """The label of a total whose amount cannot be read, where the chosen one is another's: struck out, run over by ink,
    or of letters that are no figure."""
    labelled = choice.label.meaning in _FINAL and choice.where == "right"
    if labelled and (supports or choice.label.meaning == "grand_total"):
        return None
    return next(_unread(choice, form, is_subtotal=choice.label.meaning in ("subtotal", "some_total")), None)


def _unread(choice: Candidate, form: Form, *, is_subtotal: bool) -> Iterator[str]:
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning not in _FINAL or label.words == choice.label.words:
                continue
            if _has_no_amount(label, page, form) or (is_subtotal and _is_bare(label, page, form)):
                yield printed_label(label)


def _is_bare(label: Label, page: Page, form: Form) -> bool:
    """Whether a label of a total on the right of a page has nothing beside it and no amount below it."""
    is_aside = label.has_colon or label.words[0].x0 > 0.4 * page.width
    if not is_aside or len(page.lines[label.row].words) > label.end or heads_items(label, form):
        return False
    under = below(label, page, form.labels[page.number], rows=1)
    return not any(find_money(words, decimal_comma=form.decimal_comma) for words in under)


def _has_no_amount(label: Label, page: Page, form: Form) -> bool:
    """Whether a label of a total has no amount beside it, but something like one: other signs, or struck words."""
    if heads_items(label, form):
        return False
    after = page.lines[label.row].words[label.end :]
    if find_money(after, bare=True, decimal_comma=form.decimal_comma):
        return False
    first = label.words[0]
    struck = any(word.x0 > first.x0 and abs(word.middle - first.middle) <= first.height for word in page.struck)
    return struck or any(re.search(r"\d", word.text) and not re.search(r"[A-Za-z]{3}", word.text) for word in after)
