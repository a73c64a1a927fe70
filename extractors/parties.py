"""Who buys and who sells: names in labelled blocks, letterheads, and between the words of an agreement. As printed."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.blocks import TOWN_LINE, cells_under, name_above, rows_under
from extractors.labels import Form, Label, below, right_of
from extractors.names import (
    ADDRESS,
    CONTACT,
    LEGAL,
    PLACE,
    STATE,
    clean,
    is_agency,
    is_company,
    is_name,
    is_person,
    is_torn,
    squash,
    text_of,
    wraps,
)
from extractors.paper import Line, Page, Word
from extractors.textmap import TextMap

#: The score of a party whose name looks like no company and no public body, in a place that proves nothing.
DOUBTFUL = 0.45


@dataclass(frozen=True, slots=True)
class Party:
    """A name with the words that print it, how sure we are of its role (0 to 1), and why."""

    name: str
    words: tuple[Word, ...]
    score: float
    why: str


# --- labelled blocks --------------------------------------------------------------------------------------------------


def labelled(form: Form, weights: Mapping[str, float], *, prefer: str, colon: bool = False) -> list[Party]:
    """The names in the blocks of labels, best first. `prefer` is company or agency: the sort of name the role wants.
    With `colon`, only labels that a colon closes count: words such as ``Product`` head columns, too."""
    found: list[Party] = []
    for page in form.pages:
        for label in form.labels[page.number]:
            if label.meaning in weights and (label.has_colon or not colon):
                party = _named_by(label, page, form, weights[label.meaning], prefer)
                if party:
                    found.append(party)
    return sorted(found, key=lambda party: -party.score)


def _named_by(label: Label, page: Page, form: Form, weight: float, prefer: str) -> Party | None:
    labels = form.labels[page.number]
    right = right_of(label, page, labels)
    if len(right) == 1 and _PARTY_CODE.fullmatch(right[0].text):
        right = ()  # ``Vendor 003318`` over the vendor's name
    elif label.length == 1 and not label.has_colon and (right or not _stands_alone(label, page)):
        if not _stands_alone(label, page):
            return None  # a word of a sentence
        if not _names_a(prefer, _trimmed(right)):
            if not _stands_over_address(label, page):
                return None  # the header of a column
            right = ()  # the caption of the next block
    rows = [right] if right else []
    same_cell = bool(right) and right[0].x0 - label.words[-1].x1 <= 1.5 * label.words[-1].height
    is_given = bool(right) and (label.has_colon or label.length == 1) and is_name(text_of(_trimmed(right)))
    if not is_given or same_cell:
        rows += below(label, page, labels, rows=5)
    else:
        rows += rows_under(right, page, labels)
    names: list[tuple[float, tuple[Word, ...], str]] = []
    for depth, words in enumerate(rows[:5]):
        words = _without_address(_trimmed(words))
        text = text_of(words)
        if not words or not is_name(text) or _is_town(words, page):
            if names and depth > 2:
                break
            continue
        wanted = _is_of_sort(text, prefer)
        if label.meaning == "buyer" and not (wanted or _has_address(rows)):
            continue  # the officer who buys
        is_apart = depth > 0 and not wanted and not _has_address(rows[depth:])  # a row below the block of the label
        names.append((_fit(text, prefer) - 0.05 * depth - (0.25 if is_apart and names else 0.0), words, text))
        if depth == 0 and right and label.has_colon and not wanted and not is_person(text) and not same_cell:
            break
    if not names:
        return None
    bonus, words, text = max(names, key=lambda name: name[0])
    is_proved = is_company(text) or is_agency(text) or _has_address(rows)
    if not is_proved and (not label.has_colon or len(words) == 1):  # a word of a list over another, a first name
        if " / " in text:
            return None
        weight = min(weight, DOUBTFUL)
    above = next((row for row, following in itertools.pairwise(rows) if following and words[0] is following[0]), ())
    if is_torn(text) and above and is_name(text_of(above)):
        whole = _with_beginning(words, above, rows)
        words, weight = (whole, weight) if whole else (words, min(weight, DOUBTFUL))
    words = _with_continuation(words, rows)
    colon = 0.03 if label.has_colon else 0.0
    return Party(clean(text_of(words)), words, min(1.0, weight + bonus + colon), label.phrase)


def _is_of_sort(text: str, sort: str) -> bool:
    return is_company(text) if sort == "company" else is_agency(text)


def _fit(text: str, prefer: str) -> float:
    """How well a name fits the sort that its part wants, by what it says of itself."""
    if _is_of_sort(text, prefer):
        return 0.15
    if _is_of_sort(text, "agency" if prefer == "company" else "company"):
        return -0.25
    if is_person(text):
        return -0.22 if prefer == "agency" else -0.1
    return 0.0


def _names_a(sort: str, words: Sequence[Word]) -> bool:
    """Whether words name a body of a sort by themselves: two words or more, one of them telling."""
    text = text_of(words)
    return len(words) > 1 and is_name(text) and _is_of_sort(text, sort)


def _stands_over_address(label: Label, page: Page) -> bool:
    cell = next(cell for cell in page.lines[label.row].segments if cell.words == label.words)
    return any(TOWN_LINE.search(text_of(words)) for words in cells_under(label.row, cell, page))


def _has_address(rows: Sequence[Sequence[Word]]) -> bool:
    return any(ADDRESS.search(text_of(row)) or CONTACT.search(text_of(row)) for row in rows if row)


def _stands_alone(label: Label, page: Page) -> bool:
    return any(cell.words == label.words for cell in page.lines[label.row].segments)


#: The number of a vendor or a customer before its name: ``0000019223``, ``@00219377``, ``V-10032``, ``(4471)``.
_PARTY_CODE = re.compile(r"[@#~(]?(?:[A-Z]{1,3}-?)?\d{4,}(?:-\d{1,3})?\)?[:,]?")


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """A block's row without a leading code (``11498 - INSIGHT``) or a leading colon."""
    words = [word for word in words if word.text not in (":", "|")]
    if len(words) > 2 and re.fullmatch(r"[\dA-Z]*\d[\dA-Z]*", words[0].text) and words[1].text in "-–—":
        words = words[2:]
    rest = " ".join(word.text for word in words[1:])
    if _PARTY_CODE.fullmatch(words[0].text if words else "") and (is_company(rest) or is_agency(rest)):
        words = words[1:]
    return tuple(words)


#: How an address begins: a street with its number (``45-B Industrial Pkwy``), a box, a suite, a route, whose care.
_STREET = re.compile(
    r"\d+(?:[-/]?[A-Z]|-\d+|\s?½)?,?\s+[A-Z]|P\.?\s?O\.?\s+(?:Box|Drawer)\b|Post\s+Office\s+Box\b|(?:Lock)?box\s+\d|c/o\b|care\s+of\b"
    r"|(?:suite|ste|unit|apt|apartment|bldg|building|floor|flat|level|room|rm|no|lot|dept|route|rt|rr|r\.r|hc|mail\s?stop|ms)"
    r"\.?\s*#?\s?(?:[A-Z]?-?\d+[A-Z]?|[A-Z])\b|rural\s+route\b|one\s+[A-Z]\w+\s+(?:plaza|place|center|way|drive|street|square|park)\b"
    r"|\d+(?:st|nd|rd|th)\s+floor\b|#\s?\d|"
    # streets that the number follows, as in most of Europe
    r"[A-ZÄÖÜ][\wäöüß.'-]*(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|laan|straat|plein|kade)\s+\d|(?:rue|avenue|via|calle|rua|viale|piazza)\s+[A-Z]",
    re.I,
)
_PARTS = frozenset("-–—|•·/")
_NAME_GOES_ON = re.compile(r"(?:of|and|&|d/?b/?a|a/?k/?a|f/?k/?a|an?|the)\b", re.I)
_STATE_AND_ZIP = re.compile(rf"{STATE}\.?,?\s+\d{{5}}\b")


def _without_address(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """``Acme Inc., 90 Station Road`` without the address that follows the name on its row: after a comma, a dash or a
    bullet, or right after the legal form that ends the name."""
    for index in range(1, len(words)):
        before, rest = words[index - 1].text, text_of(words[index:])
        is_parted = before.endswith((",", ";")) or before in _PARTS
        is_closed = bool(LEGAL.fullmatch(before.strip(",;"))) and not _NAME_GOES_ON.match(rest)
        is_street = bool(_STREET.match(rest)) and (is_parted or (is_closed and rest[0].isdigit()))
        if is_street or (is_parted and is_closed and not LEGAL.match(rest)):
            return words[: index - 1 if before in _PARTS else index]
    return words


def _is_town(words: tuple[Word, ...], page: Page) -> bool:
    """Whether what follows on the row is a state with its ZIP code: then these words are a town, not a party."""
    line = next((line for line in page.lines if words[-1] in line.words), None)
    rest = line.words[line.words.index(words[-1]) + 1 :] if line else ()
    return len(words) <= 3 and bool(_STATE_AND_ZIP.match(text_of(rest)))


def _with_beginning(
    words: tuple[Word, ...], above: Sequence[Word], rows: Sequence[Sequence[Word]]
) -> tuple[Word, ...] | None:
    """The end of a company's name (``Technologies, LLC``) with the row above it, where the column was too narrow for
    both: that row and the next word together are as wide as any row of the block."""
    widest = max((row[-1].x1 - row[0].x0 for row in rows if row), default=0.0)
    joined = above[-1].x1 - above[0].x0 + 0.25 * words[0].height + words[0].x1 - words[0].x0
    return (*above, *words) if joined >= 0.95 * widest else None


def _with_continuation(words: tuple[Word, ...], rows: Sequence[Sequence[Word]]) -> tuple[Word, ...]:
    """The name with its second line, where it plainly wraps."""
    for row, following in itertools.pairwise(rows):
        if words and row and words[-1] is row[-1] and following and wraps(text_of(words), text_of(following)):
            return (*words, *following)
    return words


# --- letterheads and mentions -----------------------------------------------------------------------------------------


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
    for row, line in enumerate(page.lines):
        depth = line.box[1] / page.height
        for cell in line.segments:
            words = tuple(word for word in cell.words if word not in taken)
            whole_cell = words == cell.words
            words = _behind_name_label(words)
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
            if not wanted and (depth > 0.15 or len(words) < 2 or prefer == "agency"):
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
    first: dict[str, re.Match[str]] = {}
    for match in _LEGAL_NAME.finditer(text.text):
        if is_name(match[0]) and not is_torn(match[0]) and _is_on_one_row(text.group(match)):
            counts[squash(match[0])] += 1
            first.setdefault(squash(match[0]), match)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return Party(clean(first[name][0]), text.group(first[name]), min(0.5 + 0.03 * count, 0.65), "mentioned")


def _is_on_one_row(words: Sequence[Word]) -> bool:
    """Whether words stand on one row: captions over a block are no part of the name under them."""
    return max(word.middle for word in words) - min(word.middle for word in words) <= 0.6 * words[0].height


def words_in_blocks(form: Form, page: Page) -> set[Word]:
    """Words that belong to the blocks of other parties and of labelled values."""
    taken: set[Word] = set()
    labels = form.labels[page.number]
    for label in labels:
        taken.update(label.words)
        if label.meaning in ("bill_to", "ship_to", "customer", "vendor", "remit_to", "to_party", "from_party"):
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
