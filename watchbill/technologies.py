"""Which surveillance technologies a paper is about, and the printed words that decided.

The catalogue is `data/registry/products.csv`: product names and general terms, each with the phrases that mean it. A
phrase counts where its words stand together, whatever their case and punctuation; the longest phrase at a place wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from watchbill.store import schema

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
    for what it names at least half as often as its favourite. `makers` are vendor ids: one known for exactly one
    technology gives it where nothing printed does.
    """
    found = _named(((value_id, text) for value_id, text in texts if value_id is not None), catalogue)
    if not found:
        found = _named(((None, text) for value_id, text in texts if value_id is None), catalogue)
        most = max((sum(named.words.values()) for named in found.values()), default=0)
        found = {key: named for key, named in found.items() if 2 * sum(named.words.values()) >= most}
    if found:
        return [FoundTechnology(key, named.shown(), named.value_id) for key, named in found.items()]
    return _known_for(makers, catalogue)


@dataclass
class _Named:
    value_id: int | None
    words: Counter[str] = field(default_factory=Counter)

    def shown(self) -> str:
        return "; ".join(self.words)


def _named(texts: Iterator[tuple[int | None, str]], catalogue: Catalogue) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for value_id, text in texts:
        for printed, technologies in phrases_in(text, catalogue):
            for technology in technologies:
                found.setdefault(technology, _Named(value_id)).words[printed] += 1
    return found


def phrases_in(text: str, catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each phrase of the catalogue in the text: the words as printed (white space folded), and what they mean."""
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
        yield " ".join(text[spans[position][1] : spans[last][2]].split()), phrase.technologies
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
