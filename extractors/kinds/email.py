"""E-mails: who wrote when about what, and whether an agency says that it is interested in a vendor's product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from extractors.captions import labelled
from extractors.evidence import make_value
from extractors.named import find_agency
from extractors.paper import Page
from extractors.prose import Prose
from extractors.sellers import find_seller, is_company
from extractors.spoken import interest, labelled_date, labelled_name, make_record
from extractors.words import read_words
from watchbill.model import Kind, Record, Value


def read(pages: Sequence[Page]) -> Record | None:
    """The e-mail on these pages."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    fields: dict[str, Value | None] = {
        "agency": labelled_name(pages, "agency") or find_agency(pages, prose),
        "vendor": labelled_name(pages, "vendor") or _seller(prose),
        "product": labelled_name(pages, "product"),
        "date": labelled_date(pages, "date|sent") or _header_date(prose),
        "subject": _subject(pages),
        "interest": interest(prose),
    }
    return make_record(Kind.EMAIL, pages, fields)


_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_SELLS = re.compile(r"\.(?:com|io|ai|co|net|biz|eu|de|ca|uk)\b(?!\.gov)", re.I)
_MAILERS = frozenset(host.strip() for host in read_words(Path(__file__).with_suffix(".yml"))["mailers"].split("|"))
_COMPANY = re.compile(
    r"\b[A-Z][\w&'.-]*(?:\s+(?:[A-Z][\w&'.-]*|of|and|&)){0,4},?\s+"
    r"(?:Inc|LLC|L\.L\.C|Ltd|Corp|Corporation|Incorporated|Limited|GmbH|LLP)\b\.?"
)


def _seller(prose: Prose) -> Value | None:
    """A seller only where the text leaves little doubt: the company from whose address somebody writes, else the one
    that the text names in a seller's place. E-mails name companies for many reasons."""
    hosts = [re.sub(r"[^a-z0-9]", "", host.lower()) for host in _ADDRESS.findall(prose.text)]
    for match in _COMPANY.finditer(prose.text):
        words = re.findall(r"[a-z0-9]+", match[0].lower())[:-1]
        stem = "".join(words) if len(words) > 1 else "".join(words[:1])
        if len(stem) >= 4 and any(stem in host or (len(words) > 1 and words[0] + words[1] in host) for host in hosts):
            return make_value(match[0].strip(" ,"), prose.words_at(*match.span()), 0.9, reason="whose address writes")
    if named := _spelt_by_address(prose):
        return named
    seller = find_seller(prose)
    return seller if seller and seller.confidence >= 0.9 and is_company(seller.value) else None


def _spelt_by_address(prose: Prose) -> Value | None:
    """Capitalised words that the host of a company's address spells: ``Lynxeye Systems``, ``@lynxeyesystems.com``."""
    hosts = {
        host.split(".")[0].replace("-", "").lower() for host in _ADDRESS.findall(prose.text) if _SELLS.search(host)
    }
    capitals = list(re.finditer(r"\b[A-Z][\w&'-]+", prose.text))
    for host in sorted(hosts - _MAILERS):
        for length in (3, 2, 1):
            for first, last in zip(capitals, capitals[length - 1 :], strict=False):
                text = prose.text[first.start() : last.end()]
                if re.sub(r"[^a-z0-9]", "", text.lower()) == host and "\n" not in text and len(host) >= 5:
                    words = prose.words_at(first.start(), last.end())
                    return make_value(text, words, 0.85, reason="spelt by the address from which somebody writes")
    return None


def _header_date(prose: Prose) -> Value | None:
    """The date at the end of a web mailer's header line: ``… <a@b.gov>   Wed, Aug 6, 2025 at 4:07 PM``."""
    for date in prose.dates:
        at = prose.position(date.words[0])
        if re.search(r">\s*(?:\w{3},?\s*)?$", prose.before(at, 40)) or re.match(
            r"[\s,]*at\s+\d", prose.after(at + len(date.raw), 12)
        ):
            return make_value(date.value, date.words, 0.9, reason="in the header line, without a label")
    return None


def _subject(pages: Sequence[Page]) -> Value | None:
    for words in labelled(pages, "subject|subj|re"):
        return make_value(" ".join(word.text for word in words), words, 0.96)
    lines = pages[0].lines
    for above, line in pairwise(lines):  # a web mailer prints the subject over the count of messages
        if re.fullmatch(r"\d+ messages?", line.text):
            return make_value(above.text, above.words, 0.9, reason="over the messages, without a label")
    return None
