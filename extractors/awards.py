"""Several sellers in one paper: *from A in the amount of $1, and from B in the amount of $2, for a total of $3*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product

from extractors.evidence import make_value
from extractors.paper import Page
from extractors.prose import Figure, Prose
from extractors.sellers import Mention, is_seller_name, name_at, printed
from extractors.spoken import make_record
from extractors.values import money_text
from watchbill.model import Check, Kind, Record, Row, Value

_LEAD = re.compile(
    r"\b(?:from|to|with|and|by|between|vendor:?|vendors?,?|firms?,?|[-:;•])\s+"
    r"(?:(?:vendor|the\s+firm)\s+)?(?=(?-i:[A-Z\"]))",
    re.I,
)
#: What may stand between a seller and what it gets.
_JOINT = re.compile(
    r"[\s,)(:-]*(?:(?:of\s+[A-Z]\w+(?:,\s*[A-Z]\w+)?|an?|the|in|for|total|annual|not|to|exceed|estimated|amount|sum|cost|price|at|of|up|be|"
    r"lot|lots|items?|group|\w{1,2}\d*)[\s,:(-]+){0,9}",
    re.I,
)
_LOST = re.compile(
    r"\b(?:offered|bid|submitted|proposed|quoted|not\s+selected|second|highest|reject\w*|protest\w*)\b", re.I
)
#: How many sellers are looked at, and how many amounts that the text prints beside each of them.
_MOST_SELLERS, _MOST_OF_A_SELLER = 7, 3


@dataclass(frozen=True, slots=True)
class Award:
    """A seller and what it gets, as one sentence says."""

    seller: Mention
    figure: Figure


def find_awards(prose: Prose) -> tuple[Award, ...]:
    """The awards of a paper that names several sellers, each with its own amount, where their sum is printed too.

    Empty for a paper with one seller, and where no printed amount is the sum of two or more of theirs.
    """
    awards: dict[str, dict[Decimal, Award]] = {}
    for award in _pairs(prose):
        if key := _key(award.seller.name):
            awards.setdefault(key, {}).setdefault(award.figure.amount, award)
    printed_amounts = {figure.amount for figure in prose.figures}
    found = [list(of_seller.values())[:_MOST_OF_A_SELLER] for of_seller in list(awards.values())[:_MOST_SELLERS]]
    for size in range(len(found), 1, -1):
        for sellers in combinations(found, size):
            for some in product(*sellers):  # a title may print the sum behind the last seller's name
                amounts = [award.figure.amount for award in some]
                if sum(amounts) in printed_amounts and (size > 2 or amounts[0] != amounts[1]):
                    return tuple(sorted(some, key=lambda award: award.figure.start))
    return ()


def award_rows(awards: Sequence[Award]) -> tuple[Row, ...]:
    """Awards as rows of a record: `vendor` and `amount`."""
    return tuple(
        Row(
            {
                "vendor": make_value(award.seller.name, award.seller.words, 0.93, reason="named beside its amount"),
                "amount": make_value(
                    money_text(award.figure.amount),
                    award.figure.words,
                    0.97,
                    currency="USD" if award.figure.signed else None,
                    confirmed=True,
                ),
            }
        )
        for award in awards
    )


def award_record(
    kind: Kind, pages: Sequence[Page], fields: Mapping[str, Value | None], awards: Sequence[Award]
) -> Record:
    """A record of what a body is asked or says, with its awards as rows; their printed sum proves its total."""
    total = fields.get("total")
    if total and awards and total.value == money_text(sum_of(awards)):
        fields = {**fields, "total": replace(total, confidence=0.97, reason=None)}
    checks = [awards_check(awards)] if awards else []
    return make_record(kind, pages, fields, items=award_rows(awards), checks=checks)


def awards_check(awards: Sequence[Award]) -> Check:
    """The check that the awards add up to an amount that the paper prints."""
    total = sum_of(awards)
    return Check("items_sum_to_total", True, f"{len(awards)} awards sum to the printed {money_text(total)}")


def sum_of(awards: Sequence[Award]) -> Decimal:
    return sum((award.figure.amount for award in awards), Decimal(0))


def _pairs(prose: Prose) -> Iterator[Award]:
    figures = {figure.start: figure for figure in prose.figures if figure.amount >= 100}
    for lead in _LEAD.finditer(prose.text):
        start = lead.end()
        end = name_at(prose.text, start)
        name = prose.text[start:end].strip(' ,.;:"(')
        joint = _JOINT.match(prose.text, end)
        if not name or not is_seller_name(name) or joint is None:
            continue
        figure = figures.get(joint.end())
        sentence = re.split(r"[.;]\s", prose.before(lead.start(), 160))[-1]
        if figure and not _LOST.search(sentence):
            yield Award(Mention(*printed(prose, start, end), 3.0), figure)


def _key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower())[:2])
