"""Who a paper names outside its labelled blocks: in its letterhead, by its web address, or most often in its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractors.blocks import name_above
from extractors.item_tables import find_tables
from extractors.labels import Form, below, right_of
from extractors.names import (
    ADDRESS,
    CONTACT,
    LEGAL,
    PLACE,
    clean,
    is_agency,
    is_company,
    is_name,
    is_torn,
    squash,
    text_of,
)
from extractors.paper import Line, Page, Word
from extractors.parties import Party, without_address
from extractors.textmap import TextMap

_TORN = re.compile(
    r"\b(?:and|of|for|the|to|with)$|^(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d", re.I
)


def letterhead(form: Form, *, prefer: str, skip: Iterable[str] = ()) -> list[Party]:
    """Names printed over the paper: in the top of the first page, outside labelled blocks, best first."""
    page = form.pages[0]
    if not page.words:
        return []
    skipped = {squash(name) for name in skip}
    taken = words_in_blocks(form, page)
    whole = squash(form.text)
    domains = _domains(form)
    found = []
    tables = find_tables(page)
    for row, line in enumerate(page.lines[: tables[0].first] if tables else page.lines):
        depth = line.box[1] / page.height
        for cell in line.segments:
            words = tuple(word for word in cell.words if word not in taken)
            whole_cell = words == cell.words
            words = without_address(_behind_name_label(words))
            if is_torn(text_of(words)) and (above := name_above(row, cell, page)):
                words = (*above.words, *words)
            text = text_of(words)
            if (
                not words
                or not whole_cell
                or _TORN.search(text)
                or not is_name(text)
                or squash(text) in skipped
                or _has_label(cell, row, form, page)
            ):
                continue
            wanted = is_company(text) if prefer == "company" else is_agency(text)
            if not wanted and (depth > 0.16 or prefer == "agency" or (len(words) < 2 and not _is_often(text, whole))):
                continue
            if len(words) > 8 or re.search(r"\b(?:we|you|your|please|shall|will|the following)\b", text, re.I):
                continue
            score = (0.72 if wanted else 0.42) - 0.5 * max(0.0, depth - 0.05)
            score += 0.1 if LEGAL.search(text) and prefer == "company" else 0.0
            score += 0.06 * min(whole.count(squash(text)) - 1, 2)
            score += 0.15 if _matches_domain(text, domains) and prefer == "company" else 0.0
            score += 0.08 if _over_address(row, cell, page) else 0.0
            score += 0.08 if wanted and row < 2 else 0.0
            found.append(Party(clean(text), words, min(score, 0.94), "letterhead"))
    return sorted(found, key=lambda party: -party.score)


def _is_often(word: str, whole: str) -> bool:
    """Whether a paper prints a word alone in its head several times: a name of one word."""
    return len(word) >= 5 and whole.count(squash(word)) >= 3


def _behind_name_label(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What ``Name:`` gives, without a code: a company by its legal form; anything else is the title of the paper."""
    if not words or words[0].text.lower() != "name:":
        return words
    named = words[1:]
    if len(named) > 1 and re.fullmatch(r"[A-Z]*\d{3,}", named[0].text):
        named = named[1:]
    return named if LEGAL.search(text_of(named)) else ()


def mentioned_agency(form: Form) -> Party | None:
    """The public body that the paper names most often (``City of Eugene``): a weak sign of the buyer, better where
    the paper's head names the place."""
    text = TextMap(form.words)
    head = squash(" ".join(line.text for line in form.pages[0].lines[:16]))
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Word, ...]] = {}
    for match in PLACE.finditer(text.text):
        words = _to_the_place(text.group(match), head)
        name = squash(text_of(words)).removeprefix("the")
        counts[name] += 1
        first.setdefault(name, words)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    place = re.sub(r"^(?:city|county|town|village|borough|township|state)of", "", name)
    score = min(0.4 + 0.05 * count, 0.6) + (0.2 if place in head else 0.0)
    return Party(clean(text_of(first[name])), first[name], score, "mentioned")


def _to_the_place(words: tuple[Word, ...], head: str) -> tuple[Word, ...]:
    """``City of Eugene Federal Tax`` cut to the words that the head of the paper confirms as a place."""
    of = next((index for index, word in enumerate(words) if word.text.lower() == "of"), len(words))
    for end in range(len(words), of + 1, -1):
        if squash(text_of(words[of + 1 : end])) in head:
            return words[:end]
    return words


_LEGAL_NAME = re.compile(
    r"\b[A-Z][\w&.'’-]*(?:\s+(?:[A-Z][\w&.'’-]*|of|and|&)){0,4},?\s+(?:Inc|INC|LLC|L\.L\.C|Ltd|LTD|Corp|"
    r"CORP|Corporation|CORPORATION|Incorporated|GmbH|LLP|Pvt\.? Ltd)\b\.?")  # fmt: skip


def mentioned_company(form: Form) -> Party | None:
    """The company with a legal form that the paper names most often outside its labelled blocks: a weak sign of the
    seller."""
    text = TextMap(form.words)
    counts: Counter[str] = Counter()
    first: dict[str, tuple[Word, ...]] = {}
    for match in _LEGAL_NAME.finditer(text.text):
        words = _of_last_row(text.group(match))
        printed = text_of(words)
        if len(words) > 1 and is_name(printed) and not is_torn(printed):
            counts[squash(printed)] += 1
            first.setdefault(squash(printed), words)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return Party(clean(text_of(first[name])), first[name], min(0.5 + 0.03 * count, 0.65), "mentioned")


def _of_last_row(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words that share a row with the last one: captions over a name are no part of it."""
    return tuple(word for word in words if abs(word.middle - words[-1].middle) <= 0.6 * words[-1].height)


_OF_PARTIES = frozenset(
    {"bill_to", "ship_to", "customer", "vendor", "order_party", "remit_to", "to_party", "from_party"}
)


def words_in_blocks(form: Form, page: Page) -> set[Word]:
    """Words that belong to the blocks of other parties and of labelled values."""
    taken: set[Word] = set()
    labels = form.labels[page.number]
    for label in labels:
        taken.update(label.words)
        if label.meaning == "not_a_number" and label.length > 1:
            taken.update(right_of(label, page, labels))
        if label.meaning in _OF_PARTIES:
            for row in [right_of(label, page, labels), *below(label, page, labels, rows=5)]:
                taken.update(row)
    return taken


def _has_label(cell: Line, row: int, form: Form, page: Page) -> bool:
    return any(label.row == row and label.words[0] in cell.words for label in form.labels[page.number])


def _over_address(row: int, cell: Line, page: Page) -> bool:
    """Whether an address stands right under a name."""
    for line in page.lines[row + 1 : row + 4]:
        for other in line.segments:
            if min(other.box[2], cell.box[2]) > max(other.box[0], cell.box[0]) and (
                ADDRESS.search(other.text) or CONTACT.search(other.text)
            ):
                return line.box[1] - cell.box[3] < 3 * cell.words[0].height
    return False


def _domains(form: Form) -> list[str]:
    lines = [line for line in form.text.lower().splitlines() if "powered by" not in line and "generated by" not in line]
    found = re.findall(r"(?:@|www\.|//)([a-z0-9-]+)\.(?:com|net|org|io|us|co|biz|ai)\b", "\n".join(lines))
    return [
        domain
        for domain, _ in Counter(found).most_common(4)
        if domain not in ("gmail", "yahoo", "outlook", "hotmail", "docusign")
    ]


def is_confirmed(party: Party, form: Form) -> bool:
    """Whether something else on the paper bears a name out: a second print, or its own web or e-mail address."""
    name = squash(LEGAL.sub("", party.name)) if len(squash(LEGAL.sub("", party.name))) >= 6 else squash(party.name)
    return squash(form.text).count(name) >= 2 or _matches_domain(party.name, _domains(form))


def _matches_domain(text: str, domains: Sequence[str]) -> bool:
    squashed = squash(LEGAL.sub("", text))
    return len(squashed) >= 4 and any(
        squashed in domain.replace("-", "") or domain.replace("-", "") in squashed for domain in domains
    )


def named_by_domain(form: Form) -> Party | None:
    """A capitalised word of the paper that the paper's own web address or e-mail spells: the seller behind a logo."""
    domains = [d.replace("-", "") for d in _domains(form)]
    for word in form.words:
        stem = re.split(r"[-,]", word.text)[0]
        if (
            len(stem) >= 5
            and stem[0].isupper()
            and "@" not in word.text
            and "." not in stem
            and any(d.startswith(squash(stem)) for d in domains)
        ):
            return Party(clean(word.text), (word,), 0.66, "domain")
    return None
