"""Grants: a funder gives an agency money for a purpose; the agency is the recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from extractors.captions import captioned, tabled
from extractors.captions import labelled as cells_behind
from extractors.clauses import end_of_term, signature_date
from extractors.correspondence import addressee
from extractors.evidence import make_value
from extractors.fields import party_value, pick
from extractors.kinds.commercial import record_confidence
from extractors.kinds.contract import agreement_dates
from extractors.labels import Form
from extractors.letterheads import letterhead, mentioned_agency
from extractors.names import is_agency, is_name
from extractors.paper import Page, Word
from extractors.parties import Party, labelled
from extractors.prose import Prose
from extractors.recitals import contracting
from extractors.signatures import blank_signatures
from extractors.spoken import numbered
from extractors.textmap import TextMap
from extractors.totals import read_sums
from extractors.values import find_dates, money_text
from watchbill.model import Kind, Record, Value

_THROUGH = re.compile(r"acting\s+(?:by\s+and\s+)?through\s+(?:its|the)\s+(?P<name>[A-Z][^(,;.]{4,80}?)\s*(?:\(|,|;|\.)")
_SAYS_SO = re.compile(
    r"\b(?:inform|advise|announce|notify|confirm)\w*\s+(?:you\s+)?that\s+(?:the\s+)?(?P<name>[A-Z][^,.;$]{3,80}?)\s+"
    r"(?:has|have|is|will|intends)\b|\bon\s+behalf\s+of\s+(?:the\s+)?(?P<other>[A-Z][^,.;$]{3,80}?),"
)
_AWARDS = re.compile(r"\b(?:award(?:ed|s|ing)?|grant(?:ed|ing)?|funding)\b", re.I)
_NUMBER_LABEL = (
    r"(?:grant\s+)?(?:agreement|grant|award|contract)\s+(?:number|no\.?|#|id)(?:\s*/\s*[\w. ]{2,12}(?:number|no\.?|#))?"
)
_PIECE = re.compile(r"[A-Z0-9]+(?:[-/.][A-Z0-9]+)*")
_FUNDER_LABEL = r"state\s+agency|(?:granting|awarding|grantor|funding|pass-through)\s+(?:agency|entity)|grantor|funder"
_FOR_BENEFIT = re.compile(
    r",?\s+(?:for\s+the\s+(?:use\s+and\s+)?benefit\s+of|on\s+behalf\s+of)\s+(?:the\s+|its\s+)?", re.I
)
#: Who gives, as the sentence of a letter names it: ``The Division of Highway Safety hereby awards to …``.
_AWARDER = re.compile(
    r"\b(?:The|the)\s+(?P<name>[A-Z][\w&'-]*(?:\s+(?:of|for|and|on|the|&|[A-Z][\w&'-]*)){1,8}?)\s+"
    r"(?:(?:is\s+pleased\s+to|does)\s+)?(?:hereby\s+)?(?:awards?|grants?)\s+(?:to\s+)?(?:the|your|you|[A-Z])"
)
_NOT_AWARDED = re.compile(r"\b(?:match\w*|requested|budget|local\s+share|in-kind|up\s+to)\b", re.I)
_SPOKEN_NUMBER = (
    r"\b(?:grant|award|project|contract)\s*\(?(?:no\.?|number|#|id)[ :]*(?P<n>[A-Z]{0,6}[-\d][\w-]*\d[\w-]*)"
)
_APPLIED = re.compile(
    r"\bapplication\s+(?:submitted\s+)?(?:by|from|of)\s+(?:the\s+)?(?P<name>[A-Z][^(,;.]{2,70}?)\s+(?:for|under|in|to)\b"
)
_OFFICE = re.compile(
    r"\b(?:office|department|bureau|division|commission|foundation|administration|council|agency|authority)\b", re.I
)
_PLACE = re.compile(r"(?:state|commonwealth|county|city|town|village)\s+of\s+[\w .'-]{3,30}", re.I)
_RECIPIENT_LABEL = (
    r"(?:sub-?)?(?:recipient|grantee|awardee|applicant)(?:\s+(?:name|agency|organization))?"
    r"|(?:agency|organization)\s+name|award\s+recipient"
)
_RECIPIENT = re.compile(
    r"\band\s+(?:the\s+)?(?P<name>[A-Z][^(;.]{2,80}?)\s*,?\s*\(\s*[“\"']?(?:the\s+)?[“\"']?(?:Recipient|"
    r"Grantee|Subrecipient|Sub-recipient|Subgrantee)",
    re.I,
)


def read(pages: Sequence[Page]) -> Record | None:
    """The grant agreement or award on these pages."""
    form = Form.of(pages)
    if not form.words:
        return None
    fields: dict[str, Value | None] = {
        "number": pick(form, {"grant_number": 1.0, "contract_number": 0.97, "document_number": 0.6}, "number")
    }
    fields["number"] = _spaced_number(pages) or fields["number"]
    fields |= agreement_dates(form)
    spoken, labelled_end = end_of_term(form), fields["end_date"]
    if spoken and (labelled_end is None or labelled_end.value != spoken.value):
        fields["end_date"] = spoken  # a deadline of the project is not the end of the grant
    funder, agency = _funder(form), _recipient(form)
    fields["funder"] = party_value(funder, form) if funder else None
    fields["agency"] = party_value(agency, form) if agency else None
    if agency is None or agency.why == "mentioned":
        fields["agency"] = addressee(pages) or fields["agency"]
    if _is_same(fields["funder"], fields["agency"]):
        fields["funder"] = None  # nobody gives a grant to itself: the name was the recipient's
    prose = Prose.of(pages)
    fields["number"] = fields["number"] or numbered(prose, _SPOKEN_NUMBER, 0.93)
    fields["total"] = read_sums(form, (), extra=["grant_amount"]).total or _awarded(prose)
    kept = {name: value for name, value in fields.items() if value is not None}
    unsigned = blank_signatures(pages, is_dated=signature_date(form) is not None)
    checks = (unsigned,) if unsigned else ()
    return Record(Kind.GRANT, (pages[0].number, pages[-1].number), record_confidence(kept, 0), kept, checks=checks)


def _is_same(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one.value.casefold() == other.value.casefold()


def _spaced_number(pages: Sequence[Page]) -> Value | None:
    """The number of a grant that is printed in two or three pieces, and fills its box: ``CTGG1 PEPA 2024-0417``."""
    for words in (*captioned(pages[:1], _NUMBER_LABEL), *cells_behind(pages[:1], _NUMBER_LABEL)):
        if 2 <= len(words) <= 3 and all(map(_PIECE.fullmatch, (word.text for word in words))):
            text = " ".join(word.text for word in words)
            if re.search(r"\d{3}", words[-1].text):
                return make_value(text, words, 0.93, reason="printed in pieces")
    return None


def _awarded(prose: Prose) -> Value | None:
    """The amount that a letter says is awarded, where it names just one."""
    said = [
        figure
        for figure in prose.figures
        if figure.signed
        and _AWARDS.search(re.split(r"[.\n]\s", prose.before(figure.start, 200))[-1])
        and not _NOT_AWARDED.search(re.split(r"[.\n]\s", prose.before(figure.start, 60))[-1])
    ]
    if len({figure.amount for figure in said}) != 1:
        return None
    return make_value(money_text(said[0].amount), said[0].words, 0.9, currency="USD", reason="named in running text")


def _funder(form: Form) -> Party | None:
    named = labelled(form, {"funder": 0.95}, prefer="agency")
    text = TextMap([word for page in form.pages[:3] for line in page.lines for word in line.words])
    if match := _THROUGH.search(text.text):
        return Party(match["name"].strip(), text.group(match, "name"), 0.92, "acting through")
    if named:
        return named[0]
    for words in captioned(form.pages[:1], _FUNDER_LABEL):
        if is_name(name := " ".join(word.text for word in words)):
            return _whom_it_serves(name, words)
    if match := _AWARDER.search(text.text):
        return Party(match["name"].strip(), text.group(match, "name"), 0.88, "awards")
    if (match := _SAYS_SO.search(text.text)) and is_name(match["name"] or match["other"]):
        group = "name" if match["name"] else "other"
        if not re.search(r"\b(?:you|your|application|proposal)\b", match[group], re.I):
            return Party(match[group].strip(" ,"), text.group(match, group), 0.85, "says that it awards")
    if head := _letter_from(form):
        return head
    parties = contracting(form)
    heads = letterhead(form, prefer="agency")
    return parties[0] if parties else _office_under(heads[0], form) if heads else None


def _whom_it_serves(name: str, words: Sequence[Word]) -> Party:
    """The body for whose benefit a department gives (``Department of Safety, for the benefit of the Youth Board``)."""
    if match := _FOR_BENEFIT.search(name):
        skip = len(name[: match.end()].split())
        return Party(name[match.end() :].strip(" ,"), tuple(words[skip:]), 0.85, "the office for whose benefit it is")
    return Party(name.strip(" ,"), tuple(words), 0.9, "a caption")


def _office_under(head: Party, form: Form) -> Party:
    """The office that the row under a state's name says, else that name: the state gives through it."""
    lines = form.pages[0].lines
    row = next((n for n, line in enumerate(lines) if line.words == head.words), len(lines))
    below = lines[row + 1] if row + 1 < len(lines) else None
    if below is None or not _PLACE.fullmatch(head.name) or not _OFFICE.search(below.text) or not is_name(below.text):
        return head
    return Party(below.text, below.words, 0.85, "the office under the state's name")


def _letter_from(form: Form) -> Party | None:
    """The office over a letter of award: the first one or two rows above its date that name an office."""
    lines = form.pages[0].lines
    if not any(line.text.lower().startswith("dear ") for line in lines):
        return None
    head = list(takewhile(lambda line: not find_dates(line.words), lines[:8]))
    if len(head) > 1 and _PLACE.fullmatch(head[0].text) and _OFFICE.search(head[1].text):
        head = head[1:]  # the state over its office
    offices = list(takewhile(lambda line: _OFFICE.search(line.text), head))[:2]
    words = tuple(word for line in offices for word in line.words)
    return Party(" ".join(word.text for word in words), words, 0.88, "the head of the letter") if words else None


def _recipient(form: Form) -> Party | None:
    text = TextMap([word for page in form.pages[:3] for line in page.lines for word in line.words])
    if match := _RECIPIENT.search(text.text):
        return Party(match["name"].strip(" ,"), text.group(match, "name"), 0.92, "recipient")
    first = form.pages[:2]
    for words in (*captioned(first, _RECIPIENT_LABEL), *tabled(first, _RECIPIENT_LABEL)):
        if is_agency(name := " ".join(word.text for word in words)) and is_name(name) and len(words) <= 9:
            return Party(name.strip(" ,"), words, 0.92, "recipient")
    if match := _APPLIED.search(text.text):
        return Party(match["name"].strip(" ,"), text.group(match, "name"), 0.88, "applicant")
    named = labelled(form, {"customer": 0.9, "to_party": 0.7}, prefer="agency")
    parties = contracting(form)
    return named[0] if named else parties[1] if len(parties) > 1 else mentioned_agency(form)
