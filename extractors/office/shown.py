"""A workbook's numbers as their cells show them (ECMA-376 part 1, 18.8.31), with three exceptions for truth's sake.

A cell that hides cents, or shows thousands, shows its amount to the cent; a day that would be printed day first,
without its year or without its day, is printed as an ISO date, because a page of one workbook cannot prove the order.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
#: Formats that files name by number only (18.8.30), as an American Excel shows them.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: "#,##0;(#,##0);-", 42: "$#,##0;($#,##0);-",
    43: "#,##0.00;(#,##0.00);-", 44: "$#,##0.00;($#,##0.00);-", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "0.0E+0", 49: "@", 5: "$#,##0;($#,##0)", 6: "$#,##0;($#,##0)", 7: "$#,##0.00;($#,##0.00)",
    8: "$#,##0.00;($#,##0.00)",
}  # fmt: skip
_PIECE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|.', re.I | re.S)
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: for a number its literal text, decimals and grouping; for a day its pieces."""

    pieces: tuple[str, ...]
    is_day: bool
    is_plain: bool  # General, text, fractions and powers of ten: shown as the number itself
    before: str = ""
    after: str = ""
    decimals: int = 0
    is_grouped: bool = False
    is_percent: bool = False
    is_scaled: bool = False
    has_digits: bool = False
    least_digits: int = 1


def show_number(stored: str, code: str, *, is_1904: bool = False, bare: bool = False) -> str:
    """The text that a cell with the number `stored` shows under the format `code`. `bare` asks of a number without a
    format that it is set as an amount, with two decimals at least."""
    try:
        number = Decimal(stored)
        return _shown(_as_typed(number), code, is_1904, bare) if number.is_finite() else stored.strip()
    except ArithmeticError:  # no number, or one that no sheet can hold
        return stored.strip()


def _shown(number: Decimal, code: str, is_1904: bool, bare: bool) -> str:
    sections = _sections(code)
    section = _section_for(number, sections)
    if section.is_day:
        return _day(number, section, is_1904)
    if section.is_plain:
        return plain(number, bare)
    if not section.has_digits:
        return (section.before + section.after).strip()
    return _number(number, section, is_signed=section is sections[0] or number >= 0)


def plain(number: Decimal, bare: bool = False) -> str:
    """A number without a format; as an amount (`bare`) with two, four or six decimals."""
    text = format(number.normalize(), "f") if number else "0"
    return with_cents(text) if bare else text


def with_cents(text: str) -> str:
    """A bare number with the decimals of an amount: ``1500`` is ``1500.00``, ``1500.125`` is ``1500.1250``."""
    whole, _, decimals = text.partition(".")
    wanted = max(2, len(decimals) + len(decimals) % 2)
    return f"{whole}.{decimals.ljust(wanted, '0')}"


def is_day_format(code: str) -> bool:
    return _sections(code)[0].is_day


def _as_typed(number: Decimal) -> Decimal:
    """The number with the fifteen digits that a workbook keeps: 0.1 + 0.2 was never meant as 0.30000000000000004."""
    return Decimal(format(float(number), ".15g")) if abs(number) < Decimal("1e15") else number


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for found in _PIECE.finditer(code[:1000]):
        if found.group() == ";":
            parts.append([])
        else:
            parts[-1].append(found.group())
    return tuple(_section(tuple(part)) for part in parts)


def _section(pieces: tuple[str, ...]) -> _Section:
    bare = [piece for piece in pieces if len(piece) == 1]
    letters = "".join(bare).lower()
    counts_hours = any(re.fullmatch(r"\[[hms]+\]", piece, re.I) for piece in pieces)
    is_plain = any(piece.lower() == "general" for piece in pieces) or bool(re.search(r"@|\?/|/\?", letters))
    if not is_plain and (counts_hours or re.search(r"[ymdhs]", letters)):
        return _Section(pieces, True, False)
    digits = "".join(piece for piece in bare if piece in "0#?,.")
    is_plain = is_plain or bool(re.search(r"e[+-]", letters)) or (not pieces)
    _, _, decimals = digits.partition(".")
    first = next((n for n, piece in enumerate(pieces) if piece in ("0", "#", "?", ".")), len(pieces))
    last = max((n for n, piece in enumerate(pieces) if piece in ("0", "#", "?", ".", ",")), default=first)
    return _Section(
        pieces,
        False,
        is_plain,
        before=_literal(pieces[:first]),
        after=_literal(pieces[last + 1 :]),
        decimals=len(decimals.rstrip(",")),
        is_grouped=bool(re.search(r"[0#?],+[0#?]", digits)),
        is_percent="%" in bare,
        is_scaled=bool(re.search(r"[0#?],+(?:\.|$)", digits)),
        has_digits=any(piece in "0#" for piece in bare),
        least_digits=digits.partition(".")[0].count("0"),
    )


def _literal(pieces: tuple[str, ...]) -> str:
    """The text around the digits of a format, as shown."""
    out = []
    for piece in pieces:
        if piece.startswith('"'):
            out.append(piece.strip('"'))
        elif piece.startswith("\\"):
            out.append(piece[1:])
        elif piece.startswith("[$"):
            out.append(piece[2:-1].partition("-")[0])
        elif len(piece) == 1 and piece not in "0#?,.":
            out.append(piece)
    return "".join(out)


def _section_for(number: Decimal, sections: tuple[_Section, ...]) -> _Section:
    if number < 0 and len(sections) > 1:
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _number(number: Decimal, section: _Section, is_signed: bool) -> str:
    figure = abs(number) * (100 if section.is_percent else 1)
    decimals = section.decimals
    if not section.is_percent and decimals < 2 and (section.is_scaled or _rounded(figure, decimals) != figure):
        decimals = 2 if section.is_scaled or _rounded(figure, decimals) != _rounded(figure, 2) else decimals
    text = format(_rounded(figure, decimals), ",f" if section.is_grouped or section.is_scaled else "f")
    if section.least_digits > 1 and not section.is_grouped:  # 0000: numbers of checks and accounts
        whole, point, cents = text.partition(".")
        text = whole.zfill(section.least_digits) + point + cents
    minus = "-" if number < 0 and is_signed and text.strip("0.,") else ""
    if section.is_scaled:  # "K" or "million" would be wrong beside the whole amount
        return f"{minus}{'$' if '$' in section.before else ''}{text}"
    before, after = section.before.strip(), section.after
    return f"{minus}{before}{text}{after}".strip()


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _day(number: Decimal, section: _Section, is_1904: bool) -> str:
    letters = "".join(piece for piece in section.pieces if len(piece) == 1).lower()
    has_day = bool(re.search(r"[yd]", letters)) or "mmm" in letters
    try:
        moment = (_EPOCH_1904 if is_1904 else _EPOCH) + dt.timedelta(
            days=int(number), seconds=round(float(number % 1) * 86400)
        )
    except (OverflowError, ValueError):
        return plain(number)
    if number < 0 or (not is_1904 and has_day and 0 < number < 61):  # days before March 1900, which Excel miscounts
        return plain(number)
    if not has_day:
        return f"{moment:%H:%M:%S}" if "s" in letters else f"{moment:%H:%M}"
    is_whole = all(letter in letters for letter in "ymd")
    named = "mmm" in letters
    if not is_whole or (not named and letters.index("d") < letters.index("m")):
        return moment.date().isoformat()
    return _as_formatted(moment, section.pieces)


def _as_formatted(moment: dt.datetime, pieces: tuple[str, ...]) -> str:
    """The day (and time) in the order and the letters of its format."""
    text = "".join(
        piece if len(piece) == 1 or piece.upper() in ("AM/PM", "A/P") else _literal((piece,)) for piece in pieces
    )
    is_half = bool(re.search("am/pm|a/p", text, re.I))
    hour = (moment.hour % 12 or 12) if is_half else moment.hour
    shown = {
        "yyyy": f"{moment.year}", "yy": f"{moment:%y}", "y": f"{moment:%y}", "mmmm": f"{moment:%B}",
        "mmm": f"{moment:%b}", "dddd": f"{moment:%A}", "ddd": f"{moment:%a}", "dd": f"{moment:%d}",
        "d": f"{moment.day}", "hh": f"{hour:02}", "h": f"{hour}", "ss": f"{moment:%S}", "s": f"{moment.second}",
        "am/pm": f"{moment:%p}", "a/p": f"{moment:%p}",
    }  # fmt: skip
    out, before = [], ""
    tokens = re.findall(r"am/pm|a/p|y+|m+|d+|h+|s+|.", text, re.I | re.S)
    for n, token in enumerate(tokens):
        key = token.lower()
        if set(key) == {"m"} and len(key) <= 2:
            following = next((t.lower() for t in tokens[n + 1 :] if t[0].lower() in "ymdhs"), "")
            is_minute = before.startswith("h") or following.startswith("s")
            value = moment.minute if is_minute else moment.month
            out.append(f"{value:02}" if len(key) == 2 else f"{value}")
        elif key[0] == "y":
            out.append(shown["yyyy" if len(key) > 2 else "yy"])
        else:
            out.append(shown.get(key, shown["mmm"][:1] if set(key) == {"m"} else token))
        before = key if key[0] in "ymdhs" else before
    return "".join(out).strip()
