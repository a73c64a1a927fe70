"""The words around the picture of a page: what the papers on it are, their checks, and why figures were passed over."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

from extractors.explained import PageExplained, Passed
from watchbill.model import Reading, Record

ORIGINS = {"native": "native text", "ocr": "read by OCR", "none": "no text found"}
LONGEST_VALUE = 34
#: Figures named one by one where many were passed over for one reason.
NAMED_FIGURES = 6


def heading_of(page: PageExplained, reading: Reading, name: str) -> str:
    """One line: the document, the page, and how its text was had."""
    turned = f", turned {page.turn}° to be read" if page.turn else ""
    askew = math.degrees(math.atan(abs(page.slope)))
    skewed = f", {askew:.1f}° askew" if askew >= 0.1 else ""
    return f"{name} · page {page.number} of {reading.pages} · {ORIGINS.get(page.origin, page.origin)}{turned}{skewed}"


def footing_of(page: PageExplained, reading: Reading) -> list[str]:
    """What each paper on the page is, its checks, and why figures were passed over."""
    lines: list[str] = []
    for at in page.records:
        lines += _paper(at, reading.records[at], page.number)
    lines = lines or ["No paper was found on this page."]
    reasons: dict[str, list[Passed]] = defaultdict(list)
    for letter, figure in marked_figures(page):
        reasons[letter].append(figure)
    if reasons:
        lines += ["", f"Seen and not taken ({len(page.figures)}):"]
    for letter, figures in reasons.items():
        named = ", ".join(shortened(figure.text) for figure in figures[:NAMED_FIGURES])
        more = f" and {len(figures) - NAMED_FIGURES} more" if len(figures) > NAMED_FIGURES else ""
        lines.append(f"  {letter}  {named}{more}: {figures[0].why}")
    outcome = str(reading.outcome).replace("_", " ") + (f" ({reading.reason})" if reading.reason else "")
    return [*lines, "", f"Outcome: {outcome} · reader {reading.reader} · SHA-256 {reading.sha256}"]


def _paper(at: int, record: Record, number: int) -> Iterator[str]:
    first, last = record.pages
    rows = [f"{len(record.items)} items"] * bool(record.items)
    rows += [f"{len(record.payments)} payments"] * bool(record.payments)
    pages = f"page {first}" if first == last else f"pages {first} to {last}"
    about = [str(record.kind).replace("_", " "), pages, f"confidence {record.confidence:.2f}", *rows]
    yield f"Record {at + 1}: " + ", ".join(about)
    for check in record.checks:
        verdict = "passed" if check.passed else "! FAILED"
        yield f"  {verdict}: {check.name.replace('_', ' ')}" + (f" ({check.detail})" if check.detail else "")
    elsewhere = [f"{name} (page {value.page})" for name, value in record.fields.items() if value.page != number]
    if elsewhere:
        yield f"  on other pages: {', '.join(elsewhere)}"


def marked_figures(page: PageExplained) -> Iterator[tuple[str, Passed]]:
    """Each figure passed over with the letter of its reason: a, b, … z, aa, ab, …"""
    names = [*ascii_lowercase, *map("".join, product(ascii_lowercase, repeat=2))]
    letters: dict[str, str] = {}
    for figure in page.figures:
        letter = letters.setdefault(figure.why, names[min(len(letters), len(names) - 1)])
        yield letter, figure


def shortened(text: str) -> str:
    """The text in at most `LONGEST_VALUE` letters."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
