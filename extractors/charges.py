"""What a paper adds to the sum of its items or takes off it: tax, freight, discounts, with the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from extractors.labels import Form
from extractors.paper import Line
from extractors.values import Found, find_money, money_text

TAX = (
    r"(?:sales|use|state|city|county|local|excise|estimated|total)?\s*"
    r"(?:tax(?:es)?|gst|hst|pst|qst|tvq|tps|vat|iva|igst|cgst|sgst|tva|mwst|ust|umsatzsteuer|mehrwertsteuer|btw)"
)
#: Whose tax it is: ``NJ sales tax (ST-5 exempt)``, ``Clark Co. sales tax est.``, ``WA State sales tax 9.4%``.
_WHOSE = (
    r"(?!(?:total|sub|pre|before|excl|incl|with|without|after|plus|non|no)\w*\b)"
    r"(?:[A-Z][\w.&]*\s+){1,3}(?=(?:sales|use|vat|gst)\b)"
)
#: One of several taxes by its own name.
IS_TAX = re.compile(r"(?:[csiu]gst|[ghpq]st|tps|tvq|state|county|city|local)\b", re.I)
#: How the row of a charge begins: ``GST @ 5%``, ``Shipping & Handling``, ``Less: trade-in``, ``Fuel surcharge``.
_CHARGE = re.compile(
    rf"\W*(?:(?:plus|less|add|est\.?|estimated|zzgl\.?|zuzüglich)\W+)?(?:\d{{1,2}}(?:[.,]\d+)?\s?%\W+)?"
    rf"(?:(?:{_WHOSE})?(?P<tax>{TAX})\d?\b(?!\s*(?:id|exempt|no\b|#))|(?:\w+\s+){{0,2}}(?:freight|shipping|handling|delivery|postage|"
    r"versand(?:kosten)?|frais\s+de\s+(?:port|livraison)|verzendkosten|gastos\s+de\s+env[ií]o|surcharges?|s\s?&\s?h|(?:add/less|less/add)?\W*round(?:ing)?[\s-]*(?:off|up|adj\w*)|(?:service|processing|recycling|convenience|environmental)\s+fee)"
    r"|(?P<less>(?:\w+[\s-]+){0,3}(?:discounts?|rebate|trade-?in|promotion|incentive|allowance|grant\s+credit)(?:\s+credit)?))\b",
    re.I,
)
_HELD_ALREADY = re.compile(
    r"\binkl|\bincl|\binbegr|\bdavon\b|\bdont\b|\benthalten|\bwaarvan\b|\bof which\b|\bthereof\b"
    r"|\bin(?:side)? (?:the )?(?:price|total)\b",
    re.I,
)
#: The head of a table that only parts what the items hold by rates of tax.
TAX_TABLE = re.compile(
    r"\btaxable\s+(?:value|amount)\b.*\btax\b|\b(?:tax|vat|gst)\s+(?:analysis|summary|breakdown|recap\w*)\b|\bbase\s+ht\b.*\btva\b"
    r"|\btaux\b.*\btva\b|\bgrondslag\b|\briepilogo\s+iva\b|\bbase\s+imponible\b.*\bcuota\b",
    re.I,
)
#: More charges than these are the prices of a paper about freight, not what is added to its items.
_MOST_CHARGES = 6


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount added to the items (below zero: taken off), with the words that name it. `is_apart`: it has a row of
    its own, and does not say that the sum holds it already."""

    found: Found
    name: str
    is_apart: bool = False

    @property
    def amount(self) -> Decimal:
        return Decimal(self.found.value)

    @property
    def place(self) -> tuple[int, float]:
        """The page and the height it is printed at."""
        return self.found.words[0].page, self.found.words[0].top


def ways(charges: Iterable[Charge]) -> Mapping[Decimal, tuple[Charge, ...]]:
    """What any of the charges can add up to, nothing included, each with the fewest charges that do."""
    by_name = {(c.amount, c.name.partition(" ")[0].lower()): c for c in reversed([c for c in charges if c.amount])}
    chosen = list(by_name.values())[::-1]  # CGST and SGST are two charges, though of one amount
    found: dict[Decimal, tuple[Charge, ...]] = {}
    for size in range(min(len(chosen), _MOST_CHARGES) + 1):
        for some in combinations(chosen[:_MOST_CHARGES], size):
            found.setdefault(sum((charge.amount for charge in some), Decimal(0)), some)
    return found


def in_words(base: Decimal, charges: Sequence[Charge]) -> str:
    """A sum with the charges added to it: ``3980.00 + 35.00 (Shipping)``."""
    parts = [f"{'-' if c.amount < 0 else '+'} {money_text(abs(c.amount))} ({c.name})" for c in charges]
    return " ".join([str(base), *parts])


def charge_of(found: Found, form: Form, label: str, *, beside: bool) -> Charge:
    """The charge of a label's value; `beside` where they share a row."""
    text = next((line.text for page in form.pages for line in page.lines if found.words[-1] in line.words), "")
    return Charge(found, label.strip(" :."), beside and not _HELD_ALREADY.search(text))


def is_charge(text: str) -> bool:
    """Whether a row of this text adds or takes off a charge."""
    return bool(_CHARGE.match(text))


def charge_on(line: Line, form: Form) -> tuple[str, Charge] | None:
    """The charge of a row that prints a charge's name and just one amount, at its end: (tax, less or more; charge)."""
    match = _CHARGE.match(line.text)
    if match is None or len(line.words) > 12:
        return None
    money = find_money(line.words, decimal_comma=form.decimal_comma)
    if len(money) != 1 or money[0].words[-1] is not line.words[-1]:
        return None
    name = " ".join(word.text for word in line.words if word not in money[0].words).strip(" :.$")
    charge = Charge(money[0], name, not _HELD_ALREADY.search(line.text))
    return ("tax" if match["tax"] else "less" if match["less"] else "more"), charge


def below_zero(charge: Charge) -> Charge:
    """A discount as an amount below zero, whichever sign it is printed with."""
    return replace(charge, found=replace(charge.found, value=str(-abs(charge.amount))))
