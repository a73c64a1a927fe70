"""Totals of the years of a term: ``Year 1 Total  $10,000.00`` beside a contract's total."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.labels import Form
from extractors.paper import Word
from extractors.values import Found, find_money

_YEAR = re.compile(
    r"\W*(?:contract\s+|subscription\s+|service\s+|total\s+(?:for\s+)?|cost\s+(?:for\s+)?)?(?:year|yr\.?)\s*#?\s*"
    r"(?P<n>\d|10)\b(?:\W|\b(?:sub-?total|total|cost|price|amount|fees?|payment|annual|invoice|due)\b)*",
    re.I,
)
_COUNTED = re.compile(r"\b(?:year|yr)\.?\s?(\d{1,2})\b", re.I)
_TERM = re.compile(r"\W*(?P<n>\d{1,3})\W*(?:\(\d+\)\W*)?(?P<unit>years?|yrs?|months?)\b", re.I)
_MOST_YEARS = 10


@dataclass(frozen=True)
class Years:
    """The printed total of each year of a term, and how many years its label says the term has; 0 where none does."""

    totals: Mapping[int, Decimal] = field(default_factory=dict)
    term: int = 0
    side_by_side: tuple[Word, ...] = ()  # the last words of the totals in a row under the years

    def explain(self, base: Decimal, goal: Decimal) -> str | None:
        """How the items of one year lead to the total of all, in words; None where they do not."""
        count = len(self.totals)
        if count > 1 and sum(self.totals.values(), Decimal(0)) == goal and base in self.totals.values():
            return f"{base} a year, {count} years printed: {goal} against {goal}"
        if self.term > 1 and base and base * self.term == goal:
            return f"{base} a year, a term of {self.term} years: {goal} against {goal}"
        return None

    def is_one_of_several(self, found: Found) -> bool:
        """Whether an amount is that of one year in a row of the totals of all."""
        return any(word is found.words[-1] for word in self.side_by_side)


def read_years(form: Form) -> Years:
    """The totals of years that stand alone on their rows, from year 1 on without a gap, and the years of a term."""
    totals: dict[int, Decimal] = {}
    for page in form.pages:
        for line in page.lines:
            money = find_money(line.words, decimal_comma=form.decimal_comma)
            if len(money) != 1 or money[0].words[-1] is not line.words[-1]:
                continue
            text = " ".join(word.text for word in line.words if word not in money[0].words)
            if match := _YEAR.fullmatch(text):
                totals.setdefault(int(match["n"]), Decimal(money[0].value))
    whole = sorted(totals) == list(range(1, len(totals) + 1))
    across = _across(form)
    by_year = (totals if whole else {}) or {n: Decimal(found.value) for n, found in enumerate(across, start=1)}
    return Years(by_year, _term(form), tuple(found.words[-1] for found in across))


def _across(form: Form) -> Sequence[Found]:
    """The totals of years that stand side by side, under a head that counts them: ``Year 1 | Year 2 | Year 3``."""
    for page in form.pages:
        count = 0
        for line in page.lines if "year" in page.small else ():
            named = [int(n) for n in _COUNTED.findall(line.text)]
            if len(named) > 1 and named == list(range(1, len(named) + 1)):
                count = len(named)
            elif count and line.words[0].text.strip(" :").lower() in ("total", "totals"):
                money = find_money(line.words, decimal_comma=form.decimal_comma)
                if len(money) == count:
                    return money
    return ()


def _term(form: Form) -> int:
    """The whole years of a labelled term: ``Initial Term: 36 Months``."""
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning != "term":
                continue
            text = " ".join(word.text for word in page.lines[label.row].words[label.end : label.end + 4])
            if match := _TERM.match(text):
                count = int(match["n"])
                years = count // 12 if match["unit"].lower().startswith("m") and count % 12 == 0 else count
                if match["unit"].lower().startswith("m") and count % 12:
                    return 0
                return years if years <= _MOST_YEARS else 0
    return 0
