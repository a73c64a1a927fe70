"""Leaving out what Scrapy does for every answer and nobody here looks at. Measured: a third of what an answer costs.

Its counts of all that happens, its debug line an answer and its extensions are left out by `crawlers.settings`. Here:
signals that nobody hears, the words of the debug line, and the search for text in the first 5,000 bytes of a document.
"""

from __future__ import annotations

import gc
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from scrapy.responsetypes import responsetypes
from scrapy.signalmanager import SignalManager

#: Media types that are no text: what else they are `crawlers.bodies` sees.
_BYTES = ("application/*", "image/*", "audio/*", "video/*")


class Bytes(Response):
    """An answer that its Content-Type calls no text. Only a plain `Response` is searched for text."""


class HeardSignals(SignalManager):
    """Sends a signal only where somebody asked for it."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[Any] = set()

    def connect(self, receiver: Any, signal: Any, **facts: Any) -> None:
        self._heard.add(signal)
        super().connect(receiver, signal, **facts)

    def send_catch_log(self, signal: Any, **facts: Any) -> list[tuple[Any, Any]]:
        return super().send_catch_log(signal, **facts) if signal in self._heard else []


class FaultsOnly(LogFormatter):
    """Says nothing of answers that came."""

    def crawled(self, *_: Any, **__: Any) -> None:
        return None


def lean(crawler: Crawler) -> Crawler:
    """`crawler`, which was not started yet, without what is said above."""
    crawler.signals = HeardSignals(crawler)
    return crawler


def lean_process() -> None:
    """What is so for all crawls of this process."""
    for media_type in _BYTES:
        responsetypes.classes.setdefault(media_type, Bytes)
    gc.collect()
    gc.freeze()  # what was imported is not looked through again and again
