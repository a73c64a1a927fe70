"""Grants: a funder gives an agency money for a purpose; the agency is the recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.clauses import end_of_term
from extractors.fields import party_value, pick
from extractors.kinds.commercial import record_confidence
from extractors.kinds.contract import agreement_dates
from extractors.labels import Form
from extractors.paper import Page
from extractors.parties import Party, contracting, labelled, letterhead, mentioned_agency
from extractors.textmap import TextMap
from extractors.totals import read_sums
from watchbill.model import Kind, Record, Value

_THROUGH = re.compile(r"acting\s+(?:by\s+and\s+)?through\s+(?:its|the)\s+(?P<name>[A-Z][^(,;.]{4,80}?)\s*(?:\(|,|;|\.)")
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
    fields |= agreement_dates(form)
    spoken, labelled_end = end_of_term(form), fields["end_date"]
    if spoken and (labelled_end is None or labelled_end.value != spoken.value):
        fields["end_date"] = spoken  # a deadline of the project is not the end of the grant
    funder, agency = _funder(form), _recipient(form)
    fields["funder"] = party_value(funder, form) if funder else None
    fields["agency"] = party_value(agency, form) if agency else None
    fields["total"] = read_sums(form, (), extra=["grant_amount"]).total
    kept = {name: value for name, value in fields.items() if value is not None}
    return Record(Kind.GRANT, (pages[0].number, pages[-1].number), record_confidence(kept, 0), kept)


def _funder(form: Form) -> Party | None:
    named = labelled(form, {"funder": 0.95}, prefer="agency")
    text = TextMap([word for page in form.pages[:3] for line in page.lines for word in line.words])
    if match := _THROUGH.search(text.text):
        return Party(match["name"].strip(), text.group(match, "name"), 0.92, "acting through")
    if named:
        return named[0]
    parties = contracting(form)
    heads = letterhead(form, prefer="agency")
    return parties[0] if parties else heads[0] if heads else None


def _recipient(form: Form) -> Party | None:
    text = TextMap([word for page in form.pages[:3] for line in page.lines for word in line.words])
    if match := _RECIPIENT.search(text.text):
        return Party(match["name"].strip(" ,"), text.group(match, "name"), 0.92, "recipient")
    named = labelled(form, {"customer": 0.9, "to_party": 0.7}, prefer="agency")
    parties = contracting(form)
    return named[0] if named else parties[1] if len(parties) > 1 else mentioned_agency(form)
