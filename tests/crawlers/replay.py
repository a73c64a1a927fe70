"""Recorded answers of portals, served on loopback: the spiders are crawled against them with no network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.crawlers.site import Answer, Site


def replay(site: Site, answers: Mapping[str, Path | bytes | Answer], content_type: str = "application/json") -> None:
    """Serve `answers` by path with query: a recorded file, its bytes, or an answer with status and headers."""
    for path, recorded in answers.items():
        if isinstance(recorded, Answer):
            site.routes[path] = recorded
        else:
            body = recorded if isinstance(recorded, bytes) else recorded.read_bytes()
            site.routes[path] = Answer(body, content_type)
