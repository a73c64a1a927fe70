"""What a change adds, and what the contract comes to with it: *Approve amendment two for $40,000, for a total contract
amount of $165,000*. The body is asked for the first amount; the second is the contract's new ceiling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extractors.prose import Figure, Prose
from extractors.values import make_value, money_text
from watchbill.model import Value

_CHANGE = re.compile(
    r"\b(?:amend(?:ing|ments?)?|increas(?:e|es|ing)|change\s+orders?|addend(?:um|a)|modifications?|supplements?)\b",
    re.I,
)
_ADDED = re.compile(
    r"\b(?:for|of|adding|adds?|additional|by|costing)\s+(?:(?:an?|the|up\s+to|additional|added|amount|sum|of|cost)\s+){0,5}"
    r"\(?$",
    re.I,
)
_LEADS = (
    r"(?:for|bring(?:s|ing)|to\s+bring|mak(?:es|ing)|result(?:s|ing)\s+in|rais(?:es|ing)|increas(?:es|ing)|with)\s+"
)
_ENDS = r"(?:[\w'-]+\s+){0,7}?(?:to|of|at|is|exceed)\s+(?:an?\s+amount\s+)?(?:not[- ]to[- ]exceed\s+|of\s+)*$"
_SUM = r"(?:total|cumulative|aggregate|new|revised|amended)\s+"
_OF_CONTRACT = (
    rf"{_LEADS}(?=[^$]{{0,60}}\b(?:contract|agreement|new|revised|amended|cumulative|aggregate)\b)"
    rf"(?:[\w'-]+\s+){{0,5}}?{_SUM}{_ENDS}"
)
_NEW_SUM = re.compile(
    rf"^[\s,);]*(?:and\s+|which\s+|thus\s+|thereby\s+)*{_LEADS}(?:(?:an?|the|its)\s+)?{_SUM}{_ENDS}"
    rf"|^\)?\s[^.;$\n]{{0,80}},\s+(?:and\s+|thus\s+|thereby\s+)*{_OF_CONTRACT}",
    re.I,
)
_SAYS_NEW_SUM = re.compile(rf"\b{_OF_CONTRACT}", re.I)
#: What was approved before is another paper's.
_EARLIER = re.compile(
    r"\bwhereas\b|\b(?:previously|earlier|originally|history)\b|\b(?:was|were|had|has|have)\s+(?:\w+\s+)?(?:approved|executed|"
    r"authorized|adopted)\b|\b(?:council|board|court|commission(?:ers)?|city|county|town)\s+(?:approved|authorized|executed)\b"
    r"|^\W*(?:on|in)\s+\w+\s+\d",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[a-z\d)])\.\s+(?=[A-Z])|\n|;\s")


@dataclass(frozen=True, slots=True)
class Addition:
    """The amount that a change adds, and the sum of the contract with it."""

    added: Figure
    new_sum: Figure


def find_additions(prose: Prose) -> list[Addition]:
    """Every change that the text asks for with both amounts; those of earlier papers are left out."""
    return list(_additions(prose))


def _additions(prose: Prose) -> Iterator[Addition]:
    for added, new_sum in pairwise(prose.figures):
        if not (added.signed and new_sum.signed and added.amount < new_sum.amount):
            continue
        sentence = _SENTENCE.split(prose.before(added.start, 400))[-1]
        if _EARLIER.search(sentence) or not _CHANGE.search(sentence) or not _ADDED.search(sentence):
            continue
        if "$" in sentence:
            continue  # one of several figures that the sum counts: a price, its tax
        if _NEW_SUM.match(prose.text[added.end : new_sum.start]):
            yield Addition(added, new_sum)


def added_and_ceiling(prose: Prose) -> tuple[Value, Value] | None:
    """What a change adds and the ceiling that it leads to, for a person to look at; None where no change says both."""
    found = find_additions(prose)
    if not found:
        return None
    first = found[0]
    pairs = {(each.added.amount, each.new_sum.amount) for each in found}
    sure = 0.9 if len(pairs) == 1 else 0.7
    added, new_sum = money_text(first.added.amount), money_text(first.new_sum.amount)
    return (
        _value(first.added, sure, f"what the change adds; the contract comes to {new_sum} with it"),
        _value(first.new_sum, sure, f"what the contract comes to with the {added} that the change adds"),
    )


def without_new_sum(total: Value | None, prose: Prose) -> Value | None:
    """The total, less sure where a change's sentence prints it as what the contract comes to."""
    if total is None or not any(
        figure.amount == Decimal(total.value) and _is_new_sum(figure, prose) for figure in prose.figures
    ):
        return total
    reason = "printed as what the contract comes to with a change"
    return replace(total, confidence=min(total.confidence, 0.9), reason=reason)


def _is_new_sum(figure: Figure, prose: Prose) -> bool:
    sentence = _SENTENCE.split(prose.before(figure.start, 400))[-1]
    return bool(_CHANGE.search(sentence) and _SAYS_NEW_SUM.search(sentence[-160:]))


def _value(figure: Figure, sure: float, reason: str) -> Value:
    return make_value(money_text(figure.amount), figure.words, sure, currency="USD", reason=reason)
