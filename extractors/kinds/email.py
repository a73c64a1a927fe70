"""E-mails: who wrote when about what, and whether an agency says that it is interested in a vendor's product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from extractors.captions import labelled, tabled
from extractors.dates import find_dates
from extractors.evidence import make_value
from extractors.named import find_agency
from extractors.names import is_agency
from extractors.paper import Page
from extractors.prose import Prose
from extractors.sellers import find_seller, is_company
from extractors.spoken import free_of_charge, interest, labelled_date, labelled_name, make_record
from extractors.words import read_words
from watchbill.model import Kind, Record, Value


def read(pages: Sequence[Page]) -> Record | None:
    """The e-mail on these pages."""
    prose = Prose.of(pages)
    if not prose.words:
        return None
    fields: dict[str, Value | None] = {
        "agency": labelled_name(pages, "agency") or _without_mailbox(find_agency(pages, prose), prose) or _buyer(prose),
        "vendor": labelled_name(pages, "vendor") or _seller(prose),
        "product": labelled_name(pages, "product") or _offered(prose),
        "total": _free(prose),
        "date": labelled_date(pages, "date|sent") or _header_date(prose) or _tabled_date(pages),
        "subject": _subject(pages),
        "interest": interest(prose),
    }
    return make_record(Kind.EMAIL, pages, fields)


_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_PUBLIC = re.compile(r"\.(?:gov|mil|edu|us)$|\.gov\.\w\w$|\b(?:police|nhs|ac)\.uk$|\.gc\.ca$", re.I)
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
    hosts = sorted({host.lower() for host in _ADDRESS.findall(prose.text) if not _PUBLIC.search(host)})
    named = (name for host in hosts if _stem(host) not in _MAILERS and (name := _spelt(prose, host)))
    return next((name for name in named if not _is_public(name.value, prose)), None)


def _is_public(name: str, prose: Prose) -> bool:
    """Whether a name is a public body's, or the place of one that the text names: cities write from any host."""
    return is_agency(name) or bool(
        re.search(
            rf"\b{re.escape(name)}\s+(?:Police|Sheriff|County|PD\b|Fire|Schools?|ISD\b)|"
            rf"\b(?:City|County|Town|Village)\s+of\s+{re.escape(name)}\b",
            prose.text,
        )
    )


def _stem(host: str) -> str:
    """The name of a host without its country and sort: ``fairmontpd.gov`` is ``fairmontpd``."""
    return host.lower().rsplit(".", 1)[0].replace("-", "").replace(".", "")


def _spelt(prose: Prose, host: str) -> Value | None:
    """The capitalised words that a host spells, with or without its ending (``Acme AI``, ``acme.ai``), and ``Inc``,
    ``AI`` or the like that goes on with them."""
    spellings = {_stem(host), re.sub(r"[^a-z0-9]", "", host.lower()), host.lower().split(".")[0].replace("-", "")}
    capitals = list(re.finditer(r"\b[A-Z][\w&'-]+", prose.text))
    for length in (3, 2, 1):
        for first, last in zip(capitals, capitals[length - 1 :], strict=False):
            text = prose.text[first.start() : last.end()]
            squashed = re.sub(r"[^a-z0-9]", "", text.lower())
            is_name = length > 1 and all(word[0].isupper() for word in text.split())
            cut_short = is_name and any(len(stem) >= 8 and squashed.startswith(stem) for stem in spellings)
            if (squashed in spellings or cut_short) and "\n" not in text and len(squashed) >= 5:
                rest = _NAME_GOES_ON.match(prose.text, last.end())
                end = rest.end() if rest else last.end()
                words = prose.words_at(first.start(), end)
                reason = "spelt by the address from which somebody writes"
                return make_value(prose.text[first.start() : end].rstrip(" ,"), words, 0.85, reason=reason)
    return None


_NAME_GOES_ON = re.compile(
    r"(?:,?\s+(?:AI|Inc|LLC|Corp|Corporation|Ltd|Limited|Technologies|Systems|Group|Labs)\b\.?)+"
)


def _buyer(prose: Prose) -> Value | None:
    """The public body from whose address somebody writes: the words that the address spells, else its host alone."""
    for match in _ADDRESS.finditer(prose.text):
        if _PUBLIC.search(match[1]):
            host = prose.words_at(match.start(1), match.end(1))
            reason = "the host of an address; the name of the body is not printed"
            return _spelt(prose, match[1]) or make_value(match[1], host, 0.6, reason=reason)
    return None


_OFFER = re.compile(
    r"(?:free|no[- ]cost|complimentary|\d+[- ]day)\s+(?:\w+\s+)?"
    r"(?:trial|pilot|demo\w*|evaluation)\s+(?:of|for)\s+(?:the\s+|our\s+)?"
    r"(?P<of>(?-i:[A-Z][\w'-]*(?:\s+[A-Z0-9][\w'-]*){0,4}))"
    r"|(?P<before>(?-i:[A-Z][\w'-]*(?:\s+[A-Z0-9][\w'-]*){0,4}))\s+(?-i:(?:free|\d+-day)\s+(?:trial|pilot|demo|evaluation))\b",
    re.I,
)


def _offered(prose: Prose) -> Value | None:
    """The product of which a trial is offered: ``free trial of Cobalt Unlock``, ``Cobalt Unlock free trial``."""
    match = _OFFER.search(prose.text)
    if match is None:
        return None
    name = "of" if match["of"] else "before"
    return make_value(match[name], prose.words_at(*match.span(name)), 0.85, reason="named where a trial is offered")


def _free(prose: Prose) -> Value | None:
    """0.00 where a trial is offered that costs nothing."""
    free = free_of_charge(prose) if re.search(r"\b(?:trial|pilot|demo\w*|evaluation)\b", prose.text, re.I) else None
    return replace(free, confidence=min(free.confidence, 0.85), reason="an offer in an e-mail") if free else None


def _tabled_date(pages: Sequence[Page]) -> Value | None:
    """The day beside ``Sent`` or ``Date`` in a table of headers without colons."""
    for words in tabled(pages[:1], "date|sent|received"):
        if days := find_dates(words):
            return make_value(days[0].value, days[0].words, 0.93, reason="beside a header without a colon")
    return None


def _without_mailbox(body: Value | None, prose: Prose) -> Value | None:
    """A body's name without the word that web mailers print behind it: ``City of Larkin Mail - Body scanner trial``."""
    if body is None or not body.value.endswith(" Mail"):
        return body
    at = prose.text.find(body.value)
    return make_value(
        body.value.removesuffix(" Mail"), prose.words_at(at, at + len(body.value) - 5), 0.88, reason=body.reason
    )


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
    for words in (*labelled(pages, "subject|subj|re"), *tabled(pages[:1], "subject")):
        return make_value(" ".join(word.text for word in words), words, 0.96)
    lines = pages[0].lines
    for above, line in pairwise(lines):  # a web mailer prints the subject over the count of messages
        if re.fullmatch(r"\d+ messages?", line.text):
            return make_value(above.text, above.words, 0.9, reason="over the messages, without a label")
    return None
