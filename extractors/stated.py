"""What a paper states in its text beside its fields: how much is deployed, how it goes on, how it came about.

*25 Falcon cameras*, *retains data for 30 days*, *renews automatically unless notice is given 60 days before*, *pilot
program*. One value a statement, with the words that print it. Numbers in running text are easily about something else,
so none is sure by itself (below AUTO_ACCEPT), unless a line item of the same paper has the same quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from extractors.changes import changes
from extractors.evidence import make_value
from extractors.paper import Page
from extractors.stated_rules import CIRCUMSTANCES, COUNTS, Rule, renewals, retention
from extractors.textmap import TextMap
from watchbill.model import AUTO_ACCEPT, Kind, Record, Row, Value

#: Lists of payments state nothing of one deal; an agency's fee for records is no deal at all.
_SILENT = frozenset({Kind.REGISTER, Kind.PAYMENT_LISTING, Kind.FEE_INVOICE})
#: Papers that bind both sides, or offer to: only they say how a deal goes on.
_BINDING = frozenset({Kind.CONTRACT, Kind.AGREEMENT, Kind.AMENDMENT, Kind.QUOTE, Kind.PURCHASE_ORDER})
#: A paper states a thing once or twice; what lists hundreds is a table of something else.
_MOST = 40
_PROVED = 0.96
_SAID = "said in running text"


def with_facts(record: Record, pages: Sequence[Page]) -> Record:
    """The record with what the text of its pages states."""
    if record.kind in _SILENT:
        return record
    found: dict[tuple[str, str], Value] = {}
    for page in pages:
        text = TextMap([word for line in page.lines for word in line.words])
        for name, value in _on_page(text, record.kind):
            found.setdefault((name, value.value), value)
    facts = [Row({name: _proved(name, value, record)}) for (name, _), value in found.items()]
    return replace(record, facts=tuple(facts[:_MOST])) if facts else record


def _on_page(text: TextMap, kind: Kind) -> Iterator[tuple[str, Value]]:
    small = text.text.lower()
    yield from changes(text, kind, small)
    for name, rules in COUNTS.items():
        yield from _counted(name, rules, text, small)
    for match, value in retention(text.text, small):
        yield "retention", _value(value, text, match)
    for name, pattern in CIRCUMSTANCES.items():
        for match in pattern.finditer(text.text, small):
            yield name, _value(name.replace("_", " "), text, match)
    if kind in _BINDING:
        for name, match, value in renewals(text.text, small):
            yield name, _value(value, text, match)


def _counted(name: str, rules: Sequence[Rule], text: TextMap, small: str) -> Iterator[tuple[str, Value]]:
    for rule in rules:
        for match in rule.pattern.finditer(text.text, small):
            number = match["number"].replace(",", "")
            before = text.text[max(0, match.start("number") - 40) : match.start("number")]
            if rule.fits(number, match["number"], before, match):
                yield name, _value(number, text, match)


def _value(value: str, text: TextMap, match: re.Match[str]) -> Value:
    return make_value(value, text.group(match), 0.85, reason=_SAID)


def _proved(name: str, value: Value, record: Record) -> Value:
    """The value, surer where a line item of such things has the same quantity."""
    noun = COUNTS[name][0].noun if name in COUNTS else None
    for row in record.items if noun else ():
        description, quantity = row.fields.get("description"), row.fields.get("quantity")
        is_of_it = description is not None and noun is not None and noun.compiled.search(description.value)
        if is_of_it and quantity is not None and _same(quantity.value, value.value):
            sure = _PROVED if quantity.confidence >= AUTO_ACCEPT else 0.0
            return replace(value, confidence=sure, reason=None) if sure > value.confidence else value
    return value


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
