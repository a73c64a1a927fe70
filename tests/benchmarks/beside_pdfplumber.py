"""What pdfplumber makes of the same pages: words and tables to hold ours to, and a process of its own to time.

`python -m tests.benchmarks.beside_pdfplumber FILE...` does `extract_words` and `extract_tables` on every page, nothing
else, and prints how many pages and how much of its CPU time went into starting.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchbill.model import Box


#: pdfplumber's own remedy where its default joins cells less than three points apart: gaps in shares of the letters.
NARROW: dict[str, Any] = {"x_tolerance_ratio": 0.15}


def agreement(pages: Iterable[tuple[Path, int]]) -> dict[str, Any]:
    """Our words and drawn tables against pdfplumber's on these pages (counted from 0): F1 of words, over all of them
    and as the mean of pages; tables matched.

    A word agrees when it is printed as often by both; a table when its box and pdfplumber's share nine tenths. Our
    words are held to pdfplumber's default and to its words at a narrower tolerance; those are held to its default, too.
    """
    import pdfplumber
    import pypdfium2 as pdfium

    from extractors.paper import Page
    from extractors.pdf import native_text
    from extractors.rules import drawn_rules
    from extractors.tables import find_tables

    pairs: dict[str, list[tuple[int, int]]] = {"word_f1": [], "word_f1, narrow": [], "its narrow words": []}
    count, matched, theirs_count, ours_count = 0, 0, 0, 0
    seconds: dict[str, float] = defaultdict(float)
    for path, index in pages:
        count += 1
        with pdfium.PdfDocument(path) as document:
            start = time.process_time()
            page = document[index]
            words = native_text(page, 1).words
            seconds["our words"] += time.process_time() - start
            rules = drawn_rules(page)
            begun = time.process_time()
            ours = find_tables(Page(1, page.get_width(), page.get_height(), "native", words, rules))
            seconds["our tables"] += time.process_time() - begun
            seconds["ours"] += time.process_time() - start
        with pdfplumber.open(path) as plumbed:
            start = time.process_time()
            other = plumbed.pages[index]
            printed = Counter(word["text"] for word in other.extract_words())
            seconds["pdfplumber words"] += time.process_time() - start
            theirs = [table.bbox for table in other.find_tables() if len(table.cells) > 1]
            seconds["pdfplumber"] += time.process_time() - start
            narrow = Counter(word["text"] for word in other.extract_words(**NARROW))
        read = Counter(word.text for word in words)
        for name, (one, two) in zip(pairs, ((read, printed), (read, narrow), (narrow, printed)), strict=True):
            pairs[name].append(((one & two).total(), one.total() + two.total()))
        matched += sum(any(_overlap(box, table.bbox) > 0.9 for table in ours) for box in theirs)
        theirs_count, ours_count = theirs_count + len(theirs), ours_count + len(ours)
    return {
        "pages": count,
        **{name: _f1(each) for name, each in pairs.items()},
        "tables": {"pdfplumber": theirs_count, "ours": ours_count, "matched": matched},
        "cpu_seconds_per_page": {name: round(spent / count, 4) for name, spent in seconds.items()},
    }


def _f1(pages: Sequence[tuple[int, int]]) -> dict[str, float]:
    """F1 from the words that both print and the sum of both sides' words on each page."""
    f1s = sorted(2 * alike / both if both else 1.0 for alike, both in pages)
    return {
        "all words": round(2 * sum(alike for alike, _ in pages) / max(sum(both for _, both in pages), 1), 4),
        "mean of pages": round(sum(f1s) / len(f1s), 4),
        "median": round(f1s[len(f1s) // 2], 4),
        "worst": round(f1s[0], 4),
    }


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / max(sum(areas) - shared, 1e-9)


def main(paths: list[str]) -> None:
    import pdfplumber

    started = time.process_time()
    pages = 0
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()
                page.extract_tables()
                pages += 1
                page.close()
    print(json.dumps({"pages": pages, "starting": round(started, 3)}))


if __name__ == "__main__":
    main(sys.argv[1:])
