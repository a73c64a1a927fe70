"""Recorded answers of every platform against what a person read in them: documents, titles, dates, facts, totals.

`expected/<platform>/<name>.json` holds the expectation of one answer. Nothing in it was written by our own code:

    recording   the file below the recordings; for an exchange of a cassette ``file.yaml#number``, from 0
    base        the address it was recorded from
    count       how many documents it offers
    urls_sha256 the beginning of the SHA-256 of their sorted addresses, one a line
    fetched     how many of them a crawl asks for, where some are only shown
    documents   some or all of them: url, and of title, date and facts those that were read
    next        addresses of further pages that it leads to
    total       the portal's own total, entries: how many rows this answer holds
    missing     how many things it says it holds back
    recognised  false where only --platform can tell whose answer it is
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from crawlers.links import Link
from crawlers.listing import Answer, Ask, platform, read_answer
from crawlers.offers import offered_documents
from tests.crawlers.replay import cassette

EXPECTED = Path(__file__).parent / "expected"
CASES = sorted(path.relative_to(EXPECTED).as_posix() for path in EXPECTED.glob("*/*.json"))


@pytest.mark.parametrize("case", CASES)
def test_a_recorded_answer_yields_all_that_a_person_read_in_it(case: str, cases_folder: Path) -> None:
    expected = json.loads((EXPECTED / case).read_text(encoding="utf-8"))
    name = case.partition("/")[0]
    body, content_type = recorded(cases_folder / "recordings", expected["recording"])
    base = expected["base"]
    offered = offered_documents(body, base, name)
    assert not lacking(expected.get("documents", []), offered)
    if "count" in expected:
        assert len(offered) == expected["count"], [link.url for link in offered]
    if "urls_sha256" in expected:
        addresses = "\n".join(sorted(link.url for link in offered))
        assert hashlib.sha256(addresses.encode()).hexdigest().startswith(expected["urls_sha256"]), addresses
    listing = read_answer(platform(name), Answer(base, body, content_type, Ask(base)))
    assert not set(expected.get("next", ())) - {ask.url for ask in listing.asks}
    said = {
        "total": listing.total,
        "entries": len(set(listing.entries)) + listing.rows,
        "missing": len(listing.missing),
        "fetched": len({link.url for link in listing.links}),
    }
    assert {what: said[what] for what in said if what in expected} == {x: expected[x] for x in said if x in expected}
    if expected.get("recognised", True):
        assert offered_documents(body, base) == offered


def recorded(folder: Path, where: str) -> tuple[bytes, str]:
    """The body of a recorded answer, and its Content-Type where that was recorded too."""
    name, _, number = where.partition("#")
    if not number:
        return (folder / name).read_bytes(), ""
    answer = list(cassette(folder / name))[int(number)].answer
    is_packed = answer.headers.get("content-encoding") == "gzip"
    return gzip.decompress(answer.body) if is_packed else answer.body, answer.content_type


def lacking(documents: list[dict[str, Any]], offered: list[Link]) -> list[str]:
    """What was read by a person and is not offered so, in words."""
    found = {link.url: link for link in offered}
    lacks = []
    for document in documents:
        link = found.get(document["url"])
        if link is None:
            lacks.append(f"no link to {document['url']}")
            continue
        date = link.date.isoformat() if link.date else None
        said: dict[str, Any] = {"title": link.title, "date": date}
        said |= {f"facts.{fact}": text for fact, text in link.facts.items()}
        wanted = {part: document[part] for part in ("title", "date") if part in document}
        wanted |= {f"facts.{fact}": text for fact, text in document.get("facts", {}).items()}
        lacks += [
            f"{link.url}: {part} {said.get(part)!r}, not {it!r}" for part, it in wanted.items() if said.get(part) != it
        ]
    return lacks
