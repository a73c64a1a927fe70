"""The road run for a whole store: crawling and reading. The one place, beside the command line, that looks up at both.

Importing this package costs nothing; `crawlers` and `extractors` are loaded when one of its names is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchbill.pipeline.crawling import crawl as crawl
    from watchbill.pipeline.reading import read_pending as read_pending
    from watchbill.pipeline.report import ReadReport as ReadReport

_HOMES = {"crawl": "crawling", "read_pending": "reading", "ReadReport": "report"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
