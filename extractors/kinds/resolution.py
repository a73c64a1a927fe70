"""Resolutions, ordinances, minutes of one motion: a body acted. Its number, the day, what may be spent with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.additions import added_and_ceiling, without_new_sum
from extractors.approvals import find_terms
from extractors.awards import award_record, find_awards
from extractors.evidence import make_value
from extractors.named import find_agency, find_parties
from extractors.paper import Page
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.sellers import find_maker, find_seller
from extractors.spoken import claimed, dated, head_date, joined_days, labelled_date, numbered, qualified, value_of
from watchbill.model import Kind, Record, Value

_NUMBER = (
    r"\b(?:resolution|ordinance|minute\s+order|board\s+order)\s+(?:no|number|num|#)[.,:]?[ ]*#?"
    r"(?P<n>[A-Z]{0,4}[- ]?\d{1,5}(?:[ ]?[-/][ ]?[A-Z]?\d{1,5}|-[A-Z]{1,3}-?\d{1,5})*[A-Z]?)(?!\w|[-/ ]*_)"
)
_ALONE = re.compile(r"(?:resolution|ordinance)\s+[A-Z]{0,3}-?\d{1,5}(?:[-/.]\w{1,6}){0,3}", re.I)
_ADOPTED = r"\b(?:passed|adopted|approved|enacted|done|signed|resolved)\b[^.]{0,60}\b(?:this|on|the)\b[^.]{0,20}"
_ASSENT = re.compile(r"approved|signed|done", re.I)
_ADOPTED_LABEL = (
    r"(?:passed|adopted|approved|enacted)(?:\s+and\s+(?:adopted|approved|passed))?(?:\s+by\s+the\s+[\w ]{4,30})?"
    r"(?:\s+on)?(?:\s+date)?"
    r"|date\s+(?:of\s+)?(?:adoption|adopted|passed|passage|enacted)|adoption\s+date|final\s+passage"
)
_NOT_YET = re.compile(r"\b(?:passed|adopted|approved|enacted)\b[^.\n]{0,40}\bthis\s+_{2,}", re.I)
_SENTENCE_END = re.compile(r"\n|;\s+|(?<=[a-z\d)])\.\s+(?=[A-Z])")
_MEETING = r"(?:meeting|session)\b[^.\n]{0,40}"
_MEETING_LABEL = (
    r"(?:council\s+|board\s+|court\s+)?(?:meeting|agenda|session)\s+date|date\s+of\s+(?:the\s+)?meeting"
    r"|(?:board|court|council)\s+date"
)
_MINUTES = re.compile(r"\bminutes?\b|\bmeeting\b|\bsession\b|\baction\b", re.I)


def read(pages: Sequence[Page]) -> Record | None:
    """The resolution on these pages; amounts of grants, budgets and revenue are not what it approves."""
    prose = Prose.of(_own_pages(pages))
    if not prose.words:
        return None
    awards = find_awards(prose)
    ceiling = qualified(claimed(ceiling_claims(prose), 0.95), prose)
    totals = [claim for claim in total_claims(prose) if claim.strength >= (3.0 if ceiling else 1.0)]
    total = qualified(claimed(totals, 0.9), prose)
    if change := added_and_ceiling(prose):
        total, ceiling = change
    else:
        total = without_new_sum(total, prose)
    start, end = _period(prose)
    fields: dict[str, Value | None] = {
        "number": _number(prose, pages),
        "date": _date(pages, prose),
        "agency": find_agency(pages, prose),
        "vendor": None if awards else find_seller(prose) or find_parties(prose)[1],
        "maker": find_maker(prose),
        "start_date": start,
        "end_date": end,
        "ceiling": ceiling,
        "total": total,
        **find_terms(pages, prose),
    }
    return award_record(Kind.RESOLUTION, pages, fields, awards)


_OF_A_TERM = re.compile(
    r"\b(?:terms?|period|begin(?:s|ning)?|commenc\w+|start(?:s|ing)?|effective|from|agreements?|contracts?|subscription)\b[^.;]*$",
    re.I,
)


def _period(prose: Prose) -> tuple[Value | None, Value | None]:
    """The days from which and to which what is approved runs, where one sentence says both."""
    for first, last in joined_days(prose):
        if _OF_A_TERM.search(prose.before(prose.position(first.words[0]), 90)):
            return value_of(first, 0.9, "said in running text"), value_of(last, 0.9, "said in running text")
    return None, None


def _date(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The day of adoption; of minutes, the day of the meeting, which may stand alone in their head."""
    adopted = _adopted(prose) or labelled_date(pages, _ADOPTED_LABEL)
    labelled = labelled_date(pages[:1], _MEETING_LABEL)
    if adopted and (adopted.confidence >= 0.95 or labelled is None):
        return adopted
    if _NOT_YET.search(prose.text):
        return None
    met = labelled or dated(prose, _MEETING, 0.9)
    return met or (head_date(pages, 0.4, 0.88) if _MINUTES.search(prose.text[:400]) else None)


def _adopted(prose: Prose) -> Value | None:
    """The last day on which the text says that it was adopted; surest where the sentence begins with it (*PASSED AND
    ADOPTED this …*). What recitals say was approved before is another paper."""
    if _NOT_YET.search(prose.text):
        return None
    found, passed = None, False
    for date in prose.dates:
        sentence = _SENTENCE_END.split(prose.before(prose.position(date.words[0]), 400))[-1]
        match = re.search(_ADOPTED + "$", sentence, re.I)
        if match is None or re.search(
            r"\bwhereas\b|\b(?:from|period\s+of|beginning|effective|ending|dated)\W*$", sentence, re.I
        ):
            continue
        is_assent = _ASSENT.match(match[0]) is not None
        if passed and is_assent:
            continue  # PASSED this 16th day of May; APPROVED, by the mayor, this 18th
        passed = passed or not is_assent
        sure = (
            0.97 if match.start() <= 45 and not re.search(r"\b(?:previously|prior|original)\b", sentence, re.I) else 0.9
        )
        found = make_value(date.value, date.words, sure, reason="in the middle of a sentence")
    return found


def _own_pages(pages: Sequence[Page]) -> Sequence[Page]:
    """The pages up to the one that says it was adopted: what follows is the memo or the exhibit that it approves."""
    for n, page in enumerate(pages):
        if re.search(r"^\W*(?:passed|adopted|approved|enacted)\b.{0,40}\b(?:this|on)\b", page.text, re.I | re.M):
            return pages[: n + 1]
    return pages


def _number(prose: Prose, pages: Sequence[Page]) -> Value | None:
    """The number in the heading: a resolution also cites others."""
    head = Prose.of(pages[:1])
    in_head = numbered(Prose(head.text[:600], head.words, head.starts), _NUMBER, 0.97)
    return in_head or numbered(prose, _NUMBER, 0.9) or _bare_number(pages[0])


def _bare_number(page: Page) -> Value | None:
    """The number that fills a cell of the head with its word: ``Resolution R-2026-17``, ``ORDINANCE 26-04``."""
    for cell in (cell for line in page.lines[:12] for cell in line.segments):
        if len(cell.words) == 2 and _ALONE.fullmatch(cell.text):
            return make_value(
                cell.words[1].text, cell.words[1:], 0.93, reason="behind the word, without a sign of numbers"
            )
    return None
