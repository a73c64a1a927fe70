"""What agreements say in sentences: ceilings, dates of signature, beginning and end, the parties' recital."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.fields import provable, value_of
from extractors.labels import Form, Label, below, right_of
from extractors.months import month_periods
from extractors.paper import Line, Page, Word
from extractors.raises import is_left_behind, without_steps
from extractors.textmap import TextMap
from extractors.values import Found, find_dates, find_money, make_value
from watchbill.model import Value

_LIMIT = re.compile(
    r"not[\s-]+to[\s-]+exceed|not\s+exceeding|(?:shall|will|may|must|can|does|do|should)\s*(?:not|never)\s+exceed|"
    r"in\s+no\s+(?:event|case)\s+(?:shall|will|may|should|does|is|are)\b[^.;$]{0,140}?\b(?:exceed|be\s+(?:greater|more|higher)\s+than)|"
    r"(?:shall|will|may|must|can)\s*not\s+(?:be\s+(?:more|greater|higher)\s+than|total\s+more\s+than|go\s+(?:above|beyond))|"
    r"maximum\s+(?:amount|compensation|payable|sum|price|total|obligation|cost|fee|payment|expenditure|value)|"
    r"up\s+to\s+(?:but\s+not\s+exceeding|an?\s+(?:\w+\s+)?(?:maximum|total)(?:\s+amount)?\s+of)|guaranteed\s+maximum|"
    r"ceiling\s+(?:of|price|amount)|(?:capped\s+at|\bcap\s+of|upper\s+limit\s+of|spending\s+limit\s+of)",
    re.I,
)
#: Where the recitals of a change end: what stands before tells what earlier papers allowed.
_NOW_THEREFORE = re.compile(
    r"\bnow,?\s+therefore\b|\b(?:the\s+)?parties\b[^.;]{0,60}\bagree\b[^.;]{0,60}\b(?:as\s+follows|to\s+(?:amend|modify|change|revise))",
    re.I,
)
#: The heading over what a change agrees, where headings part it from its recitals.
_OPERATIVE = re.compile(
    r"\W*(?:agreements?|terms|amendments?|modifications?|operative\s+provisions|(?:amended\s+)?terms\s+and\s+conditions)\W*",
    re.I,
)
_RECITALS = re.compile(r"\W*(?:recitals?|witnesseth|background|whereas)\W*", re.I)
#: An earlier paper and its day: ``Agreement No. 22-147 dated October 1, 2022``.
_OF_EARLIER = re.compile(
    r"\b(?:the|that\s+certain|original|into|to|under)\s+(?:[\w-]+\s+){0,4}?(?:agreement|contract|amendment|lease|order)(?:\s+(?:no\.?|number|#)\s*\S+)?"
    r"\s*,?\s*(?:\([^)]*\)\s*,?\s*)?(?:dated|made|entered\s+into|executed|effective)\s*(?:(?:as\s+of|on)\s*)?(?:the\s+)?$",
    re.I,
)
_ENTERED_BEFORE = re.compile(r"\b(?:entered\s+into|originally|executed)\b(?!\s+(?:by|this))", re.I)
_CHANGES = re.compile(
    r"\b(?:amendment|modification|addendum)\s+(?:no\.?|number|#)\s*\d|\b\w+(?:st|nd|rd|th)\s+amendment\b|\bfirst\s+amendment\b",
    re.I,
)
_LIMIT_AFTER = re.compile(
    r"this\s+amount\s+(?:is|shall\s+be)\s+(?:the|a)\s+maximum|^[^.$]{0,40}(?:is|as|be|being)\s+(?:the|"
    r"a)\s+maximum|maximum\s+payable",
    re.I,
)
_OTHER_LIMIT = re.compile(
    r"insur|liabilit|occurrence|aggregate limit|per claim|damage|deductible|percent|per (?:hour|day|diem|"
    r"person|unit)|late (?:fee|charge)|interest|penalt|travel|mileage|bond|change order|purchas(?:e|"
    r"ing) (?:authority|card)|fine|cost of (?:repair|copies)",
    re.I,
)
_END = re.compile(
    r"(?:shall|will|to)?\s*(?:remains?\s+in\s+(?:full\s+)?(?:force|effect)(?:\s+and\s+effect)?\s+(?:through|until|to)|is\s+extended\s+(?:through|until|to)|expires?|terminates?|ends?|expiring|terminating|ending|through|until|"
    r"concludes?)\s*(?:,?\s*unless[^.;]{0,80}?,)?\s*(?:on|at|upon|as\s+of|midnight(?:\s+on)?|:)?\s*$",
    re.I,
)
_START = re.compile(
    r"(?:commenc(?:e|es|ing)|begin(?:s|ning)?|effective|start(?:s|ing)?)\s*(?:date\s*)?(?:on|as\s+of|from|upon|:)?\s*$",
    re.I,
)
_MADE = re.compile(
    r"(?:(?:made|entered\s+into|executed|dated|effective)\s*(?:and\s+(?:entered\s+into|executed|"
    r"effective))?\s*(?:(?:as\s+of|on|this|effective|the|date\s+of|:|,)\s*)*)$", re.I)  # fmt: skip
_HISTORY = re.compile(
    r"\b(?:whereas|original|previous|prior|initial(?:ly)?|amended|first amendment|approved|meeting|"
    r"resolution|ordinance|rfp|bid|quote|quotation|proposal|letter|invoice)\b",
    re.I,
)
_EARLIER = re.compile(r"\bwhereas\b|\bcurrent\b|\boriginal\b.{0,60}\bagreement\b.{0,30}\bon\b", re.I)
#: A sentence about a law names the day of the law, unless it speaks of the paper's own term before it names the day.
_LAW = re.compile(
    r"(?i:\bstatut(?:es?|ory)\b|§|\bregulations?\b|\brules?\b|\blaws?\b|\bsections?\s+\d)|\bCode\b|\bAct\b|\bForm\s+[A-Z]?-?\d"
)
_OWN_TERM = re.compile(
    r"\b(?:this|the|said|initial|its)\s+(?:\w+\s+){0,2}(?:agreement|contract|term|lease|amendment|subscription|order)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)])[.;]\s+(?:and,?\s+)?(?=[A-Z])")
_SIGNING = re.compile(
    r"^(?:by|name|title|signature|print(?:ed)? name|its|signed)\s*:?|\bauthori[sz]ed\s+signature|\bsignature\s+of\b",
    re.I,
)


def ceiling(form: Form) -> Value | None:
    """The most the paper allows: the first amount of a not-to-exceed sentence that is not about insurance or rates."""
    is_change = bool(_CHANGES.search(form.text))
    for page in form.pages[_first_agreed(form) if is_change else 0 :]:
        text = TextMap([word for line in page.lines for word in line.words])
        agreed = _agreed_from(page, text) or 0 if is_change else 0
        for found in find_money(text.words, decimal_comma=form.decimal_comma):
            if not found.currency and "." not in found.value.rstrip("0"):
                continue
            start, end = _span(text, found)
            before, after = text.text[max(0, start - 220) : start], text.text[end : end + 140]
            if is_left_behind(before, after) or start < agreed:
                continue
            if is_change and _ENTERED_BEFORE.search(re.split(_SENTENCE_END, before)[-1]):
                continue  # what an earlier paper allowed
            raw = text.text[start:end]
            sentence = without_steps(re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", before)[-1] + raw).removesuffix(raw)
            limit = list(_LIMIT.finditer(sentence))
            nearer = limit and not find_money_text(sentence[limit[-1].end() :])
            closes = text.text[end - 1] == "." and after.lstrip()[:1].isupper()
            about = sentence[max(0, limit[-1].start() - 45) :] if limit else sentence[-80:]
            if (
                (nearer or _LIMIT_AFTER.search(after))
                and not _OTHER_LIMIT.search(about + ("" if closes else re.split(_SENTENCE_END, after[:50])[0]))
                and float(found.value) >= 500
            ):
                return value_of(found, form, 0.92, reason="taken from a sentence, not from a labelled place")
    return None


def _agreed_from(page: Page, text: TextMap) -> int | None:
    """Where on a page of a change the recitals end; None where it does not say."""
    if match := _NOW_THEREFORE.search(text.text):
        return match.end()
    at, recites = 0, False
    for line in page.lines:
        if recites and _OPERATIVE.fullmatch(line.text):
            return at
        recites = recites or bool(_RECITALS.fullmatch(line.text))
        at += len(line.text) + 1
    return None


def _first_agreed(form: Form) -> int:
    """The first page (from 0) on which a change leaves its recitals; 0 where it has none."""
    for n, page in enumerate(form.pages):
        if _agreed_from(page, TextMap([word for line in page.lines for word in line.words])) is not None:
            return n
    return 0


def find_money_text(text: str) -> bool:
    """Whether running text prints an amount of money."""
    return bool(re.search(r"\$\s?\d", text))


def _span(text: TextMap, found: Found) -> tuple[int, int]:
    start = text.start(found.words[0])
    return start, start + len(found.raw)


def dates_in_prose(form: Form) -> Iterator[tuple[Found, str, str]]:
    """Every date of the paper with the words before and after it."""
    for page in form.pages:
        text = TextMap([word for line in page.lines for word in line.words])
        for found in find_dates(text.words, form.day_first):
            start, end = _span(text, found)
            yield found, text.text[max(0, start - 160) : start], text.text[end : end + 160]


def signature_date(form: Form) -> Value | None:
    """The last date written beside the signatures: at a ``Date:`` label of a page that people sign."""
    dated = [found for page in form.pages for line in page.lines for found in _on_its_line(line, form)]
    for page in form.pages:
        if sum(bool(_SIGNING.search(cell.text)) for line in page.lines for cell in line.segments) < 2:
            continue
        for label in form.labels[page.number]:
            if label.phrase in ("date", "dated", "date signed") or label.meaning == "effective_date":
                dated += _beside(label.words, page, form)
    if not dated:
        return None
    last = max(dated, key=lambda found: found.value)
    return value_of(last, form, 0.9, reason="the last date beside a signature")


def _on_its_line(line: Line, form: Form) -> Sequence[Found]:
    """The day behind ``Date:`` on a line for a signature: ``____________ Chief of Police Date: 5/3/21``."""
    at = next((n for n, word in enumerate(line.words) if re.fullmatch(r"dated?:", word.text, re.I)), 0)
    is_signed = any(re.search(r"_{5,}|/s/", word.text) for word in line.words[:at])
    found = find_dates(line.words[at + 1 : at + 6], form.day_first) if is_signed else []
    return found[:1] if found and found[0].words[0] is line.words[at + 1] else []


def _beside(label: Sequence[Word], page: Page, form: Form) -> list[Found]:
    """Dates right of a label, on its row or half a row above: signed dates float."""
    x1, height, middle = label[-1].x1, label[0].height, label[0].middle
    near = [
        w
        for w in page.words
        if -2 <= w.x0 - x1 <= 0.32 * page.width and -1.4 * height <= w.middle - middle <= 0.6 * height
    ]
    rows: dict[int, list[Word]] = {}
    for word in sorted(near, key=lambda w: (round(w.middle), w.x0)):
        rows.setdefault(round(word.middle), []).append(word)
    beside = [found for row in rows.values() for found in find_dates(row, form.day_first)]
    return beside or [
        found
        for line in page.lines
        for cell in line.segments
        if 0 <= cell.box[1] - label[0].bottom <= 1.5 * height and abs(cell.box[0] - label[0].x0) <= 3
        for found in find_dates(cell.words, form.day_first)
    ]


def made_date(form: Form) -> Value | None:
    """The day the paper says it was made (``entered into as of …``, ``dated this 10th day of …``), on its first
    pages."""
    for found, before, after in dates_in_prose(form):
        if found.words[0].page - form.pages[0].number > 1:
            return None
        sentence = re.split(_SENTENCE_END, before)[-1]
        if (
            _MADE.search(before)
            and not _OF_EARLIER.search(before)
            and not _HISTORY.search(before[-90:])
            and not _is_of_a_law(sentence, after)
        ):
            return value_of(found, form, 0.9, reason="the day named in the recital")
    return None


def _is_of_a_law(before: str, after: str) -> bool:
    """Whether the sentence around a date, up to it and after it, is about a statute, a code or a form."""
    return bool(_LAW.search(before + " " + re.split(_SENTENCE_END, after)[0])) and not _OWN_TERM.search(before)


def signed_or_made(form: Form) -> Value | None:
    """The last date beside a signature, else the day the paper names as its own; in doubt where the two differ."""
    signed, made = signature_date(form), made_date(form)
    if signed and made and signed.value != made.value:
        return replace(signed, confidence=min(signed.confidence, 0.85), reason="signed on another day than it names")
    return signed or made


def of_a_notary(before: str, after: str) -> bool:
    """Whether a day between these words ends a notary's commission: ``My commission expires: 9/14/2018``."""
    return bool(
        re.search(r"\bcommission\b[^.]{0,30}$|\bnotar(?:y|ial)\b[^.]{0,60}$", before, re.I)
        or re.match(r"[^.]{0,40}\bnotar(?:y|ial)\b", after, re.I)
    )


def without_notary(value: Value | None, form: Form) -> Value | None:
    """A last day behind a label, unless it is that of the notary who attests the signatures."""
    for found, before, after in dates_in_prose(form) if value else ():
        if value and found.words[0].page == value.page and found.words[0].box[:2] == value.bbox[:2]:
            return None if of_a_notary(before, after) else value
    return value


def end_of_term(form: Form) -> Value | None:
    """The day on which the paper says it expires."""
    return _in_sentence(form, _END)


def start_of_term(form: Form) -> Value | None:
    """The day on which the paper says it begins."""
    return _in_sentence(form, _START)


def _in_sentence(form: Form, pattern: re.Pattern[str]) -> Value | None:
    """The first day that a sentence names after `pattern`; recitals, what they say of earlier papers, and laws left
    out."""
    for found, before, after in dates_in_prose(form):
        sentence = re.split(_SENTENCE_END, before)[-1]
        if of_a_notary(before, after):
            continue
        if pattern.search(sentence) and not _EARLIER.search(sentence) and not _is_of_a_law(sentence, after):
            return value_of(found, form, 0.88, reason="taken from a sentence, not from a labelled place")
    return None


def term_text(form: Form) -> Value | None:
    """How long the paper runs, as printed after a label (``Initial Term: 24 Months``) where it is no date."""
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning in ("term", "end_date", "expiry"):
                words = _term_words(label, page, form)
                text = " ".join(word.text for word in words)
                lasting = re.search(r"\b(?:years?|months?|days?|weeks?|perpetual|until)\b", text, re.I)
                if words and lasting and len(words) <= 14 and not find_dates(words, form.day_first):
                    return make_value(text, provable(words, form), 0.96 if label.meaning == "term" else 0.955)
    return None


_SAID_TERM = re.compile(
    r"(?:\b(?:remains?|be|is|continues?)\s+in\s+(?:full\s+)?(?:force(?:\s+and\s+effect)?|effect)|\binitial\s+term|\bfor\s+a\s+term|"
    r"\bterm\s+of\s+(?:this|the)\s+\w+(?:\s+\w+)?\s+(?:is|shall\s+be|will\s+be))\s+(?:for\s+|of\s+|is\s+|shall\s+be\s+)*"
    r"(?:an?\s+)?(?:initial\s+)?(?:(?:term|period)\s+of\s+)?"
    r"(?P<term>(?:[a-z]+(?:-[a-z]+)?\s+\(\d+\)|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-four|thirty-six|sixty)"
    r"[\s-]+(?:calendar\s+)?(?:years?|months?))\b",
    re.I,
)


def said_term(form: Form) -> Value | None:
    """How long the paper says in a sentence that it lasts: ``shall remain in effect for three (3) years``."""
    for page in form.pages:
        text = TextMap([word for line in page.lines for word in line.words])
        for match in _SAID_TERM.finditer(text.text):
            sentence = re.split(_SENTENCE_END, text.text[max(0, match.start() - 160) : match.start()])[-1]
            if not re.search(r"\brenew|\bexten[ds]|\badditional\b|\bwarrant|\binsur", sentence, re.I):
                words = text.group(match, "term")
                reason = "taken from a sentence, not from a labelled place"
                return make_value(match["term"], provable(words, form), 0.88, reason=reason)
    return None


def _term_words(label: Label, page: Page, form: Form) -> Sequence[Word]:
    """What a colon gives; without one, the row under the caption of a drawn box."""
    if label.has_colon:
        return right_of(label, page, form.labels[page.number])
    cells = [cell for cell in page.lines[label.row].segments if cell.words == label.words]
    return next(iter(below(label, page, form.labels[page.number], 1)), ()) if cells and len(page.rules) >= 4 else ()


#: A change of the last day, from the old one to the new one: no period begins on the old one.
_MOVED_END = re.compile(
    r"\b(?:extend|chang|amend|revis|mov|modif)\w*\b[^.$]{0,80}\b(?:expir\w+|end\w*|terminat\w+|complet\w+|due)\b[^.$]{0,40}\bfrom\s*$",
    re.I,
)
_PAIR = re.compile(
    r"\b(?:period|term|dates|coverage|service|subscription|performance|effective|years?|renew\w*|exten(?:d|sion)\w*)\b[^.$]{0,60}$"
    r"|(?:^|[.:;)]\s+)(?:the\s+)?from\s*$|\b(?:run|runs|last|lasts|effect|force|valid|effective)\s+from\s*$",
    re.I,
)


def periods(form: Form) -> tuple[Value | None, Value | None]:
    """The first and the last day of all periods the paper prints in sentences (``Period of Performance is A through
    B``)."""
    starts: list[Found] = []
    ends: list[Found] = []
    moved: list[Found] = []
    others: list[tuple[Found, Found]] = []
    before: tuple[Found, str] | None = None
    for found, words_before, _ in dates_in_prose(form):
        if before and before[0].words[0].page == found.words[0].page:
            joint = words_before[-(len(before[0].raw) + 12) :].partition(before[0].raw)[2]
            is_pair = re.fullmatch(r"\s*(?:through|to|thru|until|-|–|and ending)\s*", joint, re.I)
            if is_pair and before[0].value <= found.value:
                if _MOVED_END.search(before[1]):
                    moved.append(found)
                elif _PAIR.search(before[1]) and not _is_recited(before[1]):
                    starts.append(before[0])
                    ends.append(found)
                else:
                    others.append((before[0], found))
        before = (found, words_before)
    if not starts and moved:
        last = max(moved, key=lambda found: found.value)
        return None, value_of(last, form, 0.9, reason="the last day was moved to it")
    if not starts:
        return _whole_months(form)
    for start, end in others:  # the further rows of a table of years
        if any(_is_over(first, start) for first in starts):
            starts.append(start)
            ends.append(end)
    first, last = min(starts, key=lambda found: found.value), max(ends, key=lambda found: found.value)
    reason = "the outer days of the periods printed"
    return value_of(first, form, 0.9, reason=reason), value_of(last, form, 0.9, reason=reason)


def _is_over(one: Found, other: Found) -> bool:
    """Whether two days stand in one column: at one left edge, with at most a few rows between them."""
    above, below = one.words[0], other.words[0]
    return above.page == below.page and abs(above.x0 - below.x0) <= 2 and 0 < below.top - above.top <= 5 * above.height


def _is_recited(before: str) -> bool:
    """Whether the sentence before a day tells what was agreed earlier: *WHEREAS, the parties entered into …*."""
    sentence = re.split(_SENTENCE_END, before)[-1]
    return bool(re.search(r"\bwhereas\b", sentence, re.I) or _ENTERED_BEFORE.search(sentence))


def _whole_months(form: Form) -> tuple[Value | None, Value | None]:
    """The first and the last day of all periods that the paper prints as months."""
    months = list(month_periods(form))
    if not months:
        return None, None
    first, last = min(months, key=lambda period: period.start), max(months, key=lambda period: period.end)
    sure, reason = (0.9 if first.is_sure and last.is_sure else 0.8), "months are printed, not days"
    return (
        make_value(first.start.isoformat(), provable(first.first, form), sure, reason=reason),
        make_value(last.end.isoformat(), provable(last.last, form), sure, reason=reason),
    )
