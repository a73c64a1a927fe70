"""Did a crawl get everything? Monitors hold what came against what was to be expected, each in its own way.

A monitor that finds something lacking makes the crawl `incomplete`, with its sentence. Spidermon was looked at for this
and left: its monitors judge Scrapy's counters after the fact and tell somebody by mail or chat, while our outcome is a
part of the crawl's own row, and needs the portal's totals and the crawl before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from crawlers.portals import Portal

#: A source that offers this share less than before has lost something, or we have lost sight of it.
SHRINKS_BY = 5  # one in five


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl found. `counts`: documents, pages, entries. `lists`: by name, the entries that came and the total
    that the portal itself gives, None where it gives none. `before`: the counts of the last complete crawl, if any.
    `has_losses`: pages or documents were lost, and the crawl says so already."""

    portal: Portal
    counts: Mapping[str, int]
    lists: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    before: Mapping[str, int] | None = None
    has_losses: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something lacks: how many of what, and the sentence that says so."""

    what: str
    lacking: int
    sentence: str


Monitor = Callable[[Crawled], Iterator[Finding]]


def declared_counts(crawled: Crawled) -> Iterator[Finding]:
    """The least that the portal's declaration expects."""
    for name, count in crawled.portal.expect.items():
        got = crawled.counts.get(name, 0)
        if got < count:
            yield Finding(f"expected {name}", count - got, f"{count} {name} expected, {got} found")


def portal_totals(crawled: Crawled) -> Iterator[Finding]:
    """What the portal says of the length of its own lists."""
    for name, (came, total) in crawled.lists.items():
        if total is not None and came < total:
            of = f" of {name}" if name else ""
            yield Finding(f"entries{of}", total - came, f"{came} of {total} entries{of} came")


def shrinkage(crawled: Crawled) -> Iterator[Finding]:
    """A source does not lose a fifth of its documents or entries from one complete crawl to the next without a reason.

    It stays incomplete until a person has looked and writes the day into the portal's `checked`.
    """
    for name in ("documents", "entries"):
        was, got = (crawled.before or {}).get(name, 0), crawled.counts.get(name, 0)
        if (was - got) * SHRINKS_BY >= was > 0:
            sentence = f"{got} {name} where the last complete crawl found {was}"
            yield Finding(f"{name} of the last complete crawl", was - got, sentence)


def emptiness(crawled: Crawled) -> Iterator[Finding]:
    """A portal that offers nothing at all was not understood, unless it was only searched for certain words."""
    nothing = not crawled.counts.get("documents") and not crawled.counts.get("entries")
    is_said = crawled.has_losses or crawled.portal.expect or crawled.before
    if nothing and not is_said and not crawled.portal.search:
        yield Finding("documents at all", 1, "not one document was found")


MONITORS: tuple[Monitor, ...] = (declared_counts, portal_totals, shrinkage, emptiness)


def findings(crawled: Crawled) -> list[Finding]:
    """What all monitors find lacking."""
    return [finding for monitor in MONITORS for finding in monitor(crawled)]
