"""What a body was asked or said: which fund pays, how the seller was chosen, the cooperative contract, the vote.

Each comes from its own label where the paper has one, else from the turns of phrase that such papers share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.captions import labelled
from extractors.evidence import make_value
from extractors.paper import Page, Word
from extractors.prose import Prose
from extractors.vehicles import LENDERS
from watchbill.model import Value

_SAID = "said in running text"

_FUND_LABEL = (
    r"fund(?:ing)?(?:\s*/\s*account)?(?:\s+(?:source|name|account|code)s?)?(?:\s+(?:no\.?|number))?|source\s+of\s+fund(?:s|ing)"
    r"|(?:budget(?:ed)?\s+|g/?l\s+|expenditure\s+)?account\s*(?:no\.?|number|code|string|#)?(?:\(s\))?|budget\s+(?:line|code)"
)
_NO_FUND = re.compile(
    r"\W*(?:yes|no|n/?a|none|budgeted|not\s+budgeted|available|\$[\d,.]+|tbd|see\s+.*|sources?)\W*", re.I
)
_CODE = r"(?=[\w.-]*\d[\w.-]*\d[\w.-]*\d)[A-Z0-9]{2,6}(?:[-.][A-Z0-9]{1,12}){1,7}"
_ACCOUNT = re.compile(
    r"\b(?:account|fund|line\s+item|index|org|g/?l|budget)\b\s*(?:no\.?|number|code|#|string)?\s*:?\s*"
    rf"(?P<fund>{_CODE})\b",
    re.I,
)
_TABLE = re.compile(
    r"\b(?:fund(?:s|ing)?|fiscal|resource|budget(?:ary)?|financial)\b.{0,500}?"
    r"\b(?P<fund>\d{2,4}[-.][A-Z0-9]{2,12}(?:[-.][A-Z0-9]{2,12}){1,6})(?![\w-])",
    re.I | re.S,
)
_PHONE_OR_DATE = re.compile(r"\d{3}[-.]\d{3}[-.]\d{4}|\d{1,4}[-.]\d{1,2}[-.]\d{1,4}")
_NAMED_FUND = re.compile(
    r"(?:\b(?:from|in|by|through|using|with|to|within|sources?|SOURCES?)\s*:?\s+(?:the\s+)?|^\W*)"
    r"(?P<fund>(?!The\b|This\b|[A-Z ]+\sFunds?\s+(?:of|are|is|in|for|from|will|have|were|to)\b)"
    r"(?:[A-Z][\w&'./-]*\s+){1,6}(?:Trust\s+)?(?:Fund|Account|Proceeds)s?"
    r"(?:\s+\((?:Fund|Acct\.?|Account|No\.|\#)?\s*[A-Z]{0,4}-?\d[\w.-]*\))?)(?=[\s.,;)]|$)",
    re.M,
)


def find_terms(pages: Sequence[Page], prose: Prose) -> dict[str, Value | None]:
    """What a body was asked or said, by field: the contract used, what is bought, the fund, the method, the vote."""
    return {
        "vehicle": find_vehicle(prose),
        "product": find_product(prose),
        "fund": find_fund(pages, prose),
        "method": find_method(pages, prose),
        "vote": find_vote(prose) or labelled_outcome(pages),
    }


# --- the fund ---------------------------------------------------------------------------------------------------------


def find_fund(pages: Sequence[Page], prose: Prose) -> Value | None:
    """The account or fund that pays, as printed: its number where one is printed, else its name."""
    for words in labelled(pages, _FUND_LABEL):
        text = _text(words)
        if not _NO_FUND.fullmatch(text) and len(words) <= 8 and not _is_sentence(text):
            return make_value(text, words, 0.9, reason="the words behind a label of a fund or account")
    for pattern, sure in ((_ACCOUNT, 0.88), (_TABLE, 0.8), (_NAMED_FUND, 0.85)):
        for match in pattern.finditer(prose.text):
            if not _PHONE_OR_DATE.fullmatch(match["fund"]):
                return _spoken(prose, match, "fund", sure)
    return None


# --- the way of buying ------------------------------------------------------------------------------------------------

_METHOD_LABEL = (
    r"(?:procurement|purchasing|purchase|solicitation|bid|award|selection)\s+(?:method|process|type)"
    r"|method\s+of\s+(?:procurement|purchase|award|selection|source\s+selection)"
)
_METHOD = re.compile(
    r"\b(?:sole[- ]source|single[- ]source|emergency\s+(?:purchase|procurement)|piggy-?back(?:ing|ed)?"
    r"|(?:competitive|formal)\s+(?:sealed\s+)?(?:bid(?:s|ding)?|proposals?|solicitation)"
    r"|cooperative\s+(?:purchas(?:e|ing)|procurement)(?:\s+(?:agreement|contract|program))?"
    r"|request\s+for\s+(?:proposals?|quot(?:es|ations?)|qualifications)|invitation\s+(?:to|for)\s+bids?"
    r"|(?:three|3)\s+(?:\w+\s+)?quotes)\b",
    re.I,
)
_DEAL = re.compile(r"\b(?:approv|authoriz|award|purchas|recommend|motion|procure|waiv)\w*", re.I)


def find_method(pages: Sequence[Page], prose: Prose) -> Value | None:
    """How the seller was chosen, as printed: *Sole Source*, *Request for Proposals*. Cited rules count for nothing."""
    for words in labelled(pages, _METHOD_LABEL):
        if len(words) <= 8:
            return make_value(_text(words), words, 0.93, reason="the words behind a label")
    for match in _METHOD.finditer(prose.text):
        sentence = re.split(r"[.;]\s|\n", prose.before(match.start(), 200))[-1]
        if _DEAL.search(sentence) and not re.search(r"\bsection\b|\brequir|\bexempt|\bnot\s", sentence, re.I):
            return make_value(match[0], prose.words_at(*match.span()), 0.85, reason=_SAID)
    return None


# --- the cooperative contract -----------------------------------------------------------------------------------------

_VEHICLE_NAME = "|".join(
    re.escape(name).replace(r"\ ", r"\s+")
    for name in sorted((name for names in LENDERS.values() for name in names), key=len, reverse=True)
)
_NUMBER = r"(?=[\w./-]*\d[\w./-]*\d)[A-Z0-9][\w./-]*\w"
_FILLER = (
    r"(?:Cooperative|Purchasing|Purchase|Alliance|Partners|Master|Price|Participating|Procurement|State|Government|Program|Lead|Public"
    r"|Schedule|Contract|Agreement|Addendum|Agency|(?-i:\(?[A-Z]{2,6}\b\)?))"
)
#: A word of the contract's own title, between its lender and its number: ``OMNIA Partners (Dale County) IT Products
#: and Services (# 23-4410-07)``.
_TITLE_WORD = r"[A-Z][\w'&/-]*|and|of|for|the|&"
_VEHICLE = re.compile(
    rf"\b(?P<vehicle>(?:{_VEHICLE_NAME})(?:['’]s)?"
    rf"(?:(?:,?\s+(?i:{_FILLER})){{0,5}},?\s*(?:(?:No\.?|Number|#)\s*:?\s*)?#?(?P<bare>{_NUMBER})"
    rf"|\s+\((?:[A-Z][\w.]+\s+){{0,4}}#?(?P<bracketed>{_NUMBER})\)"
    rf"|(?:,?\s+\(?(?:{_TITLE_WORD})\)?,?){{1,9}}?\s*\(?\s*(?:\#|(?i:contract)\s*(?:\#|(?i:no\.?|number))\s*:?)\s*(?P<titled>{_NUMBER})\)?"
    rf"|(?:\s+(?i:{_FILLER})){{0,3}}))"
)  # fmt: skip


#: The groups of `_VEHICLE` that may hold its number.
_NUMBERED = ("bare", "bracketed", "titled")


def _number_of(match: re.Match[str]) -> str:
    return next((match[name] for name in _NUMBERED if match[name]), "")


def find_vehicle(prose: Prose) -> Value | None:
    """The cooperative contract that a purchase rides on, as printed, with its number where one is printed."""
    found = [match for match in _VEHICLE.finditer(prose.text) if "\n" not in match["vehicle"]]
    numbered = [match for match in found if re.search(r"\d{3}", match["vehicle"])]
    plain = [match for match in found if match["vehicle"].strip() not in LENDERS["numbered"]]
    for match in (*numbered, *plain):
        return _spoken(prose, match, "vehicle", 0.88 if numbered else 0.8)
    return None


def lent_contract(prose: Prose) -> Value | None:
    """The number of the one cooperative contract that a paper names: ``Sourcewell 101223-OFV``."""
    found = {
        _number_of(match): match
        for match in _VEHICLE.finditer(prose.text)
        if "\n" not in match["vehicle"] and re.search(r"\d{3}", _number_of(match))
    }
    if len(found) != 1:
        return None
    ((number, match),) = found.items()
    words = prose.words_at(*next(match.span(name) for name in _NUMBERED if match[name]))
    return make_value(number, words, 0.88, reason="the number of a cooperative contract that the paper names")


_STATE = re.compile(
    r"\b(?P<vehicle>(?:[A-Z]{2}\s+)?(?:STATE|State)(?:-?(?:wide|WIDE)|\s+(?:of|OF)\s+[A-Z]\w+(?:\s+[A-Z]\w+)?)?"
    r"\s+(?:(?i:term|master|price|purchasing)\s+)?(?i:contract|price\s+agreement)\s*(?:(?i:no\.?|number)|\#)?\s*:?\s*\#?"
    r"(?P<number>(?=[\w./-]*\d[\w./-]*\d)[A-Z0-9][\w./-]*\w))"
)
_YEAR_OR_DAY = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_NAME = re.compile(rf"(?:{_VEHICLE_NAME})(?!\w)")
#: What is said of a contract that a purchase rides on, beside its lender's name.
_RIDES = re.compile(r"\b(?:contract|pricing|prices?|schedule|vehicle|cooperative|agreement|purchas\w+)\b", re.I)


def vehicle_cited(prose: Prose) -> Value | None:
    """The one contract of another public body that an order, a quote or an invoice cites: with its number, else the one
    lender that is named beside words of a contract. Sellers list all whose contracts they hold: then none is meant."""
    lent = [match for match in _VEHICLE.finditer(prose.text) if "\n" not in match["vehicle"]]
    of_state = [match for match in _STATE.finditer(prose.text) if "\n" not in match["vehicle"]]
    numbered = {
        number: match
        for match, number in (
            *((match, _number_of(match)) for match in lent),
            *((match, match["number"]) for match in of_state),
        )
        if sum(map(str.isdigit, number)) >= 3 and not _YEAR_OR_DAY.fullmatch(number)
    }
    if numbered:
        return _spoken(prose, next(iter(numbered.values())), "vehicle", 0.9) if len(numbered) == 1 else None
    plain = [match for match in lent if match["vehicle"].strip() not in LENDERS["numbered"]]
    if len({re.split(r"\W", match["vehicle"])[0].lower() for match in plain}) != 1:
        return None
    for match in plain:
        around = prose.text[max(0, match.start() - 80) : match.end() + 60]
        name = _NAME.match(prose.text, match.start())
        if name and _RIDES.search(around):
            words = prose.words_at(*name.span())
            return make_value(
                _text(words).strip(" ,.;:()"), words, 0.85, reason="a lender of contracts that the paper names"
            )
    return None


# --- the vote ---------------------------------------------------------------------------------------------------------

_COUNTED = re.compile(
    r"\b(?:ayes?|yeas?|in\s+favou?r|for)\s*[:(-]\s*(?P<yes>\d{1,2})\b\)?(?P<between>[^\d]{0,160}?(?:\n[^\d]{0,80}?)?)"
    r"\b(?:noes|nays?|no|opposed|against)\s*[:(-]\s*(?P<no>\d{1,2})\b",
    re.I,
)
_SAID_VOTE = re.compile(
    r"\b(?:motion\s+(?:was\s+)?(?:carried|passed|approved|failed)|carried|passed|approved|adopted|vote(?:\s+(?:of|was|result))?"
    r"|unanimous(?:ly)?)\s*(?:by\s+(?:a\s+)?(?:roll\s+call\s+)?(?:vote\s+(?:of\s+)?)?)?[:,(\s]*(?P<yes>\d{1,2})\s*(?:-|to)\s*(?P<no>\d{1,2})(?![-/\d])"
    r"|(?<![-/\d])(?P<yes2>\d{1,2})\s?-\s?(?P<no2>\d{1,2})\s+vote\b",
    re.I,
)
_UNANIMOUS = re.compile(
    r"\b(?:carried|passed|approved|adopted|vote[ds]?)\b[^.\n]{0,30}\bunanimous(?:ly)?\b|\bunanimous(?:ly)?\s+(?:vote|carried|passed|approved|adopted)"
    r"|\bmotion\s+carried\s*,?\s+unanimous(?:ly)?",
    re.I,
)


def find_vote(prose: Prose) -> Value | None:
    """The vote as *5-2* (for, against), or *unanimous* where no figures are printed. None where none is plain."""
    if match := _COUNTED.search(prose.text):
        words = _level(prose.words_at(*match.span()))
        return make_value(f"{int(match['yes'])}-{int(match['no'])}", words, 0.9, reason="counted in a list of names")
    if match := _SAID_VOTE.search(prose.text):
        yes, no = match["yes"] or match["yes2"], match["no"] or match["no2"]
        if int(yes) + int(no) <= 60:
            return make_value(f"{int(yes)}-{int(no)}", prose.words_at(*match.span()), 0.9, reason=_SAID)
    if match := _UNANIMOUS.search(prose.text):
        return make_value("unanimous", prose.words_at(*match.span()), 0.88, reason=_SAID)
    return None


_OUTCOME_LABEL = (
    r"status|result|action(?:\s+taken)?|(?:council|board|commission|final)\s+action|disposition|vote|outcome"
)
_OUTCOME = re.compile(
    r"(?P<outcome>passed|pass|approved|adopted|carried|enacted|failed|fail|denied|rejected)(?:\s+as\s+\w+|\s+unanimously)?[.,]?",
    re.I,
)


def labelled_outcome(pages: Sequence[Page]) -> Value | None:
    """How a body decided where a label alone says so (``Status: Passed``): *passed*, *failed*; none in doubt."""
    found: dict[str, Value] = {}
    for words in labelled(pages, _OUTCOME_LABEL):
        match = _OUTCOME.fullmatch(_text(words))
        if match:
            outcome = "failed" if re.match(r"fail|den|rej", match["outcome"], re.I) else "passed"
            found.setdefault(outcome, make_value(outcome, words, 0.88, reason="a label says so, without figures"))
    return next(iter(found.values())) if len(found) == 1 else None


def _level(words: Sequence[Word]) -> Sequence[Word]:
    """The first row of words that stand on several: a box around all of them would hold other names, too."""
    first = words[0]
    row = [word for word in words if word.page == first.page and abs(word.middle - first.middle) <= 0.5 * first.height]
    return row if len(row) < len(words) else words


# --- what is bought ---------------------------------------------------------------------------------------------------

_WHAT = re.compile(
    r"\b(?:purchase|acquisition|lease|procurement|renewal|subscription|installation|implementation)\s+(?:and\s+\w+\s+)?(?:of|for)\s+"
    r"(?:(?:an?|the)\s+)?(?P<what>[\w(][\w\s()/&,'-]{3,110}?)"
    r"(?=\s+(?:from|with|through|via|utilizing|using|under|pursuant|in\s+(?:an|the)\s+(?:\w+\s+)?amount|at\s+a|not\s+to\s+exceed|for\s+(?:a|the|use)|by)\b"
    r"|\s+-\s|[.;:\n]|$)",
    re.I,
)


def find_product(prose: Prose) -> Value | None:
    """What is bought, in the words of the first sentence that says so (*purchase of … from*)."""
    for match in _WHAT.finditer(prose.text):
        words = _before_label(prose.words_at(*match.span("what")))
        text = _text(words).strip(" ,.;")
        if 2 <= len(text.split()) <= 16 and not re.search(r"\b(?:goods|said|such|same|this|it)\b", text, re.I):
            return make_value(text, words, 0.8, reason="where the description ends is inferred")
    return None


def _before_label(words: Sequence[Word]) -> Sequence[Word]:
    """The words up to the label behind them (``… drones   Amount:``): to a column's begin, else to its last word."""
    for n, (left, right) in enumerate(pairwise(words), 1):
        if words[-1].text.endswith(":") and right.x0 - left.x1 > 1.2 * left.height:
            return words[:n]
    return words[:-1] if words and words[-1].text.endswith(":") else words


def _spoken(prose: Prose, match: re.Match[str], group: str, sure: float) -> Value:
    words = prose.words_at(*match.span(group))
    return make_value(_text(words).strip(" ,.;:("), words, sure, reason=_SAID)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"\b(?:is|are|will|was|were|has|have|been|would)\b", text))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
