"""The columns of a listing: the header row that names them, and the words below that belong to each.

A header says what a column means (its role); where a column begins and ends is read from the rows, because headers are
centred, stacked, or printed one space apart. Without a header the columns are inferred from the alignment of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.column_heads import (
    AMOUNT_WORDS,
    ROLES,
    VOCABULARY,
    Column,
    named_columns,
    span_of,
    text_of,
    token_of,
)
from extractors.dates import parse_date
from extractors.paper import Line, Page, Word, once_a_page
from extractors.values import parse_money

#: A table whose header names none of these beside an amount is a summary: its lines are totals, not payments.
_ROW_ROLES = frozenset({"number", "date", "payee", "contract", "description"})
#: Columns that hold the number of what pays, the surest first.
_CHECK_COLUMNS = (
    r"\b(?:check|chk|cheque|ck)\b",
    r"\b(?:warrant|wrnt)\b.*(?:#|\bno\b|num)|\b(?:eft|ach|draft|payment)\b",
)
#: Words that end no name and no header: what ends in one goes on below.
JOINS = frozenset({"of", "and", "the", "&"})
_NUMBER = re.compile(r"[#*]?[A-Z]{0,4}[-#]?\d[\dA-Z-]*[*]?", re.I)


@dataclass(frozen=True)
class Header:
    """The columns that the lines `first` to `last` of a page name. A summary has no column of a payment's own, or is
    `called` one by the line above it."""

    columns: tuple[Column, ...]
    first: int
    last: int
    called: bool = False

    @property
    def is_summary(self) -> bool:
        return self.called or not _ROW_ROLES & {column.role for column in self.columns}


def find_headers(lines: Sequence[Line]) -> list[Header]:
    """The header rows among the lines of one page, from top to bottom."""
    headers: list[Header] = []
    for index, line in enumerate(lines):
        if headers and index <= headers[-1].last:
            continue
        tokens = list(map(token_of, line.words))
        if AMOUNT_WORDS.isdisjoint(tokens):
            continue
        most = sum(token in VOCABULARY for token in tokens) + 3 * tokens.count("sum")
        if most < 0.45 * len(tokens):  # a sentence, which no phrases can make a header
            continue
        columns = named_columns(line)
        roles = {column.role for column in columns}
        known = sum(len(column.header) for column in columns if column.role != "unknown")
        enough = 0.45 if {"amount", "payee"} <= roles and roles & {"date", "number"} else 0.6
        if "amount" not in roles or len(columns) < 2 or known < enough * len(line.words) or _holds_figures(line):
            continue
        if not (_ROW_ROLES & roles) and not _is_summary_row(columns):
            continue
        first = last = index
        while first > 0 and first > index - 2 and _stacks(lines[first - 1], lines[first]):
            first -= 1
        while last + 1 < len(lines) and last < index + 3 and _stacks(lines[last + 1], lines[last]):
            last += 1
        while last > index and lines[last].words[-1].text.lower() in JOINS:
            last -= 1  # the begin of a payee's name: DEPARTMENT OF
        stacked = [lines[n] for n in range(first, last + 1) if n != index]
        headers.append(Header(_join_stack(columns, stacked), first, last))
    ends = [header.first for header in headers[1:]]
    return [
        header
        for n, header in enumerate(headers)  # a title that reads like a header has no rows before the next one
        if n == len(ends) or any(has_amount(line) for line in lines[header.last + 1 : ends[n]])
    ]


@once_a_page
def headers_of(page: Page) -> Sequence[Header]:
    """The header rows of a page, from top to bottom."""
    return find_headers(page.lines)


#: A head that names what stands in its column one below the other: ``Vendor #/Name/`` over ``Invoice #/Date``.
_TWO_IN_ONE = re.compile(r"\b(?:vendor|payee|claimant|supplier)\s?(?:#|no\.?|number|id)?\s?/\s?name\b", re.I)


def stacked_heads(lines: Sequence[Line]) -> frozenset[int]:
    """The places of lines that name two things in one column of payees, and of those right under them that go on so:
    their words are no labels. The rows under them are claims, each above its own lines, which no column tells apart."""
    found: set[int] = set()
    for n, line in enumerate(lines):
        if "/" not in line.text or ":" in line.text or len(line.segments) < 3:
            continue
        if (n - 1 in found or _TWO_IN_ONE.search(line.text)) and not _holds_figures(line):
            found.add(n)
    return frozenset(found)


def place_columns(columns: Sequence[Column], rows: Sequence[Line]) -> tuple[Column, ...]:
    """The columns with the edges that the rows show: between two headers, where the fewest words are crossed."""
    ordered = sorted(columns, key=lambda column: column.middle)
    edges = [float("-inf")]
    for before, after in pairwise(ordered):
        edges.append(_best_gap(before, after, edges[-1], rows))
    edges.append(float("inf"))
    return tuple(replace(column, left=edges[n], right=edges[n + 1]) for n, column in enumerate(ordered))


def cells_of(columns: Sequence[Column], words: Iterable[Word]) -> list[list[Word]]:
    """The words of a line by column, in the order of `columns`."""
    cells: list[list[Word]] = [[] for _ in columns]
    for word, span in _with_spans(words):
        middle = (span[0] + span[1]) / 2 if span[1] == word.x1 else span[1]  # a sign goes where its figure stands
        for n, column in enumerate(columns):
            if column.left <= middle < column.right:
                cells[n].append(word)
                break
    return cells


def settle_roles(columns: Sequence[Column], rows: Sequence[Line]) -> dict[str, int]:
    """Which column plays each role, judged by its cells: dates hold dates, payees letters, amounts money."""
    table = [cells_of(columns, row.words) for row in rows]
    settled: dict[str, int] = {}
    for role, fits in _FITS.items():
        shares = {
            n: sum(fits(text_of(row[n])) for row in table)
            for n, column in enumerate(columns)
            if column.role == role and n not in settled.values()
        }
        best = max(shares.values(), default=0)
        if best == 0 or (role in ("date", "number") and best < 0.15 * len(table)):
            continue
        near = [n for n, share in shares.items() if share >= (0.2 if role == "amount" else 0.6) * best]
        if role == "number":  # the check's, though every invoice and every voucher prints its own
            named = [n for n in shares if shares[n] >= 0.15 * len(table)]
            checks = ([n for n in named if re.search(pattern, columns[n].text, re.I)] for pattern in _CHECK_COLUMNS)
            near = next((found for found in checks if found), near)
        if role == "date":  # the day of the check, though every invoice prints its own
            near = [n for n in shares if shares[n] and not re.match(r"inv", columns[n].text, re.I)] or near
        settled[role] = (
            _pick_amount(near, table) if role == "amount" else near[0] if role != "payee" else _widest(near, table)
        )
    return settled


def aligned_rows(rows: Sequence[Line]) -> list[Line]:
    """The rows whose last amounts end at one right edge: the body of a table that has lost its header."""
    ends = [max(word.x1 for word in row.words if is_amount(word.text)) for row in rows]
    best = max(ends, key=lambda end: sum(abs(end - other) <= 8 for other in ends), default=0.0)
    return [row for row, end in zip(rows, ends, strict=True) if abs(end - best) <= 8]


def infer_columns(rows: Sequence[Line]) -> tuple[Column, ...]:
    """Columns without a header: the text between the empty strips that run through all the rows, roles by content."""
    words = sorted((word for row in rows for word in row.words), key=lambda word: word.x0)
    height = sorted(word.height for word in words)[len(words) // 2]
    strips: list[list[Word]] = []
    right = float("-inf")
    for word in words:
        if word.x0 > right + 0.6 * height:
            strips.append([])
        strips[-1].append(word)
        right = max(right, word.x1)
    columns = [Column("", "unknown", tuple(strip), *span_of(strip)) for strip in strips]
    table = [cells_of(columns, row.words) for row in rows]
    texts = [[text_of(row[n]) for row in table] for n in range(len(columns))]
    taken: dict[int, str] = {}
    for role in ("date", "amount", "number", "payee", "description"):
        fitting = [
            n for n in range(len(columns)) if n not in taken and sum(map(_FITS[role], texts[n])) >= 0.6 * len(rows)
        ]
        if fitting:  # names differ from row to row, a type of payment does not
            n = fitting[-1] if role == "amount" else max(fitting, key=lambda n: (role == "payee") * len(set(texts[n])))
            taken[n] = role
    return place_columns([replace(c, role=taken.get(n, "unknown")) for n, c in enumerate(columns)], rows)


def is_amount(text: str) -> bool:
    """Whether a cell prints an amount; accounting prints a zero as a dash."""
    return bool(parse_money(text)) or is_zero(text)


def has_amount(line: Line) -> bool:
    """Whether a line prints an amount anywhere."""
    return any(parse_money(word.text) for word in line.words) or any(
        a.text == "$" and is_zero(b.text) for a, b in pairwise(line.words)
    )


def is_zero(text: str) -> bool:
    return bool(re.fullmatch(r"\$?\s*[-–—]", text))


_FITS: dict[str, Callable[[str], bool]] = {
    "amount": is_amount,
    "date": lambda text: bool(text) and parse_date(text.split()[0] if "/" in text else text) is not None,
    "number": lambda text: bool(_NUMBER.fullmatch(text.replace(" ", ""))),
    "payee": lambda text: sum(letter.isalpha() for letter in text) >= 3,
    "contract": lambda text: sum(letter.isalpha() for letter in text) >= 3,
    "description": lambda text: sum(letter.isalpha() for letter in text) >= 2,
    "spent": is_amount,
    "status": bool,
}


def _widest(candidates: Sequence[int], table: Sequence[Sequence[list[Word]]]) -> int:
    return max(candidates, key=lambda n: sum(sum(map(str.isalpha, text_of(row[n]))) for row in table))


def _pick_amount(candidates: Sequence[int], table: Sequence[Sequence[list[Word]]]) -> int:
    """The last amount column, unless it repeats a figure on neighbouring rows (an order's total), another not, or is
    filled on few of the rows of another (the total of a check, beside the last of its invoices)."""

    def repeats(n: int) -> int:
        texts = [text_of(row[n]) for row in table if row[n]]
        return sum(a == b for a, b in pairwise(texts))

    last = candidates[-1]
    filled = {n: {at for at, row in enumerate(table) if is_amount(text_of(row[n]))} for n in candidates}
    for n in candidates[:-1]:
        if len(filled[last] - filled[n]) <= 0.1 * len(filled[last]) and len(filled[n]) > 1.2 * len(filled[last]):
            return n
    for n in reversed(candidates[:-1]):
        if repeats(last) > 0.4 * len(table) > 0 and repeats(n) < 0.5 * repeats(last):
            return n
    return last


def _with_spans(words: Iterable[Word]) -> list[tuple[Word, tuple[float, float]]]:
    """Words with the strip they fill; a currency sign at the left edge of its cell reaches to its figure."""
    ordered = list(words)
    spans = [(word.x0, word.x1) for word in ordered]
    for n, (word, after) in enumerate(pairwise(ordered)):
        if word.text in "$€£" and is_amount(after.text):
            spans[n] = (word.x0, (after.x0 + after.x1) / 2)
    return list(zip(ordered, spans, strict=True))


def _holds_figures(line: Line) -> bool:
    return any(parse_money(word.text) or parse_date(word.text) for word in line.words)


def _is_summary_row(columns: Sequence[Column]) -> bool:
    """Whether the whole line is column names, as over a table of totals; a sentence with one such word is not."""
    return sum(column.role != "unknown" for column in columns) >= 2 and all(len(c.header) <= 3 for c in columns)


def _stacks(line: Line, seed: Line) -> bool:
    """Whether `line` is another storey of the header in `seed`."""
    gap = max(line.box[1] - seed.box[3], seed.box[1] - line.box[3])
    tokens = [token_of(word) for word in line.words]
    room = 0.7 if all(word.confidence == 1.0 for word in seed.words) else 1.1  # OCR boxes the ink alone
    return (
        gap <= room * max(word.height for word in seed.words)
        and not _holds_figures(line)
        and all(token in VOCABULARY for token in tokens if token)
    )


def _join_stack(columns: Sequence[Column], stacked: Sequence[Line]) -> tuple[Column, ...]:
    """The seed's columns with the words above and below them; words over no column make a column of their own."""
    joined = list(columns)
    for line in stacked:
        for extra in named_columns(line):
            x0, x1 = extra.left, extra.right
            over = [n for n, column in enumerate(joined) if min(x1, column.right) - max(x0, column.left) > 0]
            if not over:
                joined.append(extra)
                continue
            home = joined[over[0]]
            words = tuple(sorted((*home.header, *extra.header), key=lambda word: (word.top, word.x0)))
            role = ROLES.get(" ".join(token_of(word) for word in words), home.role)
            if role == "unknown":
                role = extra.role
            joined[over[0]] = Column(text_of(words), role, words, *span_of(words))
    return tuple(sorted(joined, key=lambda column: column.middle))


def _best_gap(before: Column, after: Column, left: float, rows: Sequence[Line]) -> float:
    """Where the column of `before`, which begins at `left`, ends: the widest strip that few words of the rows
    cross, with cells of `before` on its left if there is such a strip."""
    low, high = before.middle, after.middle
    flush = sum(any(abs(word.x0 - after.left) <= 2 for word in row.words) for row in rows)
    if flush >= 0.6 * len(rows) and after.left > low:
        high = after.left  # cells begin where their header does: none reaches further left
    if high - low < 2:
        return (low + high) / 2
    count = 200
    step = (high - low) / count
    crossed = [0] * (count + 2)
    first_right = high
    for row in rows:
        for word, (x0, x1) in _with_spans(row.words):
            if left <= word.x0 and word.x1 > left:
                first_right = min(first_right, x1)
            if x1 > low and x0 < high:
                crossed[max(0, int((x0 - low) / step) + 1)] += 1
                crossed[min(count, int((x1 - low) / step)) + 1] -= 1
    depth, levels = 0, []
    for n in range(count + 1):
        depth += crossed[n]
        levels.append(depth)
    fewest = min(levels) + len(rows) // 50  # one long cell in fifty does not move a column
    runs: list[list[int]] = []
    for n, level in enumerate(levels):
        if level <= fewest:
            if runs and runs[-1][-1] == n - 1:
                runs[-1].append(n)
            else:
                runs.append([n])
    filled = [run for run in runs if low + step * run[-1] > first_right] or runs
    best = max(filled, key=lambda run: (len(run) // 4, run[0]))
    return low + step * best[-1]  # text overflows to the right: the next column begins where its own cells do
