"""The total of a paper and the sums that prove it: items, subtotal, tax and freight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from extractors.charges import IS_TAX, Charge
from extractors.fields import multiplies_out, value_of
from extractors.items import Item, amount_of
from extractors.labels import Candidate, Form, Label, candidates
from extractors.net_totals import net_of
from extractors.paper import Word
from extractors.printed_sums import FURTHER, Printed, distinct, has_rival_period, printed_sums
from extractors.total_doubts import charge_left_out, larger_total, unread_total
from extractors.values import Found, find_money
from watchbill.model import Check, Value

_BASE = {
    "grand_total": 1.0,
    "gross_total": 0.95,
    "plain_total": 0.85,
    "some_total": 0.72,
    "grant_amount": 1.0,
    "contract_sum": 1.0,
    "taxed_total": 1.08,
    "this_total": 1.4,
    "weak_total": 0.6,
}


_DUE = re.compile(r"\b(?:due|pay|payable|current charges|new charges)\b")
#: The most that is believed of a total with something against it.
_DOUBTED = 0.85


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
    printed = printed_sums(form, extra)
    items_sum = sum((amount_of(item) for item in items), Decimal(0)) if items else None
    subtotal = _subtotal(_without_items(printed, items), items_sum)
    options = list(printed.totals) or _computed(form, subtotal, printed, items_sum, items)
    choice, supports = _choose(options, items_sum, subtotal, printed)
    if subtotal and choice and _is_of_a_part(subtotal, choice, items, printed):
        subtotal = None
    subtotal = subtotal or net_of(choice, printed, form)
    checks = _checks(choice, items, items_sum, subtotal, printed)
    passed = {check.name: check.passed for check in checks}
    is_summed = passed.get("items_sum_to_total", False)
    total = None
    if choice:
        total = _total_value(form, choice, options, supports, passed, items_sum)
        doubt = _doubt(form, choice, supports, subtotal, items, printed) or larger_total(choice, options)
        if doubt and total.confidence > _DOUBTED:
            total = replace(total, confidence=_DOUBTED, reason=doubt)
    return Sums(
        total, _subtotal_value(form, subtotal, passed), _tax_value(form, items, printed, passed), checks, is_summed
    )


def _doubt(
    form: Form, choice: Candidate, supports: int, subtotal: Candidate | None, items: Sequence[Item], printed: Printed
) -> str | None:
    """Why a total must wait although its label and its sums speak for it."""
    if charge := charge_left_out(choice, subtotal, items, printed):
        return f"{charge.name} of {charge.found.value} is printed below the sum and is not in it"
    if printed.years.is_one_of_several(choice.found):
        return "it is the total of one of the years side by side"
    if label := unread_total(choice, form, supports):
        return f"the amount beside {label} cannot be read"
    base, goal = Decimal(subtotal.found.value) if subtotal else None, Decimal(choice.found.value)
    if subtotal and base is not None and 0 < base < goal and not printed.reaches(base, goal):
        return f"no charges lead from the subtotal of {subtotal.found.value} to it"  # two papers' sums, perhaps
    if subtotal and choice.found.words == subtotal.found.words:  # nothing else was taken for the total
        larger = (c for c in candidates(form, ["grand_total"], "money") if Decimal(c.found.value) > goal)
        return next((f"{c.found.value} is printed as {c.label.phrase}" for c in larger), None)
    return None


def _without_items(printed: Printed, items: Sequence[Item]) -> Printed:
    """Without the subtotals that are an item's own amount, under a column headed ``Subtotal``."""
    own = _amount_words(items)
    kept = [c for c in printed.subtotals if not (c.where == "below" and c.found.words[-1] in own)]
    return replace(printed, subtotals=tuple(kept))


def _total_value(
    form: Form,
    choice: Candidate,
    options: Sequence[Candidate],
    supports: int,
    passed: Mapping[str, bool],
    items_sum: Decimal | None,
) -> Value:
    """The chosen total, as sure as its sums and its label make it."""
    failed = [name for name in ("items_sum_to_total", "subtotal_plus_tax") if passed.get(name) is False]
    confirmed = supports > 0 or _prints(form, choice.found) > 1
    sure = _confidence(choice, options, supports, bool(failed))
    mixed = has_rival_period(choice, form)
    sure = min(sure, 0.85) if mixed else sure
    reason = (
        "its row sums up columns of different periods"
        if mixed
        else f"items add up to {items_sum}"
        if "items_sum_to_total" in failed
        else "the subtotal with its charges is another amount"
        if failed
        else "nothing confirms which total it is"
    )
    return value_of(choice.found, form, sure, confirmed=confirmed, reason=reason)


def _subtotal(printed: Printed, items_sum: Decimal | None) -> Candidate | None:
    """The subtotal of the whole paper: of several, the one that the items add up to or that leads to a total. Those of
    sections are none."""
    best = _best(printed.subtotals)
    if best is None or len(distinct(printed.subtotals)) == 1:
        return best
    largest = abs(distinct(printed.subtotals)[0])
    own = {candidate.found.words[-1] for candidate in printed.subtotals}
    apart = [candidate for candidate in printed.totals if candidate.found.words[-1] not in own]
    totals = [total for total in distinct(apart) if abs(total) >= largest]

    def fits(candidate: Candidate) -> bool:
        value = Decimal(candidate.found.value)
        return value == items_sum or any(printed.reaches(value, total) for total in totals)

    fitting = [candidate for candidate in printed.subtotals if fits(candidate)]
    if fitting:
        return _best(fitting)
    return None if sections_sum(printed) in {*totals, items_sum} else best


def sections_sum(printed: Printed) -> Decimal:
    """What the printed subtotals add up to, each place counted once."""
    places = {(c.found.words[0].page, c.found.words[0].top, c.found.words[0].x0): c for c in printed.subtotals}
    return sum((Decimal(c.found.value) for c in places.values()), Decimal(0))


def _is_of_a_part(subtotal: Candidate, choice: Candidate, items: Sequence[Item], printed: Printed) -> bool:
    """Whether a subtotal is that of a page or a section: all the items lead to the total, it does not, and just some of
    the items add up to it."""
    value, goal = Decimal(subtotal.found.value), Decimal(choice.found.value)
    amounts = [amount_of(item) for item in items]
    if printed.reaches(value, goal) or not printed.reaches(sum(amounts, Decimal(0)), goal):
        return False
    sums = list(accumulate(amounts, initial=Decimal(0)))
    return any(sums[end] - sums[start] == value for end in range(1, len(sums)) for start in range(end))


def _subtotal_value(form: Form, subtotal: Candidate | None, passed: Mapping[str, bool]) -> Value | None:
    if subtotal is None:
        return None
    proved = passed.get("subtotal_plus_tax", False) or passed.get("items_sum_to_total", False)
    failed = passed.get("subtotal_plus_tax") is False or passed.get("items_sum_to_total") is False
    sure = 0.97 if proved and not failed else 0.85 if failed else 0.9
    reason = "a check of the sums around it failed" if failed else None
    return value_of(subtotal.found, form, sure, confirmed=proved, reason=reason)


def _tax_value(form: Form, items: Sequence[Item], printed: Printed, passed: Mapping[str, bool]) -> Value | None:
    """The tax: one printed amount. Of several taxes only their printed sum is the paper's tax."""
    labelled = _best(candidates(form, ["tax"], "money"))
    found = [labelled.found] if labelled and _is_tax(labelled, items, form) else []
    lines = [tax for tax in printed.taxes if tax.words[-1] not in _amount_words(items)]
    amounts = {Decimal(tax.value) for tax in (*found, *lines)}
    others = sorted(amounts - {Decimal(0)}, key=abs)
    if len(others) > 1:
        if others[-1] != sum(others[:-1], Decimal(0)):
            return None
        found = [tax for tax in (*found, *lines) if Decimal(tax.value) == others[-1]]
    elif others:
        found = [tax for tax in (*found, *lines) if Decimal(tax.value) == others[0]]
    if parts := _equal_parts(printed):
        whole = Decimal(parts[0].found.value) * len(parts)
        found = [f for f in find_money(form.words, decimal_comma=form.decimal_comma) if Decimal(f.value) == whole][-1:]
        if not found:
            return None
    tax = next(iter(found or lines), None)
    adds_up = passed.get("subtotal_plus_tax", False)
    return value_of(tax, form, 0.97 if adds_up else 0.88, confirmed=adds_up) if tax else None


def _equal_parts(printed: Printed) -> list[Charge]:
    """Taxes of one amount under different names, each on a row of its own: ``CGST``, ``SGST``."""
    taxes = [charge for charge in printed.charges if charge.amount and IS_TAX.match(charge.name)]
    named = {charge.name.partition(" ")[0].lower(): charge for charge in taxes if charge.is_apart}
    same = [charge for charge in named.values() if charge.amount == next(iter(named.values())).amount]
    return same if len(same) > 1 and len({charge.place for charge in same}) == len(same) else []


def _amount_words(items: Sequence[Item]) -> set[Word]:
    return {item.amount.words[-1] for item in items if item.amount}


def _computed(
    form: Form,
    subtotal: Candidate | None,
    printed: Printed,
    items_sum: Decimal | None,
    items: Sequence[Item],
) -> list[Candidate]:
    """Without a label: an amount below the subtotal that is just the subtotal (or the items) with tax and freight. The
    figure of an item is never the total of itself."""
    listed = {word for item in items if item.amount for word in item.amount.words}
    base = Decimal(subtotal.found.value) if subtotal else items_sum
    if not base:
        return []
    after = (subtotal.found.words[0].page, subtotal.found.words[0].bottom) if subtotal else (0, 0.0)
    options = []
    for page in form.pages:
        for row, line in enumerate(page.lines):
            for found in find_money(line.words, decimal_comma=form.decimal_comma):
                is_own = listed.isdisjoint(found.words)
                if is_own and printed.reaches(base, Decimal(found.value)) and (page.number, line.box[1]) > after:
                    options.append(
                        Candidate(Label("some_total", "", found.words, row, 0, 0, False), found, 0.8, "right")
                    )
    return options[-1:] or ([replace(subtotal, score=0.6)] if subtotal else [])


def _choose(
    options: Sequence[Candidate], items_sum: Decimal | None, subtotal: Candidate | None, printed: Printed
) -> tuple[Candidate | None, int]:
    """The best candidate for the total, and how many sums support it."""
    if not options:
        return None, 0
    prints = Counter(Decimal(option.found.value) for option in options)
    places = sorted({(o.found.words[0].page, o.found.words[0].top) for o in options})

    def supports(option: Candidate) -> int:
        value = Decimal(option.found.value)
        by_items = bool(items_sum) and printed.reaches(items_sum or Decimal(0), value)
        by_subtotal = subtotal is not None and printed.reaches(Decimal(subtotal.found.value), value)
        by_years = bool(items_sum) and printed.years.explain(items_sum or Decimal(0), value) is not None
        return int(by_items or by_years) + int(
            by_subtotal and option.found.words != (subtotal.found.words if subtotal else ())
        )

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

    options = [option for option in options if option.where != FURTHER or supports(option)] or options
    best = max(options, key=score)
    if whole := _said_twice(best, options):
        return whole, 0
    same = [
        o
        for o in options
        if o.found.value == best.found.value and _BASE.get(o.label.meaning, 0) >= 0.95 and o.where == "right"
    ]
    return (same[0] if same else best), supports(best)


def _said_twice(best: Candidate, options: Sequence[Candidate]) -> Candidate | None:
    """A larger amount under two labels of what is due, where the best candidate is only called a total: that is one of
    a list behind a bill."""
    if best.label.meaning == "grand_total":
        return None
    larger = [o for o in options if _is_plain(o) and Decimal(o.found.value) > Decimal(best.found.value) > 0]
    due = [o for o in larger if o.label.meaning == "grand_total" and _DUE.search(o.label.phrase)]
    rows = {(o.found.words[0].page, o.label.row) for o in due if o.found.value == due[0].found.value}
    return due[0] if len(rows) > 1 else None


def _is_plain(option: Candidate) -> bool:
    return option.where == "right" and _BASE.get(option.label.meaning, 0) >= 0.95


def _confidence(choice: Candidate, options: Sequence[Candidate], supports: int, contradicted: bool) -> float:
    values = {
        Decimal(o.found.value) for o in options if _BASE.get(o.label.meaning, 0) >= _BASE.get(choice.label.meaning, 0)
    }
    if supports:
        return 0.99 if len(values) == 1 else 0.975
    sure = {"grand_total": 0.96, "grant_amount": 0.96, "this_total": 0.96, "gross_total": 0.9, "plain_total": 0.93}.get(
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
    printed: Printed,
) -> tuple[Check, ...]:
    checks = []
    goal = Decimal(choice.found.value) if choice else Decimal(subtotal.found.value) if subtotal else None
    if items and goal is not None and items_sum is not None:
        checks.append(_items_check(items_sum, goal, subtotal, printed))
    products = [multiplies_out(item) for item in items if multiplies_out(item) is not None]
    if products:
        checks.append(
            Check("quantity_times_price", all(products), f"{sum(map(bool, products))} of {len(products)} rows")
        )
    if choice and subtotal and subtotal.found.words != choice.found.words:
        base = Decimal(subtotal.found.value)
        goal = Decimal(choice.found.value)
        left_out = charge_left_out(choice, subtotal, items, printed)
        passed = printed.reaches(base, goal) and not left_out
        detail = printed.explain(base, goal) + (
            f", without {left_out.found.value} ({left_out.name})" if left_out else ""
        )
        checks.append(Check("subtotal_plus_tax", passed, detail))
    elif choice and subtotal is None and len(printed.subtotals) > 1:
        total = sections_sum(printed)
        passed = printed.reaches(total, Decimal(choice.found.value))
        checks.append(Check("sections_sum_to_total", passed, f"{total} against {choice.found.value}"))
    return tuple(checks)


def _items_check(items_sum: Decimal, goal: Decimal, subtotal: Candidate | None, printed: Printed) -> Check:
    """Whether the items lead to the total: with the charges, over the years of a term, or to the subtotal before it."""
    if not printed.reaches(items_sum, goal):
        if years := printed.years.explain(items_sum, goal):
            return Check("items_sum_to_total", True, years)
        if subtotal is not None and items_sum == Decimal(subtotal.found.value):
            return Check("items_sum_to_total", True, f"{items_sum} against the subtotal {items_sum}")
    return Check("items_sum_to_total", printed.reaches(items_sum, goal), printed.explain(items_sum, goal))


def _best(found: Sequence[Candidate]) -> Candidate | None:
    """The last one printed among the best placed."""
    if not found:
        return None
    top = max(candidate.score for candidate in found)
    return [candidate for candidate in found if candidate.score >= top - 0.06][-1]


def _is_tax(tax: Candidate, items: Sequence[Item], form: Form) -> bool:
    """A tax column's header is no tax label: its value is an item's. In a row of captions that names the subtotal and
    the total, too, the values stand below."""
    beside = [label.meaning for label in form.labels[tax.label.words[0].page] if label.row == tax.label.row]
    is_summary = "subtotal" in beside and bool({"plain_total", "grand_total"}.intersection(beside))
    return (tax.where == "right" or is_summary) and not any(
        item.amount and item.amount.words[0] in tax.found.words for item in items
    )


def _prints(form: Form, found: Found) -> int:
    """How often the paper prints this amount."""
    value = Decimal(found.value)
    return sum(1 for other in find_money(form.words, decimal_comma=form.decimal_comma) if Decimal(other.value) == value)
