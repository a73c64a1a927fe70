"""Strict money, dates and numbers: understood, or refused with None. Nothing is guessed and no year is made up.

Amounts are `Decimal`; their normal text has two decimals, more only where the paper prints more (``0.0125``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractors.dates import find_dates as find_dates  # the strict readers are one door: extractors.values
from extractors.dates import parse_date as parse_date
from extractors.dates import proves_day_first as proves_day_first
from extractors.dates import proves_month_first as proves_month_first
from extractors.evidence import OCR_CEILING as OCR_CEILING
from extractors.evidence import Found as Found
from extractors.evidence import make_value as make_value
from extractors.paper import Word

CURRENCY_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "Rs.": "INR", "Rs": "INR",
                  "R$": "BRL", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD"}  # fmt: skip
CURRENCY_CODES = frozenset(
    {"USD", "EUR", "GBP", "CAD", "AUD", "INR", "CHF", "BRL", "SEK", "NOK", "DKK", "JPY", "NZD", "MXN"}
)
_NAMED_CURRENCIES = CURRENCY_CODES | CURRENCY_SIGNS.keys()
_SIGN = r"(?:US\$|CA\$|AU\$|C\$|A\$|R\$|[$€£₹¥]|Rs\.?)"
_CODE = "(?:" + "|".join(sorted(CURRENCY_CODES)) + ")"
_POINT = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:['’]\d{3})+|\d+)(?:\.\d{1,6})?|\.\d{2,6}"  # 1'234.50 is Swiss
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,6})?"
_COMMA = r"(?:\d{1,3}(?:[. \u00a0]\d{3})+|\d+),\d{2}"
_MONEY = re.compile(
    rf"""(?P<open>[(<])?\s*(?P<minus1>[-−–])?\s*(?P<before>{_SIGN}|{_CODE})?\s*(?P<paren>\()?\s*(?P<minus2>[-−–])?\s*
         (?P<sign2>{_SIGN})?\s*(?P<number>{_COMMA}|{_INDIAN}|{_POINT})\s*(?P<minus3>[-−–]|CR\b)?\s*(?P<close>[)>])?
         \s*(?P<minus4>[-−–])?\s*(?:\((?P<inside>{_CODE})\)|(?P<after>[€£₹]|{_CODE}))?(?:/-)?(?P<taxed>(?<=\.\d\d)[TN])?""",
    re.VERBOSE,
)
_NUMBER = re.compile(rf"[-−–]?(?:{_POINT})|\((?:{_POINT})\)")
_TRAILING = ".,;:*"
_COMMA_PROVED = re.compile(rf"{_SIGN}?\d{{1,3}}(?:\.\d{{3}})*,\d{{2}}\s*€?")
_POINT_PROVED = re.compile(rf"{_SIGN}?\d{{1,3}}(?:,\d{{3}})*\.\d{{2}}")
_DECIMALS = re.compile(r"[.,](\d+)$")
_SPACED, _EURO = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+,\d{2}"), re.compile(r"\d+,\d{2}")
_HEAD_OF_SPACED, _REST_OF_SPACED = re.compile(r"[-$€£]{0,2}\d{1,3}"), re.compile(r"\d{3}(?:[.,]\d{2}€?)?")
_OF_TEXT = re.compile(r"[A-Za-z]+[a-z.]")
#: What stands close before whole amounts.
_OF_SUMS = re.compile(r"(?:sub-?)?totals?|amount|due|balance|sum|net|gross|price|cost|pay|paid|tax|fee|chf|of|is", re.I)
_THIN = re.compile(r"[\u2009\u202f]")  # the narrow spaces of French programs
_LOST_DIGITS = re.compile(r"0\d*,|0\d+")  # 0,353,732.00
_CAN_BEGIN = re.compile(r"[\d$€£₹¥(<.]|[-−–][\d$€£.]|US\$|[CA]\$|R\$|Rs|[A-Z]{3}\b")
_CAN_GO_ON = re.compile(r"[\d$€£₹.,()\-−–]+|[A-Z]{3}|\([A-Z]{3}\)|Rs\.?|CR")
_TEARS = re.compile(r"\(?-?[$€£]")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and, where the paper prints a sign or a code, its currency (ISO 4217)."""

    amount: Decimal
    currency: str | None = None


def parse_money(text: str, *, bare: bool = False, decimal_comma: bool | None = None) -> Money | None:
    """The amount that `text` prints, whole and nothing else; None where it prints none.

    Understood: thousands separators in proper groups, signs and codes of currencies, negatives by minus (before or
    after), parentheses or ``CR``, and the mark of a taxed row (``14,500.00T``). A number without currency needs two or
    more decimals, unless `bare` says that the column holds amounts. ``1.234,56`` shows its decimal comma itself;
    ``34,95`` needs a euro sign or `decimal_comma` (proved by the document).
    """
    return _parsed(text, bare, decimal_comma)


_CLOSING_QUOTES = '"”’'


@lru_cache(maxsize=16_384)
def _parsed(text: str, bare: bool, decimal_comma: bool | None) -> Money | None:
    text = _THIN.sub(" ", text).strip().rstrip(_TRAILING)
    if text[-1:] in _CLOSING_QUOTES and "$" in text:  # ($142,800.00)." ends what a change reads now; 8.50" is a size
        text = text.rstrip(_TRAILING + _CLOSING_QUOTES)
    match = _MONEY.fullmatch(text)
    if match is None or bool(match["open"] or match["paren"]) != bool(match["close"]):
        return None
    currency = _currency(match)
    number = match["number"]
    amount = _amount(number, currency, decimal_comma)
    if amount is None:
        return None
    decimals = _DECIMALS.search(number)
    if currency == "CAD" and decimals is None and "$" not in text:
        return None  # computer-aided dispatch, sold by the piece
    if currency is None and not bare and (decimals is None or not _has_cents(number)):
        return None
    negative = any(match[name] for name in ("open", "paren", "minus1", "minus2", "minus3", "minus4"))
    return Money(-amount if negative and amount else amount, currency)


def money_text(amount: Decimal) -> str:
    """The normal text of an amount: two decimals, more only where they are not zero."""
    short = amount.quantize(Decimal("0.01"))
    return format(short, "f") if short == amount else format(amount.normalize(), "f")


def find_money(words: Sequence[Word], *, bare: bool = False, decimal_comma: bool | None = None) -> list[Found]:
    """Every amount among `words`, which stand in reading order. A sign apart from its number, parentheses apart and
    digits torn apart after a sign (``$ 1 0,353,732.00``) are put together again."""
    found: list[Found] = []
    index = 0
    while index < len(words):
        run = _money_at(words, index, bare, decimal_comma) if _can_begin(words[index].text) else None
        if run is None or _is_part_of_larger(words, index, len(run[1])):
            index += 1
            continue
        money, taken = run
        if money.amount < 0 and _in_prose(words, index, len(taken)):
            money = Money(-money.amount, money.currency)
        found.append(_found(money, taken))
        index += len(taken)
    return found


def parse_number(text: str) -> Decimal | None:
    """A plain number with or without thousands separators; negative by minus or parentheses."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(re.sub(r"[^\d.]", "", text))
    return -number if text[0] in "-−–(" and number else number


def parse_quantity(text: str) -> str | None:
    """A quantity as normal text (``2.00`` is ``2``); a unit may follow (``12 EA``, ``1.0000/EA``)."""
    match = re.fullmatch(rf"({_POINT})\s*(?:/?\s*[A-Za-z]{{1,8}}\.?)?", text.strip())
    if match is None:
        return None
    return format(Decimal(re.sub(r"[,'’]", "", match[1])).normalize(), "f")


def proves_decimal_comma(words: Sequence[Word]) -> bool:
    """Whether a document writes its amounts with a decimal comma: at least one amount can only be read so, and none
    only with a point."""
    commas = sum(1 for word in words if "," in word.text and _COMMA_PROVED.fullmatch(word.text))
    points = sum(1 for word in words if "." in word.text and _POINT_PROVED.fullmatch(word.text))
    return commas > 3 * points


def _currency(match: re.Match[str]) -> str | None:
    for name in ("before", "sign2", "inside", "after"):
        if match[name]:
            return CURRENCY_SIGNS.get(match[name], match[name])
    return None


def _has_cents(number: str) -> bool:
    tail = re.split(r"[.,]", number)[-1]
    return len(tail) in (2, 4) or (len(tail) != 3 and len(tail) > 4)


def _amount(number: str, currency: str | None, decimal_comma: bool | None) -> Decimal | None:
    """The number's value, or None where its separators leave doubt."""
    if _SPACED.fullmatch(number):
        return Decimal(re.sub(r"[. \u00a0]", "", number).replace(",", "."))
    if _EURO.fullmatch(number):
        return Decimal(number.replace(",", ".")) if decimal_comma or currency == "EUR" else None
    if _LOST_DIGITS.match(number):
        return None
    if decimal_comma and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        return Decimal(number.replace(".", ""))
    return Decimal(re.sub(r"[,'’]", "", number))


def _money_at(
    words: Sequence[Word], start: int, bare: bool, decimal_comma: bool | None
) -> tuple[Money, Sequence[Word]] | None:
    """The amount that begins at `start`, with the words that print it. Longer runs win only where they must."""
    first = words[start].text
    single = parse_money(first, bare=bare, decimal_comma=decimal_comma)
    best: tuple[Money, Sequence[Word]] | None = (single, words[start : start + 1]) if single else None
    if start + 1 == len(words) or not _CAN_GO_ON.fullmatch(words[start + 1].text):
        return best
    needs_more = not any(map(str.isdigit, first)) or _is_opened(first)
    torn = _TEARS.match(first) is not None
    text = first
    for end in range(start + 1, min(start + 5, len(words))):
        if not _follows(words[end - 1], words[end]):
            break
        piece = words[end].text
        if not _CAN_GO_ON.fullmatch(piece) or (piece[0] in "-−–" and any(map(str.isdigit, text))):
            break  # a dash after a number separates
        is_thousands = (bool(decimal_comma) or torn) and _is_next_three(words[end - 1], words[end])
        if text[-1].isdigit() and piece[0].isdigit() and not (torn and _is_torn(piece)) and not is_thousands:
            break
        joint = "" if torn and text[-1].isdigit() and (piece[0].isdigit() or piece[0] in ",.") else " "
        text += joint + piece
        money = parse_money(text, bare=bare, decimal_comma=decimal_comma)
        if is_thousands and not decimal_comma and piece.isdigit():
            continue  # without cents, $5 100 may be a price and a count
        if money and (
            best is None
            or needs_more
            or joint == ""
            or is_thousands
            or piece == "CR"
            or (best[0].currency is None and money.currency is not None)
        ):
            best = (money, words[start : end + 1])
    return best


@lru_cache(maxsize=16_384)
def _can_begin(text: str) -> bool:
    return _CAN_BEGIN.match(text) is not None and not (text.isalpha() and text not in _NAMED_CURRENCIES)


def _in_prose(words: Sequence[Word], start: int, length: int) -> bool:
    """Whether an amount in parentheses stands in a sentence (``FIFTY DOLLARS ($50.00) for``), where they make nothing
    negative."""
    if not words[start].text.startswith("("):
        return False
    before, after = words[start - 1] if start else None, words[start + length] if start + length < len(words) else None
    if before and re.search(r"\b(?:dollars|cents|usd|of|amount|fee|only)$", before.text, re.I):
        return True
    return bool(after and _follows(words[start + length - 1], after) and re.match(r"[a-z]{2}", after.text))


def _is_opened(text: str) -> bool:
    return text.count("(") > text.count(")")


def _is_part_of_larger(words: Sequence[Word], start: int, length: int) -> bool:
    """Whether a space parts an amount from more of its digits, before it or behind it: 805.40 is not what ``10 805.40``
    prints."""
    before, end = start - 1, start + length
    if before >= 0 and _is_next_three(words[before], words[start]):
        return not _ends_a_text(words, before, words[start])
    return end < len(words) and _is_next_three(words[end - 1], words[end])


def _ends_a_text(words: Sequence[Word], at: int, amount: Word) -> bool:
    """Whether the digits close before an amount in points end a text: ``Radio, model 12 500.00``, and no ``Total``."""
    left, word = words[at - 1] if at else None, words[at]
    if left is None or "." not in amount.text or not word.text.isdigit() or left.page != word.page:
        return False
    is_close = 0 <= word.x0 - left.x1 <= 0.45 * word.height
    return is_close and bool(_OF_TEXT.fullmatch(left.text)) and not _OF_SUMS.fullmatch(left.text)


def _is_next_three(left: Word, right: Word) -> bool:
    """Whether a space parts thousands, as in French: ``1 234,56``, and no count from a price."""
    is_close = 0 <= right.x0 - left.x1 <= 0.45 * left.height and left.page == right.page
    return is_close and bool(_HEAD_OF_SPACED.fullmatch(left.text) and _REST_OF_SPACED.fullmatch(right.text))


def _is_torn(piece: str) -> bool:
    """Whether digits after a sign are the rest of a number: alone they would be badly grouped."""
    return bool(re.match(r"0\d*[,.]", piece) or re.fullmatch(r"\d{0,2},\d{3}(?:,\d{3})*\.\d{2}", piece))


def _follows(left: Word, right: Word) -> bool:
    height, gap = max(left.height, right.height), right.x0 - left.x1
    wide = 6.0 if left.text[-1] in "$€£(" else 1.1  # forms put the sign at the left edge of the cell
    if not -0.5 * left.height <= gap <= wide * height:
        return False
    return left.page == right.page and abs(left.middle - right.middle) <= 0.6 * height


def _found(money: Money, words: Sequence[Word]) -> Found:
    return Found(money_text(money.amount), " ".join(word.text for word in words), tuple(words), money.currency)
