"""What a paper changes or ends, in the words that say so: *increased by $45,000*, *to a new total of $145,000*,
*ratifying the purchase*, *the City has terminated its contract*.

Only what is done counts: what was done earlier, may be done, is asked for or threatened is left out. `changed_by` and
`changed_to` are amounts (a reduction is negative), `ratified` and `ended` the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from extractors.evidence import make_value
from extractors.hinted import Hinted
from extractors.textmap import TextMap
from extractors.values import money_text
from watchbill.model import Kind, Value

#: Pieces of words, one of which stands on every page on which any of the rules can find anything: of those that tell of
#: a change, and of those that tell of an end. An end may also be told by two plain words.
_OF_CHANGE = ("increas", "decreas", "reduc", "raise", "raising", "additional", "adding", "new total", "ratif")
_OF_END = ("terminat", "cancel", "rescind", "discontinu", "no longer")
_ENDED = Hinted(
    r"(?:contract|agreement|subscription|service)s?\b[^.]{0,60}\b(?:ended|expired)",
    "contract|agreement|subscription|service",
    "ended|expired",
)
#: One of these stands in every sentence that says that something ended.
_ENDING_WORDS = (*_OF_END, "ended", "ending", "expired", "to end")
_CHANGING = frozenset({Kind.AMENDMENT, Kind.RESOLUTION})
_ENDING = frozenset({Kind.AMENDMENT, Kind.RESOLUTION, Kind.RECORDS_LETTER, Kind.EMAIL, Kind.OTHER})
_SAID = "said in running text"
_SENTENCE = re.compile(r"(?<=[a-z\d)\"”])[.;?!]\s+(?=[\"“(]?[A-Z])|(?<=[a-z]:)\s+(?=[A-Z])")

_MONEY = (
    r"(?:[\w-]+\s+){0,8}?(?:dollars\s*)?\(?\s*\$\s?(?P<amount>\d[\d,]*(?:\.\d\d)?)"
    r"(?![\d.,]*\d|\s*(?:million|per|each|annually|a\s+(?:month|year)|/|%))"
)
_VERB = r"(?P<verb>increas\w*|rais\w*|decreas\w*|reduc\w*)"
_BY = (
    re.compile(rf"\b{_VERB}\b[^.;$]{{0,120}}?\bby\s+{_MONEY}", re.I),
    re.compile(rf"\b(?P<verb>increase|decrease|reduction)\b[^.;$]{{0,120}}?\bof\s+{_MONEY}", re.I),
    re.compile(
        rf"\b(?P<verb>additional)\s+(?:amount|sum|compensation|funding|funds|expenditures?|payments?"
        rf"|not[- ]to[- ]exceed|up\s+to)\b[^.;$]{{0,60}}?{_MONEY}",
        re.I,
    ),
    re.compile(rf"\b(?P<verb>add(?:s|ing)?)\s+{_MONEY}\s+to\s+the\s+(?:contract|agreement|compensation|total)", re.I),
)
_STEP = r"(?:\b(?:from|by)\b[^.;$]{0,60}\$[\d,]+(?:\.\d\d)?\)?[^.;$]{0,60}?)?"
_TO = (
    re.compile(
        rf"\b{_VERB}\b[^.;$]{{0,120}}?{_STEP}\bto\s+(?!be\b|pay\b|add\b|the\s+(?:city|county|town)\b){_MONEY}", re.I
    ),
    re.compile(
        rf"\b(?:new|revised|amended|cumulative)\s+(?:maximum\s+|total\s+|contract\s+|agreement\s+)*"
        rf"(?:amount|total|sum|compensation|value|price|ceiling|maximum)\b[^.;$]{{0,60}}?{_MONEY}",
        re.I,
    ),
    re.compile(
        rf"\b(?:bring(?:s|ing)|for\s+a\s+total|mak(?:es|ing))\b[^.;$]{{0,40}}?\b(?:total|contract)\b[^.;$]{{0,80}}?{_MONEY}",
        re.I,
    ),
)
_RATIFIES = re.compile(
    r"\b(?:ratif(?:y|ies|ying|ication)|retroactively\s+approv\w+|confirming\s+the\s+purchase)\b", re.I
)
#: What was, what may be, and what somebody wants.
_EARLIER = re.compile(
    r"\bwhereas\b|\b(?:previously|originally|formerly|earlier|history)\b|\b(?:was|were|had)\s+(?:\w+\s+)?(?:increas|amend|"
    r"approv|rais|reduc)\w*",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:may|might|can|could|would|should|must|if|unless|until|when|whenever|once|upon|event|whether|either|option\w*"
    r"|not(?![\s-]+to[\s-]+exceed)|never|right|rights)\b|\bper\s?cent|%",
    re.I,
)

_DEAL = r"(?:contract|agreement|subscription|lease|licen[sc]e|purchase\s+order|services?|program|use\s+of)"
_DONE = r"(?:terminated|cancell?ed|discontinued|rescinded|ended)"
_ACTS = r"(?:terminat|cancel|rescind|discontinu)\w*"
_ENDS = (
    re.compile(rf"\bhereby\s+{_ACTS}\b[^.;]{{0,80}}?\b{_DEAL}\b", re.I),
    re.compile(rf"\b{_DEAL}\b[^.;]{{0,80}}?\b(?:is|are)\s+hereby\s+{_DONE}\b", re.I),
    re.compile(rf"\b(?:has|have)\s+(?:\w+\s+)?{_DONE}\s+[^.;]{{0,60}}?\b{_DEAL}\b", re.I),
    re.compile(rf"\b{_DEAL}\b[^.;]{{0,80}}?\b(?:(?:has|have)\s+(?:\w+\s+)?been|was|were)\s+(?:\w+\s+)?{_DONE}\b", re.I),
    re.compile(rf"\b(?:city|county|town|village|department|council|board|agency|office|we|commission)\s+{_DONE}\s+"
               rf"(?:its|the|our|this|that|all)\b[^.;]{{0,60}}?\b{_DEAL}\b", re.I),
    re.compile(r"\b(?:contract|agreement|subscription)\b(?:(?!month|year|quarter|period)[^.;]){0,60}?\b(?:ended|expired)\b",
               re.I),
    re.compile(r"\bno\s+longer\s+(?:has|have|holds?)\s+(?:an?|any)\s+(?:\w+\s+){0,3}?(?:contract|agreement)\b", re.I),
    re.compile(
        rf"\b(?:serves?\s+as|constitutes?|is|as)\s+(?:\w+\s+){{0,4}}?notice\s+(?:of\s+(?:the\s+)?(?:termination|cancellation)"
        rf"|that\s+[^.;]{{0,60}}?\b(?:is\s+(?:terminating|cancell?ing)|terminates|cancels|has\s+elected\s+to\s+(?:terminate|cancel)))"
        rf"\b[^.;]{{0,80}}?\b{_DEAL}\b",
        re.I,
    ),
)  # fmt: skip
#: Only a body that acts ends a deal by such words.
_RESOLVES = re.compile(
    rf"\b(?:terminating|cancell?ing|rescinding|ending)\s+(?:of\s+)?(?:the|its|an?|our|all)\b[^.;]{{0,60}}?\b{_DEAL}\b"
    rf"|\b(?:authoriz\w+|direct\w*|approv\w+|order\w*)\b[^.;]{{0,60}}?\b(?:to\s+(?:terminate|cancel|end)|(?:the\s+)?termination\s+of)"
    rf"\b[^.;]{{0,60}}?\b{_DEAL}\b",
    re.I,
)
#: The terms by which any contract may end, and what was before.
_ON_TERMS = re.compile(
    r"\b(?:if|unless|until|till|when|whenever|once|upon|event|whether|either|right|rights|convenience|automatically|whereas"
    r"|prior|previous|superse\w+|replac\w+|recommend\w*|demand\w*|propos\w*|urg\w+|threat\w*|intend\w*|plan\w*)\b",
    re.I,
)
#: Asking, planning, threatening, in the clause that speaks of the end.
_NOT_YET = re.compile(
    r"\b(?:may|might|can|could|would|should|shall|will|must|options?|request\w*|demand\w*|consider\w*|discuss\w*|propos\w*"
    r"|plan\w*|intend\w*|intent|recommend\w*|urg\w+|threat\w*|ask\w*|not|never|nor|reconsider\w*|oppos\w+|deny\w*|reject\w*"
    r"|employ\w+|before|after|anticipat\w*|potential\w*|possib\w+)\b|\?",
    re.I,
)
_CLAUSE = re.compile(r"[,:;]\s|\bthat\s")
_DEPENDS = re.compile(r"[^.;]{0,40}\b(?:if|unless)\b|[^.;]*\?", re.I)


def changes(text: TextMap, kind: Kind, small: str) -> Iterator[tuple[str, Value]]:
    """(changed_by, changed_to, ratified or ended; the value) as a paper of this kind states them on a page. `small`:
    see `Hinted`."""
    if kind not in _CHANGING | _ENDING or not _may_say_anything(text.text, small):
        return
    if kind not in _CHANGING and not _holds_any(_ENDING_WORDS, small):
        return
    for start, end in _sentences(text.text):
        sentence = text.text[start:end]
        if kind in _CHANGING and not _EARLIER.search(sentence):
            yield from _sums(text, start, sentence)
        ratified = _RATIFIES.search(sentence) if kind == Kind.RESOLUTION else None
        if ratified and not _OPEN.search(sentence[: ratified.start()]):
            yield "ratified", _words(text, start + ratified.start(), start + ratified.end())
        if kind in _ENDING and (match := _end_said(sentence, kind)):
            first, last = _around(sentence, *match.span())
            yield "ended", _words(text, start + first, start + last)


def _may_say_anything(text: str, small: str) -> bool:
    return _holds_any(_OF_CHANGE, small) or _holds_any(_OF_END, small) or _ENDED.search(text, small) is not None


def _holds_any(pieces: Iterable[str], small: str) -> bool:
    return any(piece in small for piece in pieces)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.start() + 1
        start = match.end()
    yield start, len(text)


def _sums(text: TextMap, start: int, sentence: str) -> Iterator[tuple[str, Value]]:
    taken: set[int] = set()
    for name, patterns in (("changed_to", _TO), ("changed_by", _BY)):
        for match in (match for pattern in patterns for match in pattern.finditer(sentence)):
            at = match.start("amount")
            if at in taken or _OPEN.search(sentence[: match.start()]) or _OPEN.search(match[0]):
                continue
            try:
                amount = Decimal(match["amount"].replace(",", ""))
            except InvalidOperation:
                continue
            taken.add(at)
            is_less = name == "changed_by" and re.match(r"decreas|reduc", match["verb"], re.I)
            words = text.under(start + at, start + match.end("amount"))
            yield (
                name,
                make_value(money_text(-amount if is_less else amount), words, 0.85, currency="USD", reason=_SAID),
            )


def _end_said(sentence: str, kind: Kind) -> re.Match[str] | None:
    """The words of a sentence that say that a deal is at its end; None where they ask, plan or set terms."""
    if not _holds_any(_ENDING_WORDS, sentence.lower()):
        return None
    patterns = (*_ENDS, _RESOLVES) if kind == Kind.RESOLUTION else _ENDS
    said = (
        match
        for pattern in patterns
        for match in pattern.finditer(sentence)
        if not _ON_TERMS.search(sentence[: match.end()])
        and not _NOT_YET.search(_CLAUSE.split(sentence[: match.start()])[-1] + match[0])
        and not _DEPENDS.match(sentence[match.end() :])
    )
    return next(said, None)


#: How much of a long sentence is told on each side of the words that say the end: whose deal, its number, the day.
_TOLD = 140


def _around(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Where the part of a sentence around some words begins and ends, at whole words."""
    first, last = max(0, start - _TOLD), min(len(sentence), end + _TOLD)
    if first:
        first = sentence.index(" ", first) + 1
    if last < len(sentence):
        last = sentence.rindex(" ", 0, last)
    return min(first, start), max(last, end)


def _words(text: TextMap, start: int, end: int) -> Value:
    """The words as they stand there."""
    return make_value(" ".join(text.text[start:end].split()), text.under(start, end), 0.85, reason=_SAID)
