"""Documents found on real pages, beside labels made by hand: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks links`.

`page_labels.json` holds, for every page, a digest of the URL of each document that a person finds there and the date
that the page prints for it: facts, no text. ``null`` is no date, ``any`` one that people would argue about. The labels
were made page by page, by rules written after reading its HTML and knowing nothing of our code. Errors on the pages
held back were never looked at, only counted. A table on stdout, JSON in `bench-results/links.json`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawlers.anchors import steady
from crawlers.links import document_links
from tests.benchmarks.bench_calibration import printed
from tests.benchmarks.scored import RESULTS, cases_folder

LABELS = Path(__file__).with_name("page_labels.json")
#: Saved pages do not say where they were saved from; the digests are of URLs relative to this.
BASE = "https://www.example.gov/list/page"


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of the recordings: for the digest of each document's URL the date that is printed for it."""

    path: str
    is_held_back: bool
    documents: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one page or of several: labelled, found, both; of both those with a date to judge, and those right."""

    labelled: int = 0
    found: int = 0
    both: int = 0
    judged: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.labelled + other.labelled,
            self.found + other.found,
            self.both + other.both,
            self.judged + other.judged,
            self.right + other.right,
        )

    @property
    def recall(self) -> float:
        return self.both / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0

    @property
    def dates(self) -> float:
        return self.right / self.judged if self.judged else 1.0


def labelled_pages() -> list[LabelledPage]:
    return [
        LabelledPage(path, page["held_back"], dict(page["documents"]))
        for path, page in json.loads(LABELS.read_text(encoding="utf-8")).items()
    ]


def digest(url: str) -> str:
    """What names a document's URL in the labels: however it is quoted, and whoever visits."""
    parts = urlsplit(steady(url))
    query = unquote(f"?{parts.query}") if parts.query else ""
    plain = f"{parts.netloc.lower()}{unquote(parts.path).strip()}{query}"
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def score(page: LabelledPage, body: bytes) -> Score:
    found = {digest(link.url): link.date for link in document_links(body, BASE)}
    both = [name for name in page.documents if name in found]
    judged = [name for name in both if page.documents[name] != "any"]
    right = sum((found[name].isoformat() if found[name] else None) == page.documents[name] for name in judged)
    return Score(len(page.documents), len(found), len(both), len(judged), right)


def total(scores: Iterable[Score]) -> Score:
    return sum(scores, start=Score())


def main() -> None:
    folder = cases_folder() / "recordings"
    scores = [(page, score(page, (folder / page.path).read_bytes())) for page in labelled_pages()]
    rows = [["page", "labelled", "found", "recall", "precision", "dates"]]
    groups = [(page.path, [one]) for page, one in scores if not page.is_held_back]
    groups.append(("all shown", [one for page, one in scores if not page.is_held_back]))
    groups.append(("held back", [one for page, one in scores if page.is_held_back]))
    for name, parts in groups:
        sum_of = total(parts)
        shares = [f"{share:.4f}" for share in (sum_of.recall, sum_of.precision, sum_of.dates)]
        rows.append([name, str(sum_of.labelled), str(sum_of.found), *shares])
    print(printed(rows))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "links.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
