"""Special layouts of much-seen paper: one small file each, tried before the general reader settles a paper.

A layout is a YAML file in this folder; it is found by being there. It says which papers it is for and where they print
what the general reader cannot know: nothing else. It never makes a value up: what it names must be printed, carries its
box like any other value, and is checked by the same sums. The general reader stands without layouts; they can be
switched off (`use_layouts=False`).

```yaml
paper: Quotes of …                     # one sentence for people
kind: quote                            # the kind of record
word: acme tools                       # in small letters; marks are looked for on pages that hold it
marks: [regex, …]                      # all of them stand on the first pages; the layout with the most marks wins
fields:                                # where a field stands; `is` says what: money, date, number, name or text
  total: {is: money, row: regex}       # right of what matches, on its row; `nth` takes a later one
  agency: {is: text, below: regex}     # the first line under what matches, in its column
  number: {is: number, print: regex}   # whatever matches, anywhere; a group named `value` takes a part of it
figures:                               # like fields, but only for the sums: the first year's price, the yearly one
sums: {subtotal_plus_tax: subtotal + tax = total}
                                       # proves the fields it names, or puts them in doubt; further_years is the term's
                                       # years after the first: first_year + yearly * further_years = total
absent: [subtotal]                     # fields that other papers print and this one does not, whatever looks like them
items: {line: regex, sum: subtotal}    # rows of goods above that field: description, quantity, unit_price, amount
rows:                                  # payments of a register
  line: regex                          # groups number, date, payee, description, amount, and status
  wraps: payee                         # a line under it that begins where this group begins goes on with it
  total: regex                         # a printed total of the rows since the last one, in its group amount
  leave_out: regex                     # rows whose status matches are counted in totals, but are no payments
```

Regexes see the words of a line joined by single spaces and forget about case; `{money}` and `{date}` stand for a
printed amount and a numeric date. A regex may be written on several lines; the breaks are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from extractors.paper import Page
from extractors.words import read_words
from watchbill.model import Kind

_MONEY = r"-?\(?\$?-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}\)?-?"
#: A form may follow its cover.
_FIRST_PAGES = 2
_SAID = frozenset({"paper", "kind", "word", "marks", "fields", "figures", "sums", "absent", "items", "rows"})
_DATE = r"\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: what it `is` (money, date, number, name, text), how it is found, which of several it is."""

    is_a: str
    how: str  # row | below | print
    pattern: re.Pattern[str]
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows of goods or payments are printed."""

    line: re.Pattern[str]
    wraps: str | None = None
    total: re.Pattern[str] | None = None
    leave_out: re.Pattern[str] | None = None
    sum: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One much-seen paper, as its file says."""

    name: str
    kind: Kind
    word: str
    marks: Sequence[re.Pattern[str]]
    fields: Mapping[str, Place] = field(default_factory=dict)
    figures: Mapping[str, Place] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    absent: Sequence[str] = ()
    items: Rows | None = None
    rows: Rows | None = None


def recognise(pages: Sequence[Page], kind: Kind) -> Layout | None:
    """The layout of this kind that these pages are printed in, None for most papers. A layout also takes papers that
    show no kind."""
    text = "\n".join(page.text for page in pages[:_FIRST_PAGES])
    mine = [layout for layout in layouts() if kind in (layout.kind, Kind.OTHER)]
    small = text.lower()
    known = [layout for layout in mine if layout.word in small and all(mark.search(text) for mark in layout.marks)]
    return max(known, key=lambda layout: len(layout.marks), default=None)


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout of this folder, by name."""
    return tuple(_load(path) for path in sorted(Path(__file__).parent.glob("*.yml")))


def _load(path: Path) -> Layout:
    """One file. Raises ValueError where it says what no layout can say."""
    said: dict[str, Any] = read_words(path)
    if unknown := set(said) - _SAID:
        raise ValueError(f"{path.name} says {', '.join(sorted(unknown))}, which no layout can.")
    return Layout(
        path.stem,
        Kind(said["kind"]),
        said["word"],
        tuple(map(_pattern, said["marks"])),
        {name: _place(path, name, place) for name, place in said.get("fields", {}).items()},
        {name: _place(path, name, place) for name, place in said.get("figures", {}).items()},
        said.get("sums", {}),
        tuple(said.get("absent", ())),
        _rows(said.get("items")),
        _rows(said.get("rows")),
    )


def _place(path: Path, name: str, said: Mapping[str, Any]) -> Place:
    how = [way for way in ("row", "below", "print") if way in said]
    if len(how) != 1 or said["is"] not in ("money", "date", "number", "name", "text"):
        raise ValueError(f"{path.name} does not say where {name} stands, or what it is.")
    return Place(said["is"], how[0], _pattern(said[how[0]]), int(said.get("nth", 1)))


def _rows(said: Mapping[str, str] | None) -> Rows | None:
    if said is None:
        return None
    patterns = {name: _pattern(said[name]) for name in ("line", "total", "leave_out") if name in said}
    return Rows(patterns["line"], said.get("wraps"), patterns.get("total"), patterns.get("leave_out"), said.get("sum"))


def _pattern(text: str) -> re.Pattern[str]:
    whole = "".join(text.splitlines()).replace("{money}", _MONEY).replace("{date}", _DATE)
    return re.compile(whole, re.IGNORECASE | re.MULTILINE)
