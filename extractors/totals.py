"""The total of a paper and the sums that prove it: items, subtotal, tax and freight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from extractors.fields import multiplies_out, value_of
from extractors.items import Item, amount_of
from extractors.labels import Candidate, Form, Label, candidates
from extractors.paper import Line
from extractors.values import Found, find_money
from watchbill.model import Check, Value

_CENT = Decimal("0.01")
_BASE = {
    "grand_total": 1.0,
    "gross_total": 0.95,
    "plain_total": 0.85,
    "some_total": 0.72,
    "grant_amount": 1.0,
    "weak_total": 0.6,
}
_SOME_TOTAL = re.compile(r"^total\b|\btotal\b\W*(?:\(?(?:usd|us\$?)\)?)?\W*$", re.I)
_NO_TOTAL = re.compile(
    r"discount|saving|lines|spots|tax\b|pages|hours|quantity|qty|paid|sub-?\s?total|annual|year \d|"
    r"schedule|previous|hardware|software|training|services\b|points|excl",
    re.I,
)


@dataclass(frozen=True)
class Sums:
    """What the amounts of a paper say together."""

    total: Value | None
    subtotal: Value | None
    tax: Value | None
    checks: tuple[Check, ...]
    is_summed: bool  # the items add up to the total or the subtotal


def read_sums(form: Form, items: Sequence[Item], extra: Sequence[str] = ()) -> Sums:
    """The total with its checks. `extra` names further meanings whose values can be the total (``grant_amount``)."""
    subtotal = _best(candidates(form, ["subtotal"], "money"))
    tax = _best(candidates(form, ["tax"], "money"))
    charges = [c.found for c in candidates(form, ["tax", "freight"], "money")] + _discounts(form)
    items_sum = sum((amount_of(item) for item in items), Decimal(0)) if items else None
    options = _options(form, extra)
    if not options:
        options = _computed(form, subtotal, charges, items_sum, items)
    choice, supports = _choose(options, items_sum, subtotal, charges)
    checks = _checks(choice, items, items_sum, subtotal, charges)
    is_summed = any(check.name == "items_sum_to_total" and check.passed for check in checks)
    contradicted = any(check.name == "items_sum_to_total" and not check.passed for check in checks)
    total = None
    if choice:
        confirmed = supports > 0 or _prints(form, choice.found) > 1
        sure = _confidence(choice, options, supports, contradicted)
        reason = f"items add up to {items_sum}" if contradicted else "nothing confirms which total it is"
        total = value_of(choice.found, form, sure, confirmed=confirmed, reason=reason)
    adds_up = any(check.name == "subtotal_plus_tax" and check.passed for check in checks)
    return Sums(
        total,
        value_of(subtotal.found, form, 0.97 if adds_up or is_summed else 0.9, confirmed=adds_up or is_summed)
        if subtotal
        else None,
        value_of(tax.found, form, 0.97 if adds_up else 0.88, confirmed=adds_up)
        if tax and _is_tax(tax, items)
        else None,
        checks,
        is_summed,
    )


def _discounts(form: Form) -> list[Found]:
    """What is printed beside the label of a discount, as an amount below zero whichever sign it is printed with."""
    found = [c.found for c in candidates(form, ["discount"], "money") if c.where == "right"]
    return [replace(discount, value=str(-abs(Decimal(discount.value)))) for discount in found]


def _options(form: Form, extra: Sequence[str]) -> list[Candidate]:
    """Every amount on the row of (or below) a label that can mean the total."""
    meanings = ["grand_total", "plain_total", "gross_total", "weak_total", *extra]
    found = [c for c in candidates(form, meanings, "money") if c.label.meaning != "weak_total" or c.label.has_colon]
    known = {(c.label.words[0].page, c.label.row) for c in found}
    for page in form.pages:
        for row, line in enumerate(page.lines):
            if (page.number, row) not in known:
                found += _some_total(line, row)
    return found


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


def _computed(
    form: Form,
    subtotal: Candidate | None,
    charges: Sequence[Found],
    items_sum: Decimal | None,
    items: Sequence[Item],
) -> list[Candidate]:
    """Without a label: an amount below the subtotal that is just the subtotal (or the items) with tax and freight. The
    figure of an item is never the total of itself."""
    listed = {word for item in items if item.amount for word in item.amount.words}
    base = Decimal(subtotal.found.value) if subtotal else items_sum
    if not base:
        return []
    wanted = _with_charges(base, charges)
    after = (subtotal.found.words[0].page, subtotal.found.words[0].bottom) if subtotal else (0, 0.0)
    options = []
    for page in form.pages:
        for row, line in enumerate(page.lines):
            for found in find_money(line.words, decimal_comma=form.decimal_comma):
                is_own = listed.isdisjoint(found.words)
                if is_own and Decimal(found.value) in wanted and (page.number, line.box[1]) > after:
                    options.append(
                        Candidate(Label("some_total", "", found.words, row, 0, 0, False), found, 0.8, "right")
                    )
    return options[-1:] or ([replace(subtotal, score=0.6)] if subtotal else [])


def _with_charges(base: Decimal, charges: Sequence[Found]) -> set[Decimal]:
    amounts = list(dict.fromkeys(Decimal(found.value) for found in charges if Decimal(found.value)))[:4]
    return {
        base + sum(chosen, Decimal(0)) for size in range(len(amounts) + 1) for chosen in combinations(amounts, size)
    }


def _choose(
    options: Sequence[Candidate], items_sum: Decimal | None, subtotal: Candidate | None, charges: Sequence[Found]
) -> tuple[Candidate | None, int]:
    """The best candidate for the total, and how many sums support it."""
    if not options:
        return None, 0
    prints = Counter(Decimal(option.found.value) for option in options)
    places = sorted({(o.found.words[0].page, o.found.words[0].top) for o in options})

    def supports(option: Candidate) -> int:
        value = Decimal(option.found.value)
        by_items = bool(items_sum) and value in _with_charges(items_sum or Decimal(0), charges)
        by_subtotal = subtotal is not None and value in _with_charges(Decimal(subtotal.found.value), charges)
        return int(by_items) + int(by_subtotal and option.found.words != (subtotal.found.words if subtotal else ()))

    def score(option: Candidate) -> float:
        value = Decimal(option.found.value)
        late = places.index((option.found.words[0].page, option.found.words[0].top)) / max(len(places) - 1, 1)
        score = _BASE.get(option.label.meaning, 0.7) * option.score + 0.03 * (min(option.label.length, 4) - 1)
        score += (
            0.3 * min(supports(option), 1)
            + 0.1 * (supports(option) > 1)
            + 0.05 * min(prints[value] - 1, 3)
            + 0.06 * late
        )
        return (
            score
            - (0.3 if value == 0 and any(prints) else 0.0)
            - (0.25 if option.where == "below" and option.label.meaning in ("plain_total", "weak_total") else 0.0)
        )

    best = max(options, key=score)
    same = [
        o
        for o in options
        if o.found.value == best.found.value and _BASE.get(o.label.meaning, 0) >= 0.95 and o.where == "right"
    ]
    return (same[0] if same else best), supports(best)


def _is_plain(option: Candidate) -> bool:
    return option.where == "right" and _BASE.get(option.label.meaning, 0) >= 0.95


def _confidence(choice: Candidate, options: Sequence[Candidate], supports: int, contradicted: bool) -> float:
    values = {
        Decimal(o.found.value) for o in options if _BASE.get(o.label.meaning, 0) >= _BASE.get(choice.label.meaning, 0)
    }
    if supports:
        return 0.99 if len(values) == 1 else 0.975
    sure = {"grand_total": 0.96, "grant_amount": 0.96, "gross_total": 0.9, "plain_total": 0.93}.get(
        choice.label.meaning, 0.75
    )
    if len(values) > 1:
        sure = min(sure, 0.8)
    elif choice.label.meaning == "plain_total" and choice.where == "right" and len(options) == 1:
        sure = 0.955
    if contradicted:  # items of one year of several: two prints under plain labels outweigh them
        prints = sum(o.found.value == choice.found.value and _is_plain(o) for o in options)
        sure = min(sure, 0.955 if prints > 1 else 0.85)
    return sure


def _checks(
    choice: Candidate | None,
    items: Sequence[Item],
    items_sum: Decimal | None,
    subtotal: Candidate | None,
    charges: Sequence[Found],
) -> tuple[Check, ...]:
    checks = []
    goal = Decimal(choice.found.value) if choice else Decimal(subtotal.found.value) if subtotal else None
    if items and goal is not None and items_sum is not None:
        reachable = _with_charges(items_sum, charges)
        passed = goal in reachable or (subtotal is not None and items_sum == Decimal(subtotal.found.value))
        checks.append(Check("items_sum_to_total", passed, f"{items_sum} against {goal}"))
    products = [multiplies_out(item) for item in items if multiplies_out(item) is not None]
    if products:
        checks.append(
            Check("quantity_times_price", all(products), f"{sum(map(bool, products))} of {len(products)} rows")
        )
    if choice and subtotal and subtotal.found.words != choice.found.words:
        base = Decimal(subtotal.found.value)
        passed = Decimal(choice.found.value) in _with_charges(base, charges)
        checks.append(Check("subtotal_plus_tax", passed, f"{base} with charges against {choice.found.value}"))
    return tuple(checks)


def _best(found: Sequence[Candidate]) -> Candidate | None:
    """The last one printed among the best placed."""
    if not found:
        return None
    top = max(candidate.score for candidate in found)
    return [candidate for candidate in found if candidate.score >= top - 0.06][-1]


def _is_tax(tax: Candidate, items: Sequence[Item]) -> bool:
    """A tax column's header is no tax label: its value is an item's."""
    return tax.where == "right" and not any(item.amount and item.amount.words[0] in tax.found.words for item in items)


def _prints(form: Form, found: Found) -> int:
    """How often the paper prints this amount."""
    value = Decimal(found.value)
    return sum(1 for other in find_money(form.words, decimal_comma=form.decimal_comma) if Decimal(other.value) == value)
