"""Which surveillance technologies a paper is about, and the printed words that decided.

The catalogue is `data/registry/products.csv`: product names and general terms, each with the phrases that mean it. A
phrase counts where its words stand together, whatever their case and punctuation; the longest phrase at a place wins.
What a paper denies ("does not include drones") or names only in passing ("our other products include drones") is not
bought: `watchbill.mentions` tells them apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from watchbill.mentions import Place, Saying, sayings, small_print_from
from watchbill.store import schema

#: A technology that only the small print names counts from so many mentions on: a list of the seller's whole range in
#: its terms names each once, terms about what is sold keep naming it.
SMALL_PRINT_MENTIONS = 3
#: A line without a figure that names so many technologies is a letterhead or a footer with the seller's range.
RANGE_OF_PRODUCTS = 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class FoundTechnology:
    """A technology, the printed words that decided (in the order they were met), and the value that prints the first.

    `value_id` is None where page text or the vendor alone decided.
    """

    technology: str
    words: str
    value_id: int | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that mean a technology, in lower case."""

    words: tuple[str, ...]
    technologies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that mean technologies: as printed (white space folded), where they stand, and what they say."""

    words: str
    technologies: tuple[str, ...]
    place: Place
    says: Saying


@dataclass(frozen=True)
class Catalogue:
    """Phrases by their first word, longest first; for each vendor (by id) its name and the technologies it sells."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    vendor_names: Mapping[int, str] = field(default_factory=dict)
    vendor_technologies: Mapping[int, frozenset[str]] = field(default_factory=dict)


def technologies_in(
    texts: Sequence[tuple[int | None, str]], catalogue: Catalogue, makers: Collection[int] = ()
) -> list[FoundTechnology]:
    """The technologies that the texts name, those named first standing first.

    Each text comes with the id of the value that prints it, or None for page text. Values outrank page text: a
    contract's small print names many products nobody bought. Page text decides only where no value does, and then only
    for what it names at least half as often as its favourite. Nothing counts that is denied or named in passing.
    `makers` are vendor ids: one known for exactly one technology gives it where nothing printed does.
    """
    found: dict[str, _Named] = {}
    for value_id, text in texts:
        if value_id is not None:
            _add(found, phrases_in(text, catalogue), value_id)
    if not found:
        found = _named_on_pages([text for value_id, text in texts if value_id is None], catalogue)
    if found:
        return [FoundTechnology(key, named.shown(), named.value_id) for key, named in found.items()]
    return _known_for(makers, catalogue)


@dataclass
class _Named:
    value_id: int | None
    words: Counter[str] = field(default_factory=Counter)

    def shown(self) -> str:
        return "; ".join(self.words)


def _add(found: dict[str, _Named], phrases: Iterable[tuple[str, tuple[str, ...]]], value_id: int | None) -> None:
    for printed, technologies in phrases:
        for technology in technologies:
            found.setdefault(technology, _Named(value_id)).words[printed] += 1


def _named_on_pages(pages: Sequence[str], catalogue: Catalogue) -> dict[str, _Named]:
    """What page text names at least half as often as its favourite, advertising and rare words of small print aside."""
    furniture = _furniture(pages)
    large: dict[str, _Named] = {}
    small: dict[str, _Named] = {}
    for page in pages:
        small_from = small_print_from(page)
        for start, line in _lines_with(page, mentions_in(page, catalogue)):
            is_range = len({key for one in line for key in one.technologies}) >= RANGE_OF_PRODUCTS
            printed = page[start:].split("\n", 1)[0]
            if _folded(printed) in furniture or (is_range and not re.search(r"\d", printed)):
                continue
            kept = [(one.words, one.technologies) for one in line if one.says is Saying.BOUGHT]
            _add(small if start >= small_from else large, kept, None)
    for key, named in small.items():
        if key in large or named.words.total() >= SMALL_PRINT_MENTIONS:
            large.setdefault(key, _Named(None)).words.update(named.words)
    most = max((named.words.total() for named in large.values()), default=0)
    return {key: named for key, named in large.items() if 2 * named.words.total() >= most}


def _furniture(pages: Sequence[str]) -> frozenset[str]:
    """Lines that most of three pages or more repeat: letterheads and footers."""
    if len(pages) < 3:
        return frozenset()
    counted = Counter(line for page in pages for line in {_folded(line) for line in page.splitlines()})
    return frozenset(line for line, count in counted.items() if line and 2 * count > len(pages))


def _folded(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).split())


def _lines_with(page: str, mentions: Iterable[Mention]) -> Iterator[tuple[int, list[Mention]]]:
    """(where the line begins, its mentions) for each line of a page with any."""
    lines: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        lines[page.rfind("\n", 0, mention.place[0]) + 1].append(mention)
    yield from lines.items()


def phrases_in(text: str, catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each phrase of the catalogue that the text names as bought: the words as printed, and what they mean."""
    for mention in mentions_in(text, catalogue):
        if mention.says is Saying.BOUGHT:
            yield mention.words, mention.technologies


def mentions_in(text: str, catalogue: Catalogue) -> list[Mention]:
    """Every phrase of the catalogue in the text, bought, denied or in passing, in order."""
    found = list(_phrases_at(text, catalogue))
    said = sayings(text, [place for _, place in found]) if found else []
    return [
        Mention(" ".join(text[slice(*place)].split()), phrase.technologies, place, saying)
        for (phrase, place), saying in zip(found, said, strict=True)
    ]


def _phrases_at(text: str, catalogue: Catalogue) -> Iterator[tuple[Phrase, Place]]:
    spans = [(found.group().casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]
    position = 0
    while position < len(spans):
        phrase = next(
            (p for p in catalogue.phrases.get(spans[position][0], ()) if _stands_at(p, spans, position)), None
        )
        if phrase is None:
            position += 1
            continue
        last = position + len(phrase.words) - 1
        yield phrase, (spans[position][1], spans[last][2])
        position = last + 1


def _stands_at(phrase: Phrase, spans: Sequence[tuple[str, int, int]], position: int) -> bool:
    words = [word for word, _, _ in spans[position : position + len(phrase.words)]]
    return len(words) == len(phrase.words) and all(
        printed == wanted or (last and printed == wanted + "s")
        for printed, wanted, last in zip(words, phrase.words, [*[False] * (len(words) - 1), True], strict=True)
    )


def _known_for(makers: Collection[int], catalogue: Catalogue) -> list[FoundTechnology]:
    for maker in makers:
        technologies = catalogue.vendor_technologies.get(maker, frozenset())
        if len(technologies) == 1:
            return [FoundTechnology(next(iter(technologies)), catalogue.vendor_names[maker], None)]
    return []


def load_catalogue(connection: sa.Connection) -> Catalogue:
    """The catalogue of the store, as `sync_registry` left it."""
    product, vendor = schema.product, schema.vendor
    statement = sa.select(product.c.technology, product.c.phrases, product.c.vendor_id, vendor.c.name)
    meanings: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    names: dict[int, str] = {}
    sold: dict[int, set[str]] = defaultdict(set)
    for technology, phrases, vendor_id, name in connection.execute(
        statement.outerjoin_from(product, vendor).order_by(product.c.id)
    ):
        for phrase in phrases:
            meanings[tuple(word.casefold() for word in _WORD.findall(phrase))][technology] = None
        if vendor_id is not None:
            names[vendor_id] = name
            sold[vendor_id].add(technology)
    by_first: dict[str, list[Phrase]] = defaultdict(list)
    for words, technologies in meanings.items():
        by_first[words[0]].append(Phrase(words, tuple(technologies)))
        if len(words) == 1:
            by_first[words[0] + "s"].append(Phrase(words, tuple(technologies)))
    return Catalogue(
        {first: tuple(sorted(these, key=lambda p: -len(p.words))) for first, these in by_first.items()},
        names,
        {vendor_id: frozenset(technologies) for vendor_id, technologies in sold.items()},
    )
