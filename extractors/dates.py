"""Strict dates: a day, a month and a year that the paper prints, or None."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from extractors.evidence import Found
from extractors.paper import Word

_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
#: French, Spanish, German, Dutch, Italian and Portuguese, where the word is not English; short forms that are no
#: words of other languages.
_FOREIGN = (
    "janvier enero januar januari gennaio janeiro janv ene jän",
    "février fevrier febrero februar februari febbraio fevereiro févr fevr",
    "mars marzo märz maart março mrz mrt", "avril abril aprile avr abr", "mai mayo mei maggio maio",
    "juin junio juni giugno junho", "juillet julio juli luglio julho juil", "août aout agosto augustus ago",
    "septembre septiembre settembre setembro", "octobre octubre oktober ottobre outubro okt",
    "novembre noviembre novembro", "décembre decembre diciembre dezember dicembre dezembro déc dez dic",
)  # fmt: skip
MONTHS |= {name: number for number, names in enumerate(_FOREIGN, start=1) for name in names.split()}
_UNITS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
ORDINALS = {word: number for number, word in enumerate(_UNITS, start=1)}
ORDINALS |= {
    f"twenty{joint}{word}": 20 + number for number, word in enumerate(_UNITS[:9], start=1) for joint in ("-", " ")
}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}

_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _TIME, re.I)
_NUMERIC = re.compile(  # a dotted one needs all four digits of its year: 3.1.12 is a section
    r"(?P<one>\d{1,2})\s?(?P<joint>[-/.])\s?(?P<two>\d{1,2})\s?(?P=joint)\s?(?P<year>\d{4}|(?<!\.)\d{2}(?!\d))" + _TIME,
    re.I,
)
_DAY_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?[- .,/]*(?:(?:of|de)\s+)?"
_DOTTED = re.compile(r"(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d\d)")  # only where the day is known to be first
_NAMED = (
    re.compile(_WEEKDAY + _MONTH + r"\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*[,.]?\s*,?\s*" + _YEAR + _TIME, re.I),
    re.compile(_WEEKDAY + _DAY_MONTH + _MONTH + r"[- ,./]*(?:de\s+)?(?P<year>\d{4}|(?<=[-/])\d{2})" + _TIME, re.I),
    re.compile(r"(?P<month>" + "|".join(MONTHS) + r")[-/]?(?P<day>\d{1,2})[-/](?P<year>\d{4}|\d{2})", re.I),
)
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True)) + r"|\d{1,2}\s?(?:st|nd|rd|th)"
_IN_WORDS = re.compile(
    rf"(?:this\s+|the\s+)*(?P<ordinal>{_ORDINAL})\s+day\s+of\s+{_MONTH}\s*,?\s*(?:A\.?\s?D\.?\s*,?\s*)?{_YEAR}", re.I
)
_FIRST_WORDS = "|".join([*MONTHS, *_UNITS, "twenty", "thirt", "mon", "tue", "wed", "thu", "fri", "sat", "sun"])
_CAN_BEGIN = re.compile(rf"\d{{1,4}}[-/.\dA-Za-z]|\d{{1,2}}\b|(?:{_FIRST_WORDS})", re.I)
_INSIDE = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}-[A-Za-z]{3}-\d{2,4})(?![\d/-])"
)


_SHORT = r"\d{1,2}/\d{1,2}"
#: First and last day of a period, the first perhaps without its year: ``10/15/12-11/05/12``, ``10/12 - 11/3/2020``.
_PERIOD = re.compile(
    rf"\W*(?P<first>{_SHORT})(?P<year>/(?:\d{{4}}|\d{{2}}))?\s*(?:[-–—~]+|to|thru|through)\s*"
    rf"(?P<last>{_SHORT}/(?:\d{{4}}|\d{{2}}))\W*"
)

_NAMED_PERIOD = re.compile(
    rf"{_MONTH.replace('month', 'first')}\s*(?P<from>\d{{1,2}})\s*(?:[-–—~]+|to|thru|through)\s*"
    rf"{_MONTH.replace('month', 'last')}\s*(?P<to>\d{{1,2}})\s*,?\s*{_YEAR}",
    re.I,
)


def parse_date(text: str, day_first: bool | None = None) -> date | None:
    """The date that `text` prints, whole and nothing else (a weekday before and a time after are let through).

    ``3/4/2025`` is March 4, the American way, unless `day_first` was proved; a date that only one order can explain
    is read in that order. Two-digit years: 70 to 99 are 19xx, 00 to 69 are 20xx.
    """
    return _parsed(text, day_first)


@lru_cache(maxsize=16_384)
def _parsed(text: str, day_first: bool | None) -> date | None:
    text = re.sub(r"\s+", " ", text).strip().strip(",;:()[]_").rstrip(".")
    if match := _ISO.fullmatch(text):
        return _day(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _NUMERIC.fullmatch(text):
        one, two, year = int(match["one"]), int(match["two"]), _year(match["year"])
        orders = [(two, one), (one, two)] if day_first else [(one, two), (two, one)]
        return next((found for month, day in orders if (found := _day(year, month, day))), None)
    for pattern in (*_NAMED, _DOTTED) if day_first else _NAMED:
        if match := pattern.fullmatch(text):
            month = match["month"].lower()
            return _day(_year(match["year"]), MONTHS.get(month) or int(month), int(match["day"]))
    if match := _IN_WORDS.fullmatch(text):
        ordinal = re.sub(r"\s+", " ", match["ordinal"].lower())
        number = ORDINALS.get(ordinal) or int(re.sub(r"\D", "", ordinal) or 0)
        return _day(int(match["year"]), MONTHS[match["month"].lower()], number)
    return None


def find_dates(words: Sequence[Word], day_first: bool | None = None) -> list[Found]:
    """Every date among `words`, which stand in reading order; a date may wrap onto the next line but not to another
    page."""
    found: list[Found] = []
    index = 0
    while index < len(words):
        if period := _period_at(words, index, day_first):
            days, run = period
            found += [Found(day.isoformat(), " ".join(word.text for word in run), tuple(run)) for day in days]
            index += len(run)
            continue
        taken = _date_at(words, index, day_first)
        if taken is None:
            index += 1
            continue
        day, run = taken
        found.append(Found(day.isoformat(), " ".join(word.text for word in run), tuple(run)))
        index += len(run)
    return found


def proves_day_first(words: Sequence[Word]) -> bool:
    """Whether a document writes the day before the month: some dates allow only that order and none only the other."""
    first, second = _orders(words)
    return first > 0 and second == 0


def proves_an_order(words: Sequence[Word]) -> bool:
    """Whether a document's dates allow only one order of day and month: some need it and none needs the other."""
    first, second = _orders(words)
    return (first > 0) != (second > 0)


def proves_month_first(words: Sequence[Word]) -> bool:
    """Whether some dates of a document allow only the American order and none only the other."""
    first, second = _orders(words)
    return second > 0 and first == 0


def _orders(words: Sequence[Word]) -> tuple[int, int]:
    """How many dates can only be day first, and how many only month first."""
    first = second = 0
    for text in [word.text for word in words if "/" in word.text or "-" in word.text or "." in word.text]:
        if match := _NUMERIC.fullmatch(text.strip(",;:()")):
            first += int(match["one"]) > 12 >= int(match["two"]) > 0
            second += int(match["two"]) > 12 >= int(match["one"]) > 0
    return first, second


def has_two_orders(text: str) -> bool:
    """Whether a printed date is another day where the month stands before it: ``03/04/2024``."""
    match = _NUMERIC.search(text)
    return match is not None and int(match["one"]) <= 12 and int(match["two"]) <= 12 and match["one"] != match["two"]


def _period_at(
    words: Sequence[Word], start: int, day_first: bool | None
) -> tuple[tuple[date, date], Sequence[Word]] | None:
    """Two days that share words: printed without a space, or with one year for both, which is the last one's."""
    if words[start].text.rstrip(".").lower() in MONTHS:
        return _named_period_at(words, start)
    if not words[start].text.lstrip("([")[:1].isdigit():
        return None
    for end in range(start + 1, min(start + 4, len(words) + 1)):
        run = words[start:end]
        if len(run) > 1 and _far(run[-2], run[-1]):
            return None
        match = _PERIOD.fullmatch(" ".join(word.text for word in run))
        if match is None or (match["year"] and len(run) > 1):
            continue
        last = parse_date(match["last"], day_first)
        year = match["year"] or (f"/{last.year}" if last else "")
        first = parse_date(match["first"] + year, day_first)
        if first and last and first > last and not match["year"]:
            first = _day(last.year - 1, first.month, first.day)
        return ((first, last), run) if first and last else None
    return None


def _named_period_at(words: Sequence[Word], start: int) -> tuple[tuple[date, date], Sequence[Word]] | None:
    """The first and the last day of a period of named months with one year for both: ``May 1 - May 31, 2025``."""
    text = ""
    for end in range(start, min(start + 7, len(words))):
        if end > start and _far(words[end - 1], words[end]):
            return None
        text = f"{text} {words[end].text}"
        if end - start >= 3 and (match := _NAMED_PERIOD.fullmatch(text.strip(" .;)"))):
            year = int(match["year"])
            first = _day(year, MONTHS[match["first"].lower()], int(match["from"]))
            last = _day(year, MONTHS[match["last"].lower()], int(match["to"]))
            if first and last and first > last:
                first = _day(year - 1, first.month, first.day)
            return ((first, last), words[start : end + 1]) if first and last else None
    return None


def _date_at(words: Sequence[Word], start: int, day_first: bool | None) -> tuple[date, Sequence[Word]] | None:
    if _can_begin(words[start].text):
        text, best = "", None
        for end in range(start, min(start + 9, len(words))):
            if words[end].page != words[start].page or (end > start and _far(words[end - 1], words[end])):
                break
            text += " " + words[end].text
            day = parse_date(text, day_first)
            if day and not re.search(r"\d{1,2}:\d{2}", words[end].text):
                best = (day, words[start : end + 1])
                break
        if best:
            return best
    if inside := _inside(words[start].text):
        day = parse_date(inside, day_first)
        return (day, words[start : start + 1]) if day else None
    return None


@lru_cache(maxsize=16_384)
def _can_begin(text: str) -> bool:
    return _CAN_BEGIN.match(text.lstrip("([_")) is not None


@lru_cache(maxsize=16_384)
def _inside(text: str) -> str | None:
    """The date in a word that has a label or a bracket glued to it: ``Date:3/27/2025``."""
    match = _INSIDE.search(text)
    return match[0] if match else None


def _far(left: Word, right: Word) -> bool:
    """Whether `right` can't continue `left`: a wide gap on the row, or no near row below."""
    height = max(left.height, right.height)
    if abs(left.middle - right.middle) <= 0.6 * height:
        return not -height <= right.x0 - left.x1 <= 2.5 * height
    return not 0 < right.middle - left.middle <= 2.2 * height


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 1900 + year if year >= 70 else 2000 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None
