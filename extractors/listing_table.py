"""One table of a listing: which column plays which part, and what a line holds in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extractors.column_heads import Column
from extractors.columns import cells_of, has_amount, is_amount, is_zero, settle_roles
from extractors.dates import find_dates
from extractors.listing_rows import TEXT_ROLES
from extractors.listing_totals import Entry, starts_as_total
from extractors.names import is_company, squash
from extractors.paper import Line, Word
from extractors.values import Money, parse_money

Cells = dict[str, list[Word]]
_HEADING = re.compile(r"(?:vendor|payee|supplier|claimant)(?:\s+(?:name|no|number|id))?\s*[.#]*\s*:\s*", re.I)
#: Headers that name a payee, and what a line with a number before its name is the heading of, if not of a payee.
_PAYEE_WORD = re.compile(r"\b(?:vendor|payee|claimant|supplier|creditor)\b|\bname\b", re.I)
_NO_PAYEE = re.compile(
    r"\b(?:funds?|dept|department|division|account|acct|program|bank\s+code|page|all|report)\b", re.I
)
#: A line that heads the rows of a fund, a department or an account: part of no cell.
_SECTION = re.compile(
    r"\W*(?:funds?|department|dept|account|acct|division|program|object|org|activity|project|bank(?:\s+code)?|cost\s+cent(?:er|re))"
    r"\b\.?\s*(?:no\.?|number|code)?\W{0,3}\d",
    re.I,
)
_CODE = re.compile(r"(?=\S*\d)[#A-Z0-9.,&'/-]{2,14}")
#: How far a code stands from the name before it, in heights, and how exactly such codes begin below each other.
_APART, _FLUSH = 1.5, 12
#: So many rows, and such a share of all, under a line with their vendor's code and name tell where names stand.
_FEW_ROWS, _NEARLY_ALL = 3, 0.8
_VOID = re.compile(r"\W*void(?:ed)?\W*", re.I)


def is_void(word: Word) -> bool:
    return bool(_VOID.fullmatch(word.text))


def says_void(status: Sequence[Word]) -> bool:
    """Whether a mark beside a payment, or the cell of its status, says that it is void; some print just ``V``."""
    return any(is_void(word) or word.text == "V" for word in status)


#: The header of a column that holds the numbers of the invoices that were paid.
_INVOICE = re.compile(r"\W*(?:vendor\s+)?inv(?:oice)?\.?\s*(?:no\.?|num(?:ber)?\.?|nbr\.?|id|#)?\W*", re.I)

_INVOICE_DAY = re.compile(r"\W*(?:vendor\s+)?inv", re.I)


@dataclass(frozen=True)
class Table:
    """The columns of a listing and the column of each role. `either` are further columns of amounts: a row prints its
    amount in one of them or in the main one (``uncleared | cleared``). `groups`: payees stand above their rows,
    `names_above`: so they do with their codes, and the rows say in the payees' column what was bought.
    `has_rival`: most rows fill another column of amounts too (gross beside net). `names_payees`: the header speaks of
    payees, though none of its columns holds them. `summed_names`: those that a total is printed for, in a listing by
    payees, `summed_sections` in any. `digits`: how many the numbers of whole rows have (`unread_rows`)."""

    columns: tuple[Column, ...]
    roles: dict[str, int]
    either: tuple[int, ...] = ()
    groups: bool = False
    has_rival: bool = False
    names_payees: bool = False
    digits: frozenset[int] = frozenset()
    summed_names: frozenset[str] = frozenset()
    summed_sections: frozenset[str] = frozenset()
    names_above: bool = False

    @property
    def dates_invoices(self) -> bool:
        """Whether the only days of the rows are those of the invoices that they pay."""
        return "date" in self.roles and bool(_INVOICE_DAY.match(self.columns[self.roles["date"]].text))

    def read(self, line: Line) -> tuple[Cells, Money | None, frozenset[int]]:
        """The cells of a line by role, its amount if it prints one, and the columns that it fills."""
        cells = cells_of(self.columns, line.words)
        marks = [word for cell in cells for word in cell if is_void(word)] if _marks_void(cells, self.roles) else []
        own = cells[self.roles["amount"]] if "amount" in self.roles else []
        if len(own) == 2 and own[1].text == "V" and parse_money(own[0].text):
            marks = [*marks, own[1]]  # 260.00- V
        cells = [[word for word in cell if word not in marks] for cell in cells]
        by_role = {role: cells[n] for role, n in self.roles.items() if cells[n]}
        money = cell_amount(by_role.get("amount", []))
        other = [n for n in self.either if cells[n]]
        if money is None and len(other) == 1 and (money := cell_amount(cells[other[0]])):
            by_role["amount"] = cells[other[0]]
        spent = [word for n, column in enumerate(self.columns) if column.role == "spent" for word in cells[n]]
        if spent:
            by_role["spent"] = spent
        if marks:
            by_role["status"] = marks
        return by_role, money, frozenset(n for n, cell in enumerate(cells) if cell)

    def beside(self, line: Line) -> tuple[dict[int, Decimal], frozenset[int]]:
        """The figures of a line outside its own amount, by column, and which columns are headed as amounts."""
        own = {self.roles["amount"], *self.either}
        cells = enumerate(cells_of(self.columns, line.words))
        found = {n: money.amount for n, cell in cells if n not in own and (money := cell_amount(cell))}
        return found, frozenset(n for n in found if self.columns[n].role == "amount")

    def invoice(self, line: Line) -> list[Word]:
        """The number under a header of invoices' numbers, where the rows are numbered by their checks: one word."""
        if "number" not in self.roles:
            return []
        heads = [n for n, column in enumerate(self.columns) if _INVOICE.fullmatch(column.text)]
        if len(heads) != 1 or heads[0] in self.roles.values():
            return []
        cell = cells_of(self.columns, line.words)[heads[0]]
        is_number = len(cell) == 1 and any(map(str.isdigit, cell[0].text)) and not find_dates(cell)
        return list(cell) if is_number else []

    def summed(self, line: Line, money: Money) -> Decimal:
        """The amount of a total's line, over all columns of amounts."""
        cells = cells_of(self.columns, line.words)
        found = [cell_amount(cells[n]) for n in (self.roles["amount"], *self.either) if cells[n]]
        return sum((each.amount for each in found if each), Decimal(0)) if self.either else money.amount

    def is_wrap(self, line: Line) -> bool:
        """Whether the line holds only text in the payee's or the description's column: the rest of a wrapped cell."""
        if _SECTION.match(line.text) or (self.summed_sections and squash(line.text) in self.summed_sections):
            return False
        homes = {self.roles[role] for role in TEXT_ROLES if role in self.roles}
        filled = {n for n, cell in enumerate(cells_of(self.columns, line.words)) if cell}
        return bool(filled) and filled <= homes and not starts_as_total(line)

    def is_bare(self, line: Line) -> bool:
        """Whether the line is the text of a row whose amount is still to come."""
        return self.read(line)[1] is None and self.is_wrap(line)

    def wrap(self, row: Entry, line: Line, *, after: bool) -> None:
        """Give a row the rest of its wrapped cells."""
        cells = cells_of(self.columns, line.words)
        for role in TEXT_ROLES:
            extra = cells[self.roles[role]] if role in self.roles else []
            if extra:
                own = row.cells.get(role, [])
                row.cells[role] = [*own, *extra] if after else [*extra, *own]
                row.wrapped.add(role)

    def heading(self, line: Line, by_role: Cells) -> Cells:
        """What a line without an amount says of the rows under it: a check's number with its day or payee, or the payee
        alone. Nothing where it says neither."""
        numbered = any(letter.isdigit() for word in by_role.get("number", []) for letter in word.text)
        named = "payee" in by_role or bool(find_dates(by_role.get("date", [])))
        if any(is_void(word) for word in line.words):
            return {}
        if numbered and named and not starts_as_total(line):
            return {role: by_role[role] for role in ("number", "date", "payee") if role in by_role}
        if self.names_above and (name := _coded_name(line)):
            return {"payee": list(name)}
        if self.groups and set(by_role) == {"payee"} and not starts_as_total(line):
            return {"payee": by_role["payee"]}
        if not {"payee", "contract"} & set(self.roles) and squash(line.text) in self.summed_names:
            return {"payee": list(line.words)}
        if not {"payee", "contract"} & set(self.roles) and (above := _named_above(line, self.names_payees)):
            return {"payee": list(above)}
        return {}

    def heading_over(self, lines: Sequence[Line]) -> Cells:
        """The payee that a label in the lines over the header names, where no column does."""
        if {"payee", "contract"} & set(self.roles):
            return {}
        labelled = (line for line in reversed(lines) if _HEADING.match(line.text) and not _NO_PAYEE.search(line.text))
        return next(({"payee": list(name)} for line in labelled if (name := _named_above(line))), {})


def _marks_void(cells: Sequence[Sequence[Word]], roles: dict[str, int]) -> bool:
    """Whether a row says that its payment is void: alone in a cell, or beside its amount (``VOID .00``)."""
    amount = cells[roles["amount"]] if "amount" in roles else ()
    beside = len(amount) == 2 and is_void(amount[0])
    return beside or any(cell and all(map(is_void, cell)) for cell in cells)


def lone_amount(line: Line) -> Money | None:
    """The amount of a line that prints just one, wherever it stands: totals need not stand in the column they sum."""
    found = [money for word in line.words if (money := parse_money(word.text))]
    return found[0] if len(found) == 1 else None


def with_heading_roles(columns: Sequence[Column], roles: dict[str, int], lines: Sequence[Line]) -> dict[str, int]:
    """The roles with those that only the lines without an amount play: a check's number and day above its invoices."""
    missing = {"number", "date", "payee"} - set(roles)
    if not missing & {column.role for column in columns}:
        return roles
    above = settle_roles(columns, [line for line in lines if not has_amount(line)])
    found = {role: n for role, n in above.items() if role in missing and n not in roles.values()}
    return {**roles, **found}


_BY_PAYEE = re.compile(r"\bby\s+(?:vendor|payee|supplier|claimant)\b", re.I)
_TOTAL_OF = re.compile(r"\W*totals?\s+(?:for\s+)?(?P<name>.*?)\s*:?\s*$", re.I)


def summed_names(above: Sequence[Line], lines: Sequence[Line]) -> frozenset[str]:
    """The names for which totals are printed (``Total ALDER PAPER CO``), squashed, where the title says that a listing
    goes by payees."""
    return summed_sections(lines) if any(_BY_PAYEE.search(line.text) for line in above) else frozenset()


def summed_sections(lines: Sequence[Line]) -> frozenset[str]:
    """The names for which totals are printed (``TOTAL POLICE DEPARTMENT``), squashed: a line that says one of them
    alone heads the rows that the total sums."""
    totals = (line for line in lines if line.words[0].text.lower().strip("*:.- ") in ("total", "totals"))
    texts = (" ".join(word.text for word in line.words if not parse_money(word.text)) for line in totals)
    return frozenset(
        name for text in texts if (match := _TOTAL_OF.match(text)) and len(name := squash(match["name"])) >= 3
    )


def names_payees(columns: Sequence[Column]) -> bool:
    """Whether the header speaks of payees."""
    return any(_PAYEE_WORD.search(column.text) for column in columns)


def with_text_after(columns: Sequence[Column], rows: Sequence[Line]) -> tuple[Column, ...]:
    """The columns with one more at the right where most rows go on behind the last header's amounts with text."""
    *others, last = columns
    amounts, texts = [], []
    for row in rows:
        cell = cells_of(columns, row.words)[-1]
        first = next((n for n, word in enumerate(cell) if parse_money(word.text)), None)
        if first is not None:
            amounts.append(cell[first].x1)
            texts += [word.x0 for word in cell[first + 1 :][:1] if any(map(str.isalpha, word.text)) and len(cell) > 1]
    if last.role != "amount" or len(texts) < 0.6 * len(rows):
        return tuple(columns)
    begin = sorted(texts)[len(texts) // 8]  # a torn amount on a scan is no text
    if max(amounts) >= begin:
        return tuple(columns)
    edge = (max(amounts) + begin) / 2
    role = "unknown" if any(column.role == "description" for column in others) else "description"
    return (*others, replace(last, right=edge), Column("", role, (), edge, float("inf")))


def with_lost_header(columns: Sequence[Column], rows: Sequence[Line]) -> tuple[Column, ...]:
    """The columns of a scan with one more where most rows end the payee's cell with a code that stands apart: its
    header was not read (``VENDOR NAME`` over names and the numbers of their invoices)."""
    at = next((n for n, column in enumerate(columns) if column.role == "payee"), None)
    if at is None or all(word.confidence == 1.0 for column in columns for word in column.header):
        return tuple(columns)
    begins, ends = [], []
    for row in rows:
        cell = cells_of(columns, row.words)[at]
        if len(cell) < 2 or not any(map(str.isdigit, cell[-1].text)):
            continue
        if cell[-1].x0 - cell[-2].x1 > _APART * cell[-1].height:
            begins.append(cell[-1].x0)
            ends.append(cell[-2].x1)
    if len(begins) < max(4, 0.6 * len(rows)) or max(begins) - min(begins) > _FLUSH or max(ends) >= min(begins):
        return tuple(columns)
    payee, edge = columns[at], (max(ends) + min(begins)) / 2
    lost = Column("", "unknown", payee.header, edge, payee.right)
    return (*columns[:at], replace(payee, right=edge), lost, *columns[at + 1 :])


def heads_groups(columns: Sequence[Column], roles: dict[str, int], rows: Sequence[Line]) -> bool:
    """Whether the rows leave the payee's column empty: it is printed once, above the rows of each."""
    if "payee" not in roles:
        return False
    filled = sum(bool(cells_of(columns, row.words)[roles["payee"]]) for row in rows)
    return 5 * filled < len(rows)


def names_stand_above(columns: Sequence[Column], roles: dict[str, int], lines: Sequence[Line]) -> bool:
    """Whether nearly every row stands under a line of its own with its vendor's code and name, and says in the name's
    column what was bought: ``2110  ALDER PAPER CO`` over ``I-8841  COPY PAPER  9/05/2024  84.10``."""
    if "payee" not in roles:
        return False
    home = columns[roles["payee"]]
    rows = [n for n, line in enumerate(lines) if has_amount(line) and not starts_as_total(line)]
    under = [n for n in rows if n and (name := _coded_name(lines[n - 1])) and name[0].x0 < home.right]
    return len(under) >= max(_FEW_ROWS, _NEARLY_ALL * len(rows))


def _coded_name(line: Line) -> tuple[Word, ...]:
    """The name on a line that says a code, a name, and nothing else."""
    code, *name = line.words
    words = any(map(str.isalpha, "".join(word.text for word in name)))
    is_named = words and bool(_CODE.fullmatch(code.text)) and not has_amount(line) and not find_dates(name)
    return tuple(name) if is_named else ()


def either_amount(columns: Sequence[Column], main: int, rows: Sequence[Line]) -> tuple[int, ...]:
    """The other columns of amounts that fill the rows which the main one leaves empty: no row fills both."""
    table = [cells_of(columns, row.words) for row in rows]

    def filled(n: int) -> set[int]:
        return {at for at, cells in enumerate(table) if is_amount(" ".join(word.text for word in cells[n]))}

    own, taken = filled(main), []
    for n, column in enumerate(columns):
        if n == main or column.role != "amount":
            continue
        other = filled(n)
        if other and not other & own:
            taken.append(n)
            own |= other
    return tuple(taken)


def has_rival_amount(columns: Sequence[Column], main: int, rows: Sequence[Line]) -> bool:
    """Whether another column of amounts is filled on most rows, with other figures."""
    table = [cells_of(columns, row.words) for row in rows]
    for n, column in enumerate(columns):
        if n == main or column.role != "amount":
            continue
        texts = [" ".join(word.text for word in cells[n]) for cells in table]
        if 5 * sum(a == b for a, b in pairwise(texts)) > 2 * len(rows):
            continue  # an order's total, printed again beside each of its lines
        pairs = [(cell_amount(cells[main]), cell_amount(cells[n])) for cells in table]
        if 2 * sum(bool(a and b and a.amount != b.amount) for a, b in pairs) > len(rows):
            return True
    return False


def cell_amount(words: Sequence[Word]) -> Money | None:
    """The amount of a cell; a cell of several pieces is one amount or none."""
    if not words:
        return None
    text = " ".join(word.text for word in words)
    if is_zero(text):
        return Money(Decimal("0.00"), "USD" if "$" in text else None)
    return parse_money(text) or parse_money(text.replace(" ", ""))


def _named_above(line: Line, is_coded: bool = False) -> tuple[Word, ...]:
    """The payee whose payments follow: ``Vendor: 1042 ALDER PAPER CO``, or a company's name with its number before.
    With `is_coded` any name with a vendor's code before: ``BRIGG005 BRIGGS, DANIELLE M``."""
    label = _HEADING.match(line.text)
    words = line.words[len(line.text[: label.end()].split()) if label else 0 :]
    coded = is_coded and len(words) > 1 and bool(_CODE.fullmatch(words[0].text)) and not _NO_PAYEE.search(line.text)
    if coded:
        words = words[1:]
    elif not label and not (len(words) > 1 and words[0].text.strip("#:-").isdigit()):
        return ()
    while words and not any(letter.isalpha() for letter in words[0].text):
        words = words[1:]
    name = " ".join(word.text for word in words)
    is_named = sum(map(str.isalpha, name)) >= 3 if label or coded else is_company(name)
    if not is_named or (not label and len(words) > 8) or has_amount(line) or starts_as_total(line):
        return ()
    return () if coded and find_dates(words) else words
