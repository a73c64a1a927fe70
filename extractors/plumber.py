"""Pages that pdfium cannot load, read by plain pdfplumber: slow, but another parser with other weaknesses."""

from __future__ import annotations

import io
import logging

from extractors.paper import Page, Word

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns about every odd font


def plumbed_page(data: bytes, index: int) -> Page | None:
    """One page (`index` from 0) with pdfplumber's words; None where it sees no page or no words either.

    pdfminer raises errors of many kinds on broken files, so all of them mean None.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            page = document.pages[index]
            words = tuple(
                Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"], index + 1) for w in page.extract_words()
            )
            return Page(index + 1, float(page.width), float(page.height), "native", words) if words else None
    except MemoryError:
        raise
    except Exception as error:
        logging.getLogger(__name__).info("pdfplumber cannot read page %d either: %r", index + 1, error)
        return None
