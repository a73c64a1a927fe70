"""What papers of running text have in common: labelled lines, numbers, dates, no-cost words, interest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.captions import labelled
from extractors.dates import MONTHS, find_dates, parse_date, proves_day_first
from extractors.evidence import Found, make_value
from extractors.paper import Line, Page, Word
from extractors.prose import Claim, Prose, reading_lines
from extractors.values import money_text
from watchbill.model import Check, Kind, Record, Row, Value

_FREE = re.compile(
    r"\bfree\s+(?:consulting|trial|pilot|evaluation|demonstration)\b"
    r"|\bno[- ]cost\s+(?:pilot|trial|evaluation|demonstration|basis)\b"
    r"|\b(?:pilot|trial|evaluation|demonstration|proof\s+of\s+concept|donat\w+|loan)\b[^.\n]{0,120}"
    r"\b(?:at\s+no\s+(?:additional\s+)?(?:cost|charge)|free\s+of\s+charge|without\s+(?:charge|cost))\b"
    r"|\b(?:at\s+no\s+(?:additional\s+)?(?:cost|charge)|free\s+of\s+charge|without\s+(?:charge|cost))\b[^.\n]{0,80}"
    r"\b(?:pilot|trial|evaluation|demonstration|proof\s+of\s+concept)\b",
    re.I,
)
_TITLE_OF_TRIAL = re.compile(
    r"\b(?:pilot|trial|evaluation|demonstration|proof\s+of\s+concept|beta|donation|gift|loan)\b", re.I
)
_AT_NO_COST = re.compile(
    r"\b(?:at\s+no\s+(?:additional\s+)?(?:cost|charge)|free\s+of\s+(?:any\s+)?(?:charge|cost)|without\s+(?:charge|cost))\b",
    re.I,
)
_SIDE_ISSUE = re.compile(r"repair|replac|return|remov|support|data|cop(?:y|ies)|renew|after\b", re.I)
_NOUGHT = re.compile(r"\$\s?0(?:\.00)?(?![\d,.]*\d)")
_TIME = re.compile(r"(?:\W*(?:at)?\W*\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?\W*)?", re.I)
_MONTH_NAME = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
_DAY_OF_THE_SAME_YEAR = re.compile(
    rf"(?P<day>(?:(\d{{1,2}})\s+({_MONTH_NAME})|({_MONTH_NAME})\.?\s+(\d{{1,2}})))\s*,?\s*(?:thru|through|to|until|-)\s*$",
    re.I,
)
_INTEREST = re.compile(
    r"\bexpress(?:ed|es|ing)?\s+(?:an?\s+|its\s+|their\s+|our\s+)?(?:strong\s+)?interest\s+in\s+[^.\n]{2,80}", re.I
)


def make_record(
    kind: Kind,
    pages: Sequence[Page],
    fields: Mapping[str, Value | None],
    *,
    items: Sequence[Row] = (),
    payments: Sequence[Row] = (),
    checks: Sequence[Check] = (),
    sure: float | None = None,
) -> Record:
    """A record of these pages with the fields that were found; the more of its main fields, the surer its kind."""
    kept = {name: value for name, value in fields.items() if value is not None}
    present = sum(name in kept for name in ("number", "date", "agency", "vendor", "total", "ceiling"))
    confidence = sure if sure is not None else min(0.97, 0.65 + 0.07 * present + (0.1 if payments else 0.0))
    span = (pages[0].number, pages[-1].number)
    return Record(kind, span, round(confidence, 3), kept, tuple(items), tuple(payments), tuple(checks))


# --- labels -----------------------------------------------------------------------------------------------------------


def labelled_name(pages: Sequence[Page], label: str, sure: float = 0.96) -> Value | None:
    """The name that a label gives, as printed."""
    for words in labelled(pages, label):
        text = " ".join(word.text for word in words).strip(" ,;")
        is_sentence = len(words) > 14 or re.search(r"\b(?:shall|means|will|must|hereby)\b", text)
        is_head = text.startswith(("/", "#/"))  # Vendor #/Name/
        if sum(map(str.isalpha, text)) >= 2 and not text.endswith(":") and not is_sentence and not is_head:
            return make_value(text, words, sure)
    return None


def labelled_date(pages: Sequence[Page], label: str, sure: float = 0.96) -> Value | None:
    """The date that begins what a label gives; a month without a day is no date."""
    day_first = writes_day_first(pages)
    for words in labelled(pages, label):
        days = find_dates(words, day_first)
        if days and days[0].words[0] == words[0]:
            return make_value(days[0].value, days[0].words, sure)
    return None


def writes_day_first(pages: Sequence[Page]) -> bool | None:
    """Whether the dates of these pages prove that they write the day before the month."""
    return proves_day_first([word for page in pages for word in page.words]) or None


# --- numbers and dates in text ----------------------------------------------------------------------------------------


#: What a pattern for numbers left of one: all its hyphened parts belong to it.
_REST_OF_NUMBER = re.compile(r"(?:[-‐/.]?[A-Z0-9]+)+(?![a-z])")


def numbered(prose: Prose, pattern: str, sure: float = 0.96, *, take_first: bool = False) -> Value | None:
    """The number that `pattern` (with a group ``n``) finds most often, or first; without spaces."""
    found: dict[str, tuple[str, tuple[Word, ...]]] = {}
    counts: Counter[str] = Counter()
    for match in re.finditer(pattern, prose.text, re.I):
        rest = _REST_OF_NUMBER.match(prose.text, match.end("n"))
        end = rest.end() if rest else match.end("n")
        text = re.sub(r"\s", "", prose.text[match.start("n") : end]).strip(".,;:-")
        if any(map(str.isdigit, text)):
            counts[text.lower()] += 1
            found.setdefault(text.lower(), (text, prose.words_at(match.start("n"), end)))
    if not counts:
        return None
    most = max(counts.values())
    chosen = next(key for key in found if take_first or counts[key] == most)
    text, words = found[chosen]
    if len(counts) > 1 and most == 1:
        sure = min(sure, 0.9)
    return make_value(
        text, words, sure, reason="other numbers are printed with the same words", confirmed=counts[chosen] > 1
    )


def dated(prose: Prose, before: str, sure: float, *, last: bool = False) -> Value | None:
    """The first (or last) date whose words follow the pattern `before`."""
    pattern = re.compile(before + r"$", re.I)
    found = [date for date in prose.dates if pattern.search(prose.before(prose.position(date.words[0]), 100))]
    if not found:
        return None
    date = found[-1 if last else 0]
    return make_value(date.value, date.words, sure)


_JOINS_DAYS = re.compile(
    r"\s*,?\s*(?:thru|through|to|until|-)\s*"
    r"|\s*,?\s*and\s+(?:shall\s+|will\s+)?(?:end(?:s|ing)?|expir(?:e|es|ing)|terminat(?:e|es|ing)|conclud(?:e|es|ing)"
    r"|continu(?:e|es|ing)|run(?:s|ning)?)\s+(?:(?:on|through|thru|to|until|at\s+midnight(?:\s+on)?)\s+)?",
    re.I,
)
_RECITES = re.compile(r"\bwhereas\b", re.I)
_SENTENCE = re.compile(r"[;\n]\s|(?<=[a-z\d)])\.\s")
_LONGEST_JOINT = 60


def spoken_period(prose: Prose) -> tuple[Value | None, Value | None]:
    """The first two dates that the text joins: ``07 March 2010 thru 26 March 2010``, ``beginning May 1, 2024 and ending
    April 30, 2026``. What recitals tell is another paper's."""
    for first, second in joined_days(prose):
        return make_value(first.value, first.words, 0.93), make_value(second.value, second.words, 0.93)
    return next(_periods_of_one_year(prose), (None, None))


def _periods_of_one_year(prose: Prose) -> Iterator[tuple[Value, Value]]:
    """Periods whose year is printed once, behind the last day: ``03 March thru 03 April 2010``."""
    for last in prose.dates:
        at = prose.position(last.words[0])
        match = _DAY_OF_THE_SAME_YEAR.search(prose.before(at, 40))
        if match is None:
            continue
        begin = at - len(prose.before(at, 40)) + match.start("day")
        words = prose.words_at(begin, begin + len(match["day"]))
        day, month = (match[2], match[3]) if match[2] else (match[5], match[4])
        first = parse_date(f"{month} {day}, {last.value[:4]}")
        if first and first.isoformat() <= last.value:
            reason = "its year is printed with the last day"
            yield (
                make_value(first.isoformat(), words, 0.85, reason=reason),
                make_value(last.value, last.words, 0.88, reason=reason),
            )


def joined_days(prose: Prose) -> Iterator[tuple[Found, Found]]:
    """Each two dates that the text joins to a period, recitals left out."""
    for first, second in pairwise(prose.dates):
        start, end = prose.position(first.words[-1]) + len(first.words[-1].text), prose.position(second.words[0])
        if first.value > second.value or end - start > _LONGEST_JOINT:
            continue
        if _JOINS_DAYS.fullmatch(prose.text, start, end):
            sentence = re.split(_SENTENCE, prose.before(prose.position(first.words[0]), 240))[-1]
            if not _RECITES.search(sentence):
                yield first, second


#: What a browser prints behind the day on which it printed a page, on its first line before the page's title.
_PRINTED_AT = re.compile(r",?\d{1,2}:\d\d\s?[AP]M", re.I)


def head_date(pages: Sequence[Page], share: float = 0.4, sure: float = 0.96) -> Value | None:
    """The date of a letter or memo: alone in its cell in the head of the first page."""
    first = pages[0]
    day_first = writes_day_first(pages)
    for line in reading_lines(first):
        if line.box[1] > share * first.height:
            continue
        for cell in _cells(line):
            days = find_dates(cell.words, day_first)
            rest = "".join(word.text for word in cell.words[len(days[0].words) :]) if days else ""
            is_stamp = (
                line.words[0] is first.lines[0].words[0] and len(line.segments) > 1 and _PRINTED_AT.fullmatch(rest)
            )
            if days and days[0].words[0] == cell.words[0] and _TIME.fullmatch(rest) and not is_stamp:
                return make_value(days[0].value, days[0].words, sure)
    return _torn_date(first, share)


def title_date(pages: Sequence[Page]) -> Value | None:
    """The only date in the title of the first page (its top eighth)."""
    first = pages[0]
    head = [word for line in first.lines if line.box[1] < 0.125 * first.height for word in line.words]
    days = find_dates(head, writes_day_first(pages))
    if len({day.value for day in days}) != 1:
        return None
    return make_value(days[0].value, days[0].words, 0.85, reason="the date in the title")


#: A page of more words of letters is no cover.
_COVER = 60


def cover_date(pages: Sequence[Page]) -> Value | None:
    """The only date that stands in a line of its own on a cover: a first page of few words, before others."""
    first = pages[0]
    if len(pages) < 2 or sum(sum(map(str.isalpha, word.text)) >= 3 for word in first.words) > _COVER:
        return None
    cells = [cell for line in first.lines for cell in line.segments]  # beside it may be specks
    found = [days[0] for cell in cells if len(days := find_dates(cell.words)) == 1 and days[0].words == cell.words]
    if len({day.value for day in found}) != 1:
        return None
    return make_value(found[0].value, found[0].words, 0.85, reason="the date on the cover")


def _torn_date(page: Page, share: float) -> Value | None:
    """A date whose day OCR tore from its month: all words at the right of a scan's head that make one date."""
    if page.origin != "ocr":
        return None
    words = [word for word in page.words if word.bottom < share * page.height and word.x0 > 0.55 * page.width]
    days = find_dates(words, writes_day_first([page]))
    return make_value(days[0].value, days[0].words, 0.85, reason="among other marks in the head") if days else None


def _cells(line: Line) -> Sequence[Line]:
    return (line, *line.segments) if len(line.segments) > 1 else (line,)


def value_of(found: Found, sure: float, reason: str | None = None) -> Value:
    return make_value(found.value, found.words, sure, currency=found.currency, reason=reason)


# --- money ------------------------------------------------------------------------------------------------------------


_ESTIMATE = re.compile(r"\bestimat(?:ed?|ion)\b|\bapproximately\b", re.I)
_BUDGET = re.compile(r"\bavailable\s+budget\b", re.I)
_YEARLY = re.compile(r"\bannual(?:ly)?\b|\b(?:per|each|every|a)\s+(?:fiscal\s+)?year\b|\bper\s+annum\b", re.I)


def qualified(value: Value | None, prose: Prose) -> Value | None:
    """The amount, less sure where the text around one of its prints calls it an estimate or an amount per year."""
    if value is None:
        return None
    amount = Decimal(value.value)
    near = [
        re.split(r"[.;]\s", prose.before(figure.start, 50))[-1] + re.split(r"[.;]\s|\n", prose.after(figure.end, 70))[0]
        for figure in prose.figures
        if figure.amount == amount
    ]
    meanings = ((_YEARLY, "an amount per year"), (_ESTIMATE, "an estimate"), (_BUDGET, "or up to the budget"))
    said = [words for pattern, words in meanings if any(pattern.search(text) for text in near)]
    if not said:
        return value
    return replace(value, confidence=min(value.confidence, 0.93), reason=", ".join(said))


def claimed(claims: Sequence[Claim], sure: float) -> Value | None:
    """The strongest claim as a value; a rival nearly as strong lowers the confidence."""
    if not claims:
        return None
    best = claims[0]
    if best.times == 1:
        sure = min(sure, 0.92)
    if len(claims) > 1 and claims[1].strength >= 0.75 * best.strength:
        sure = min(sure, 0.7)
    reason = "named once in running text" if best.times == 1 else "another amount is named nearly as often"
    words = best.best.words
    return make_value(
        money_text(best.amount),
        words,
        sure,
        currency="USD" if best.best.signed else None,
        reason=reason,
        confirmed=best.times > 1 and sure >= 0.95,
    )


def free_of_charge(prose: Prose) -> Value | None:
    """A total of 0.00 where the paper prints it, or says plainly that nothing is paid."""
    if match := _NOUGHT.search(prose.text):
        return make_value("0.00", prose.words_at(*match.span()), 0.96, currency="USD")
    match = _FREE.search(prose.text) or _free_trial(prose)
    if match:
        return make_value("0.00", prose.words_at(*match.span()), 0.9, reason="said in words, not printed as an amount")
    return None


def _free_trial(prose: Prose) -> re.Match[str] | None:
    """*At no cost* in a paper whose head speaks of a pilot or the like, and where no amount is asked for anything."""
    if not _TITLE_OF_TRIAL.search(prose.text[:300]) or any(figure.amount for figure in prose.figures):
        return None
    for match in _AT_NO_COST.finditer(prose.text):
        sentence = re.split(r"[.\n]\s", prose.before(match.start(), 200))[-1]
        if not _SIDE_ISSUE.search(sentence):
            return match
    return None


def interest(prose: Prose) -> Value | None:
    """The printed words with which an agency says that it is interested in a product: a lead, not a purchase."""
    match = _INTEREST.search(prose.text)
    if match is None:
        return None
    words = prose.words_at(*match.span())
    return make_value(" ".join(word.text for word in words).rstrip(" .,;"), words, 0.95)
