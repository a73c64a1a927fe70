"""Explain pages of a stranger's file, in a child process under limits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from extractors.children import Limits, bound_cpu, in_child
from extractors.explained import Explanation
from watchbill.model import Reason


def explain_file(
    path: Path, name: str, numbers: Sequence[int] | None, *, is_drawn: bool = True, limits: Limits | None = None
) -> Explanation | Reason:
    """The pages `numbers` (from 1; None for all) explained, with their pictures where `is_drawn`.

    A refused document has no pages. Where the child did not come back, the reason why. Raises IndexError, with the
    document's count of pages, for a page it does not have.
    """
    limits = limits or Limits()
    return in_child(_explain, path, name, numbers, is_drawn, limits, limits=limits)


def _explain(
    path: Path, name: str, numbers: Sequence[int] | None, is_drawn: bool, limits: Limits
) -> Explanation | Reason:
    """In the child: read the document, look at the pages, and draw them."""
    from extractors.explain import explain_page
    from extractors.explain_picture import dots_for, picture_of_page
    from extractors.media import MOST_BYTES
    from extractors.reader import read_with_pages
    from extractors.sheets import sheet_of

    if path.stat().st_size > MOST_BYTES:
        return Reason.TOO_LARGE
    data = path.read_bytes()
    with bound_cpu(data, limits) as seconds:
        reading, paper = read_with_pages(data, name, seconds)
        wanted = range(1, len(paper.pages) + 1) if numbers is None or not paper.pages else numbers
        if paper.pages and not all(1 <= number <= len(paper.pages) for number in wanted):
            raise IndexError(len(paper.pages))
        pages, pictures = [], []
        for number in wanted:
            pages.append(explain_page(paper, reading, number))
            if is_drawn:
                sheet = sheet_of(data, reading.media_type, paper.pages[number - 1], dots_for(pages[-1]))
                out = io.BytesIO()
                picture_of_page(sheet, pages[-1], reading, name).save(out, "PNG", optimize=False)
                pictures.append(out.getvalue())
    return Explanation(reading, tuple(pages), tuple(pictures))
