"""Pages set from plain text for the tests of the field rules: three spaces or more part two cells."""

from __future__ import annotations

from dataclasses import replace

from extractors.labels import Form
from extractors.paper import Page, Word
from extractors.typeset import typeset


def pages_of(*texts: str) -> list[Page]:
    """One page a text."""
    pages = []
    for number, text in enumerate(texts, start=1):
        page = typeset(text.strip("\n")).pages[0]
        words = tuple(replace(word, page=number) for word in page.words)
        pages.append(replace(page, number=number, words=words))
    return pages


def form_of(*texts: str) -> Form:
    return Form.of(pages_of(*texts))


def words_of(text: str) -> list[Word]:
    """The words of one line, in reading order."""
    return list(pages_of(text)[0].words)


def scanned(pages: list[Page], confidence: float = 0.9) -> list[Page]:
    """The same pages as OCR would give them."""
    return [
        replace(page, origin="ocr", words=tuple(replace(word, confidence=confidence) for word in page.words))
        for page in pages
    ]
