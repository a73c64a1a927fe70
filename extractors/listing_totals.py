"""Totals of a listing: told apart from payments, and compared with the rows they sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import dropwhile

from extractors.columns import is_amount
from extractors.dates import find_dates
from extractors.paper import Line, Word
from extractors.values import money_text, parse_money
from watchbill.model import Check

_TOTAL = re.compile(
    r"\W*(?:(?:grand|sub|report|fund|check|batch|page|section|register|final|overall|warrant|vendor|run)[- ]?)?"
    r"totals?\b"
    r"|\W*subtotals?\b|\W*(?:grand\s+)?sum\b(?=\W*$|\s+of\b)"
    r"|\W*(?:(?:balance|total|amount)s?\s+)?(?:brought|carried)\s+forward\b|\W*balance\s+forward\b",
    re.I,
)
#: A line that begins a block of sums: ``* * T O T A L S * *``, ``RECAP``.
_SUMMARY = re.compile(
    r"\W*(?:t\s?o\s?t\s?a\s?l\s?s|(?:fund\s+)?recap(?:itulation)?|(?:report|check|fund)\s+summary)\b[^\d]*"
    r"|\W*(?:bank\s+code|bank|account|department|object|g/?l|distribution|type)\b[\w\s-]{0,24}\bsummary\W*"
    r"|\W*(?:totals|summary|recap\w*)\s+(?:by|of)\s+(?:the\s+)?(?:fund|account|department|bank|type|object|g/?l|dist)\w*\b[^\d]*",
    re.I,
)
#: A line that counts what it sums: ``12 Computer Check(s) For a Total of``, ``13 Vouchers in this report``.
_COUNTS_FIRST = re.compile(
    r"\W*\d[\d,]*\s+(?:\w+\s+){0,2}(?:check|voucher|payment|warrant|invoice|claim|eft|item|transaction|record|vendor|"
    r"disbursement|deposit|transfer|demand)(?:s|\(s\))?(?=\W).*(?:\btotals?\b|\breport\b|[:=]\W{0,3}$)",
    re.I,
)
#: How many rows a total counts, after its words: ``REGULAR CHECKS: 7``.
_COUNT = re.compile(r"(?<=[:)])\s*\(?\d[\d,]*\)?\s*$")
_COUNTED = re.compile(
    r"\s?(?:\b\w{1,20}\s)?\b(?:transactions|invoices|checks|items|payments|vouchers|records)\W{0,4}\d[\d,]{0,11}\W{0,4}$"
    r"|\s?\(?(?<![\d,])\d[\d,]{0,11}\)?\s?\(?(?:checks?|items?|payments?|invoices?|vouchers?|warrants?|efts?|transactions?|records?)\W{0,4}$",
    re.I,
)
_COUNTS = re.compile(r"transaction|invoice|check|item|payment|voucher|record|warrant|eft", re.I)
_TOTAL_LAST = re.compile(r"\w\W+totals?\W*$", re.I)  # "CHECK 101234 TOTAL:"
_TOTAL_INSIDE = re.compile(r"\b(?:grand|sub|report)[- ]?totals?\b|\bgrand\s+sum\b|\btotals?:|\btotals?:?\s*$|:$", re.I)
#: Words that the labels of totals say; a payee called "Total Wine" says others.
_TOTAL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """total totals subtotal grand sub of for the all and report check checks eft efts eft's ach cash account fund
        funds page section batch register warrant warrants vendor vendors payment payments transactions amount paid bank
        department run budget awarded spent period month year to date general payroll""",
    )
)

#: What checks that a total sums have become, or are.
_STATES = frozenset(
    re.findall(r"\S+", "issued voided void cleared outstanding printed written manual computer regular hand net")
)


@dataclass
class Entry:
    """A row in the making: its words by role, its amount, and whether a total confirmed it. A row whose amount
    cannot be read counts as nothing in sums, and prints `garbled` in its place. `beside`: the figures of its other
    columns by column, of which `amounts_beside` are headed as amounts. `repeats_check`: see `repeated_checks`.
    `is_odd`: see `listing_tails`.
    `invoice`: the number of the invoice that it pays. `is_under_office`: the line above it was taken for the name of an
    office that heads its rows. `is_invoice_day`: its date stands under a header of invoices' dates."""

    cells: dict[str, list[Word]]
    amount: Decimal
    currency: str | None
    labelled: bool
    filled: frozenset[int]
    is_void: bool = False
    inherited: set[str] = field(default_factory=set)
    wrapped: set[str] = field(default_factory=set)
    confirmed: bool = False
    contradicted: bool = False
    has_rival: bool = False
    is_unread: bool = False
    garbled: str = ""
    beside: dict[int, Decimal] = field(default_factory=dict)
    amounts_beside: frozenset[int] = frozenset()
    repeats_check: bool = False
    is_odd: bool = False
    is_under_office: bool = False
    is_invoice_day: bool = False
    invoice: list[Word] = field(default_factory=list)

    @classmethod
    def without_amount(cls, cells: dict[str, list[Word]], garbled: str) -> Entry:
        return cls(cells, Decimal(0), None, True, frozenset(), is_unread=True, garbled=garbled)

    def take_amount(self, words: list[Word], amount: Decimal, currency: str | None) -> None:
        self.cells["amount"], self.amount, self.currency, self.is_unread = words, amount, currency, False


@dataclass
class Total:
    """A printed total: how many rows stand before it, and whether it belongs to the rows' own table."""

    label: str
    amount: Decimal
    before: int
    own: bool


def starts_as_total(line: Line) -> bool:
    """Whether the line begins as totals do, or says before its figure what it is the total of."""
    label = label_of(line)
    return bool(_TOTAL.match(line.text) or _ends_as_total(label) or _COUNTS_FIRST.match(label + " "))


def _ends_as_total(label: str) -> bool:
    return "total" in label.lower() and _TOTAL_LAST.search(label) is not None


def heads_summary(line: Line) -> bool:
    """Whether the line heads a block of nothing but sums."""
    return bool(_SUMMARY.fullmatch(line.text)) and not any(parse_money(word.text) for word in line.words)


def is_total(label: str, by_role: dict[str, list[Word]]) -> bool:
    dated = bool(find_dates(by_role.get("date", [])))
    numbered = any(letter.isdigit() for word in by_role.get("number", []) for letter in word.text)
    if _COUNTS_FIRST.match(label + " "):
        return not dated
    label = (_COUNTED.sub("", label) or label) if _COUNTS.search(label) else label  # TOTAL CHECKS 23
    if _ends_as_total(label):
        return not dated
    if _TOTAL.match(label):
        return not (dated or (numbered and "payee" in by_role and by_role["payee"][0].text.lower().startswith("total")))
    counted = bool(_COUNT.search(label)) and not dated and "payee" not in by_role
    if not (dated or numbered) and _says_only_total(label):
        return True
    return bool(_TOTAL_INSIDE.search(label)) and not dated and (not numbered or counted)


def _says_only_total(label: str) -> bool:
    """Whether a label speaks of a total, by words that nobody is called by: ``BANK TOTAL - ISSUED 183``."""
    words = re.findall(r"[a-z']+", label.lower())
    return not {"total", "totals"}.isdisjoint(words) and all(word in _TOTAL_WORDS or word in _STATES for word in words)


def label_of(line: Line) -> str:
    """The words of a line before its first figure; behind it, where the figure comes first (``$88.10 Total``)."""
    rest = line.words
    if parse_money(rest[0].text) or (rest[0].text in "$€£" and len(rest) > 1 and parse_money(rest[1].text)):
        after = dropwhile(lambda word: word.text in "$€£" or parse_money(word.text), rest)
        return " ".join(word.text for word in after)
    words = []
    while rest and rest[0].text not in "$€£" and not parse_money(rest[0].text):
        if is_amount(rest[0].text) and not any(map(str.isalpha, " ".join(word.text for word in rest[1:]))):
            break  # a dash for nothing, and no joint of two words
        words.append(rest[0].text)
        rest = rest[1:]
    return " ".join(words)


def is_named_total(label: str, by_role: dict[str, list[Word]], amount: Decimal, entries: Sequence[Entry]) -> bool:
    """Whether a line that begins with "Total" is a payee called so: it looks like the rows before it, says words that
    totals do not say, and is not the sum of rows above it."""
    last = next((entry for entry in reversed(entries) if not entry.is_unread), None)
    if last is None or "payee" not in by_role or set(by_role) != {*last.cells} - {"spent"}:
        return False
    if not _TOTAL.match(label) or re.search(r"\btotals?\W*$", label, re.I):
        return False
    words = re.findall(r"[a-z']+", label.lower())
    if len(words) < 2 or all(word in _TOTAL_WORDS for word in words):
        return False
    total = Decimal(0)
    for entry in reversed(entries):
        total += entry.amount
        if total == amount:
            return False
    return True


def summary_totals(lines: Sequence[Line], before: int) -> Iterator[Total]:
    for line in lines:
        for word in line.words:
            if money := parse_money(word.text):
                yield Total(label_of(line), money.amount, before, False)


def closing_total(entries: list[Entry]) -> Total | None:
    """Take off the last row where it is no payment but their sum: it bears neither the number nor the day that the rows
    bear, and they add up to it (``Warrants 88101-88108  37,958.63``)."""
    if len(entries) < 3:
        return None
    *rows, last = entries
    for role in ("number", "date"):
        own = role in last.cells and role not in last.inherited
        if own or sum(role in row.cells for row in rows) < 0.8 * len(rows):
            continue
        if last.amount and last.amount == sum((row.amount for row in rows if not row.is_void), Decimal(0)):
            entries.pop()
            words = (word.text for cell in last.cells.values() for word in cell)
            return Total(" ".join(words), last.amount, len(entries), True)
    return None


def settle_totals(entries: list[Entry], totals: Sequence[Total]) -> list[Check]:
    """Compare each total with the rows it follows: it is right where it equals the sum of the rows back to some row.

    The last total of the listing is compared with all the rows. Totals of a summary table only confirm: they also count
    what is not listed (payroll, other funds).
    """
    counted = [entry for entry in entries if not (entry.is_void and entry.amount >= 0)]
    place = {id(entry): n for n, entry in enumerate(counted)}
    sums = [Decimal(0)]
    for entry in counted:
        sums.append(sums[-1] + entry.amount)
    everything = sums[-1]
    whole = [total for total in totals if total.amount == everything and total.before == len(entries) and counted]
    sections: list[tuple[Total, int | None]] = []
    for total in totals:
        if not total.own:
            continue
        end = sum(1 for entry in entries[: total.before] if id(entry) in place)
        start = next((n for n in range(end - 1, -1, -1) if sums[end] - sums[n] == total.amount), None)
        if start is None and (total.amount == 0 or _counts_void(total, entries)):
            continue
        sections.append((total, start))
        for entry in counted[start:end] if start is not None else []:
            entry.confirmed = True
    checks = _total_checks(counted, everything, whole, sections, len(entries))
    if whole:
        for entry in counted:
            entry.confirmed = True
    elif any(start is None for _, start in sections):
        for entry in counted:
            entry.contradicted = not entry.confirmed
    return checks


def _counts_void(total: Total, entries: Sequence[Entry]) -> bool:
    """Whether a total of the listing counts its voided rows too, or them alone (``Less 1 void checks: 100.00``)."""
    void = sum((entry.amount for entry in entries[: total.before] if entry.is_void and entry.amount >= 0), Decimal(0))
    every = sum((entry.amount for entry in entries[: total.before]), Decimal(0))
    return bool(void) and total.amount in (every, void)


def _total_checks(
    counted: Sequence[Entry],
    everything: Decimal,
    whole: Sequence[Total],
    sections: Sequence[tuple[Total, int | None]],
    rows_before: int,
) -> list[Check]:
    checks: list[Check] = []
    rows = f"{len(counted)} rows sum to {money_text(everything)}"
    grand: Total | None = None
    if whole:
        checks.append(
            Check("rows_sum_to_total", True, f"{rows}; printed: {whole[0].label[:60]} {money_text(whole[0].amount)}")
        )
    else:
        grand = next(
            (t for t, start in reversed(sections) if start is None and re.search(r"grand|report|all\b", t.label, re.I)),
            None,
        )
        if grand is None and len(sections) == 1 and sections[0][1] is None and sections[0][0].before == rows_before:
            grand = sections[0][0]  # the only total, after all the rows
        if grand:
            checks.append(
                Check("rows_sum_to_total", False, f"{rows}; printed: {grand.label[:60]} {money_text(grand.amount)}")
            )
    parts = [(total, start) for total, start in sections if total not in whole and total is not grand]
    if parts:
        wrong = [total for total, start in parts if start is None]
        detail = f"{len(parts) - len(wrong)} of {len(parts)} printed totals equal the rows they sum"
        if wrong:
            detail += f"; first that does not: {wrong[0].label[:60]} {money_text(wrong[0].amount)}"
        checks.append(Check("rows_sum_to_section_total", not wrong, detail))
    return checks
