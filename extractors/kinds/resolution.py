"""Resolutions, ordinances, minutes of one motion: a body acted. Its number, the day, what may be spent with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.additions import added_and_ceiling, without_new_sum
from extractors.approvals import find_terms
from extractors.awards import award_record, find_awards
from extractors.evidence import Found, make_value
from extractors.named import find_agency, find_parties
from extractors.paper import Page
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.sellers import find_maker, find_seller
from extractors.spoken import claimed, dated, head_date, joined_days, labelled_date, numbered, qualified, value_of
from watchbill.model import Kind, Record, Value

_NUMBER = (
    r"\b(?:resolution|ordinance|minute\s+order|board\s+order)\s+(?:no|number|num|#)[.,:]?[ ]*#?"
    r"(?P<n>[A-Z]{0,4}[- ]?\d{1,5}(?:[ ]?[-/][ ]?[A-Z]?\d{1,5}|-[A-Z]{1,3}-?\d{1,5})*[A-Z]?)"
    r"(?!\w|[-/ ]*_|[-/ ]?X{2,}\b)"
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


#: What tells of a term that is over, or of another one, before its days and behind them.
_PAST = re.compile(
    r"\b(?:ran|was|were|had|expired|expir(?:es|ed|ing)|previous(?:ly)?|prior|original(?:ly)?|initial|existing|current|dated|superseded)\b",
    re.I,
)
_RECITAL = re.compile(r"\b(?:WHEREAS|Whereas)\b(?!.*\b(?:THEREFORE|RESOLVED))", re.S)
_CLAUSE_END = re.compile(r";|\.\s+(?=[A-Z])")
_IS_OVER = re.compile(
    r"\W*(?:and\s+)?(?:is|are|be|was|were|has|have|shall\s+be|will\s+be)?\s*(?:hereby\s+|been\s+)*(?:renew|extend|expire|ended|terminat|supersed)",
    re.I,
)


def _period(prose: Prose) -> tuple[Value | None, Value | None]:
    """The days from which and to which what is approved runs, where one sentence says both, and no other two; none
    where any sentence with them tells of what was before."""
    found: dict[tuple[str, str], tuple[Found, Found]] = {}
    over = set[tuple[str, str]]()
    for first, last in joined_days(prose):
        begins, ends = prose.position(first.words[0]), prose.position(last.words[-1]) + len(last.words[-1].text)
        days = first.value, last.value
        clause = _CLAUSE_END.split(prose.before(begins, 240))[-1]
        if _PAST.search(clause[-60:]) or _RECITAL.search(clause) or _IS_OVER.match(prose.text, ends):
            over.add(days)
        elif _OF_A_TERM.search(prose.before(begins, 90)):
            found.setdefault(days, (first, last))
    if len(found) != 1 or over & found.keys():
        return None, None
    ((first, last),) = found.values()
    return value_of(first, 0.9, "said in running text"), value_of(last, 0.9, "said in running text")


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
