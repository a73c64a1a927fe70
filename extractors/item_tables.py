"""The header rows of item tables: which columns a table has, and what each means. The words are data (`items.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from extractors.label_words import label_tokens
from extractors.paper import Line, Page, Word, once_a_page
from extractors.values import find_money
from extractors.vehicles import LENDER_WORDS
from extractors.words import read_words

_CURRENCIES = {"usd", "eur", "gbp", "cad", "us", "$", "us$", "€", "£"}
#: Whose or which price: ``Member Price`` is the unit price, ``Retail Price`` is what nobody pays.
_PRICES = frozenset({"price", "cost", "amount", "total", "amt", "fee", "rate"})
#: How the price of a whole row begins.
_OF_ROW = frozenset({"ext", "extd", "extended", "line", "total"})
_LIST_WORDS = frozenset({"list", "retail", "msrp", "unbundled"})
_PRICE_WORDS = _LIST_WORDS | frozenset(
    {"sale", "sales", "member", "gov", "government", "state", "agency", "education", "net", "unit", "your", "customer"}
    | {"contract", "discounted", "discount", "offer", "quoted", "partner", "reseller", "dealer", "each", "monthly"}
    | {"hourly", "daily", "per", "special"}
    | LENDER_WORDS
)
#: A year among the columns of a price table is a name and no figure.
_YEAR_NAME = re.compile(
    r"\b(?:year|yr\.?|month|quarter|phase|option|fy|cy|py)\s?-?#?\s?\d{1,4}(?:[-/]\d{2,4})?\b", re.I
)


#: So many lines below a header tell whether it lost its last head; how far prices stand from theirs, and how exactly
#: amounts end below each other, in points.
_ROWS, _REACH, _FLUSH = 12, 30.0, 5.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an item table: its role and where its header stands."""

    role: str
    text: str
    x0: float
    x1: float


@dataclass(frozen=True)
class Table:
    """A header on a page: its columns and the rows (indices into the page's lines) it takes up."""

    columns: tuple[Column, ...]
    first: int
    last: int
    roles: frozenset[str] = field(default_factory=frozenset)

    def column(self, role: str) -> Column | None:
        found = [column for column in self.columns if column.role == role]
        if role == "description" and len(found) > 1:
            return max(found, key=lambda column: ("descr" in column.text.lower(), column.x1 - column.x0))
        if role == "unit_price":  # a column "Unit" may hold the measure
            found = [column for column in found if re.search(r"price|cost|rate|each", column.text, re.I)] or found
        return (found[-1] if role == "amount" else found[0]) if found else None


@cache
def _roles() -> Mapping[tuple[str, ...], str]:
    return {
        tuple(token for word in phrase.split() for token in label_tokens(word)): role
        for role, phrases in read_words(Path(__file__).with_name("items.yml")).items()
        for phrase in phrases.split("|")
    }


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(token for phrase in _roles() for token in phrase)


@cache
def _pricing() -> frozenset[str]:
    """The words of headers over amounts and prices."""
    listed = (token for phrase, role in _roles().items() if role in ("amount", "unit_price") for token in phrase)
    return frozenset((*listed, *_PRICES))


@once_a_page
def find_tables(page: Page) -> list[Table]:
    """The header rows of item tables on a page."""
    tables: list[Table] = []
    for index, line in enumerate(page.lines):
        if tables and index <= tables[-1].last:
            continue
        columns = _columns_in(line) if _may_be_header(line) else []
        if not (columns and _is_header(line, columns)):
            if not _is_middle_storey(index, page.lines):
                continue
            columns = _columns_in(line)
        first = last = index
        while first > 0 and index - first < 2 and _stacks(page.lines[first - 1], page.lines[first], columns):
            first -= 1
        while (
            last + 1 < len(page.lines) and last - index < 3 and _stacks(page.lines[last + 1], page.lines[last], columns)
        ):
            last += 1
        stacked = _stack([page.lines[n] for n in range(first, last + 1)], columns)
        roles = {column.role for column in stacked}
        if "amount" not in roles and "unit_price" in roles:  # a price list: the price is all there is
            price = [column for column in stacked if column.role == "unit_price"][-1]
            lost = _lost_amounts(price, page.lines[last + 1 : last + 1 + _ROWS])
            stacked = tuple(replace(c, role="amount") if c is price and not lost else c for c in stacked)
            stacked = (*stacked, lost) if lost else stacked
        tables.append(Table(stacked, first, last, frozenset(column.role for column in stacked)))
    return tables


def _lost_amounts(price: Column, lines: Sequence[Line]) -> Column | None:
    """The column of amounts right of the prices whose head nobody reads: most rows with a price print one more amount
    there, and these begin or end below each other."""
    priced, beyond = 0, []
    for line in lines:
        found = find_money(line.words)
        prices = [
            money
            for money in found
            if money.words[-1].x1 <= price.x1 + _REACH and money.words[0].x0 > price.x0 - _REACH
        ]
        if prices:
            priced += 1
            last = found[-1].words
            beyond += [(last[0].x0, last[-1].x1)] if last[0].x0 > max(price.x1, prices[0].words[-1].x1) else []
    if len(beyond) < 2 or len(beyond) < 0.7 * priced:
        return None
    begins, ends = zip(*beyond, strict=True)
    is_flush = min(max(ends) - min(ends), max(begins) - min(begins)) <= _FLUSH
    return Column("amount", "", min(begins), max(ends)) if is_flush else None


def _columns_in(line: Line) -> list[Column]:
    """The cells of a possible header row, each cut into known phrases."""
    columns: list[Column] = []
    for segment in line.segments:
        words = segment.words
        index = 0
        while index < len(words):
            taken, role = _phrase_at(words, index)
            part = words[index : index + taken]
            text = " ".join(word.text for word in part)
            joins = role == "unknown" and index > 0 and columns and columns[-1].role == "unknown"
            if joins:
                columns[-1] = Column("unknown", f"{columns[-1].text} {text}", columns[-1].x0, part[-1].x1)
            else:
                columns.append(Column(role, text, part[0].x0, part[-1].x1))
            index += taken
    return columns


def _phrase_at(words: Sequence[Word], index: int) -> tuple[int, str]:
    for length in range(min(5, len(words) - index), 0, -1):
        tokens = tuple(token for word in words[index : index + length] for token in label_tokens(word.text))
        plain = tuple(token for token in tokens if token not in _CURRENCIES) or tokens
        if role := _roles().get(tokens) or _roles().get(plain) or _composed_role(plain):
            return length, role
    head, slash, _ = words[index].text.partition("/")  # Description/Part No.
    return 1, (_roles().get(label_tokens(head)) if slash and head else None) or "unknown"


def _composed_role(tokens: tuple[str, ...]) -> str | None:
    """The role of a phrase that no list foresees, by its first and last word: ``Ext. Sale Price``, ``Member Price``."""
    if not 2 <= len(tokens) <= 4 or tokens[-1] not in _PRICES or _OF_ROW & set(tokens[1:-1]):
        return None  # "Net Unit | Total Price" heads two columns
    if tokens[0] in _OF_ROW and not {"list", "tax"} & set(tokens):
        return "amount"
    if tokens[-1] in ("price", "cost", "rate") and tokens[0] in _PRICE_WORDS:
        return "other" if tokens[0] in _LIST_WORDS else "unit_price"
    return None


def _may_be_header(line: Line) -> bool:
    """What can be asked of a line before its columns are known."""
    return (
        not line.words[-1].text.endswith(":")
        and any(not _pricing().isdisjoint(label_tokens(word.text)) for word in line.words)
        and (len(line.segments) >= 2 or len(line.words) <= 8)
    )


def _is_middle_storey(index: int, lines: Sequence[Line]) -> bool:
    """Whether a row of captions without one of money has that caption half a line above and below it: ``Extended`` over
    ``Amount`` beside ``Description | Start Date | End Date``."""
    line = lines[index]
    if len(line.segments) < 3 or not 0 < index < len(lines) - 1 or len(line.words) > 14:
        return False
    above, below = lines[index - 1], lines[index + 1]
    if len(above.words) > 3 or len(below.words) > 3 or below.box[1] - line.box[3] > 0:
        return False
    text = f"{above.text} {below.text}".split()
    priced = all(any(token in _vocabulary() for token in label_tokens(word)) for word in text)
    columns = _columns_in(line)
    known = sum(column.role != "unknown" for column in columns)
    return (
        priced
        and known >= 2
        and any(column.role == "description" for column in columns)
        and any(column.role == "amount" for column in _stack([above, line, below], columns))
        and not any(re.search(r"\d", word.text) for word in line.words)
    )


def _is_header(line: Line, columns: Sequence[Column]) -> bool:
    roles = {column.role for column in columns}
    known = sum(len(column.text) for column in columns if column.role != "unknown" or _YEAR_NAME.match(column.text))
    text = _YEAR_NAME.sub("", line.text)
    figures = any(re.search(r"\d", word) and not re.search(r"[A-Za-z#]", word) for word in text.split())
    return (
        bool(roles & {"amount", "unit_price"})
        and bool(roles & {"description", "quantity", "item_id"})
        and len(columns) >= 2
        and known >= 0.6 * sum(len(column.text) for column in columns)
        and not figures
    )


def _stacks(line: Line, seed: Line, columns: Sequence[Column]) -> bool:
    """Whether `line` is another storey of the header that holds `seed`."""
    gap = max(line.box[1] - seed.box[3], seed.box[1] - line.box[3])
    tokens = [token for word in line.words for token in label_tokens(word.text)]
    known = sum(token in _vocabulary() for token in tokens)
    return (
        gap <= 0.6 * max(word.height for word in seed.words)
        and not any(re.search(r"\d", word.text) for word in line.words)
        and known >= 0.6 * max(len(tokens), 1)
        and len(line.words) <= 3 * len(columns)
    )


def _stack(lines: Sequence[Line], seed: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with the words above and below them; a cell over no column makes its own."""
    cells = [Column("", " ".join(w.text for w in s.words), s.box[0], s.box[2]) for line in lines for s in line.segments]
    if len(lines) == 1:
        return tuple(seed)
    columns = [Column(c.role, "", c.x0, c.x1) for c in seed]
    seeds = {(c.text, c.x0) for c in seed}
    grown: list[Column] = [replace(c, text="") for c in columns]
    parts = (
        [p for line in lines for p in _columns_in(line)]
        if any(len(s.words) > 1 for row in lines for s in row.segments)
        else cells
    )
    for part in parts:
        over = [n for n, c in enumerate(grown) if min(c.x1, part.x1) - max(c.x0, part.x0) > 0]
        if over:
            n = max(over, key=lambda n: min(grown[n].x1, part.x1) - max(grown[n].x0, part.x0))
            grown[n] = Column(
                grown[n].role,
                f"{grown[n].text} {part.text}".strip(),
                min(grown[n].x0, part.x0),
                max(grown[n].x1, part.x1),
            )
        elif (part.text, part.x0) not in seeds:
            grown.append(Column("unknown", part.text, part.x0, part.x1))
    return tuple(sorted((_with_role(c) for c in grown), key=lambda c: c.x0))


def _with_role(column: Column) -> Column:
    tokens = tuple(token for word in column.text.split() for token in label_tokens(word))
    role = _roles().get(tokens) or (column.role if column.role not in ("", "unknown") else "")
    return replace(column, role=role or _roles().get(tokens[-1:], "unknown"))
