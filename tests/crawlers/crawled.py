"""Crawls of portals of one platform, several on one site in one process: starting a process costs more than a crawl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from crawlers.portals import Portal
from tests.crawlers.conftest import crawl_all
from tests.crawlers.site import Answer, Site
from watchbill.archive import Archive
from watchbill.model import CrawlReport


def crawl_portals(
    engine: sa.Engine,
    archive: Archive,
    site: Site,
    platform: str,
    portals: Mapping[str, Mapping[str, Any]],
    **more: Any,
) -> dict[str, CrawlReport]:
    """Crawl portals of the site by name; each names its `path` and further facts of its declaration."""
    declared = [
        Portal(
            f"us_{name}",
            f"us-{name}",
            platform,
            site.url + facts["path"],
            **{x: facts[x] for x in facts if x != "path"},
        )
        for name, facts in portals.items()
    ]
    reports = crawl_all(engine, archive, declared, allow=[("127.0.0.1", site.port)], **more)
    return {name: reports[f"us_{name}"] for name in portals}


def said(thing: Any, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(thing).encode(), "application/json", status, headers)


def serve_synthetic(site: Site, name: str) -> None:
    """Serve the answers of a fixture that was made up, not recorded; its names for the site's address become that."""
    written = (Path(__file__).parent / "synthetic" / f"{name}_synthetic.json").read_text(encoding="utf-8")
    here = written.replace("SITE/", f"{site.url}/").replace("//HOST/", f"{site.url.removeprefix('http:')}/")
    for path, answer in json.loads(here)["routes"].items():
        site.routes[path] = said(answer)
