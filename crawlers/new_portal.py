"""A new portal from an address: its platform is recognised, and a declaration, a recording and a test are written.

The recording is the first list as it was answered; `expected.json` beside it is empty until a person has read the
recording and written down what it offers, and until then the test over these folders fails.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from crawlers.fetch import fetch
from crawlers.listing import Answer, Ask, ShapeError, Start, platform
from crawlers.portals import PAGES, Portal, PortalError, platforms, portal_from

CHECKOUT = Path(__file__).parent.parent
DECLARATIONS = Path("crawlers/portals")
RECORDINGS = Path("tests/crawlers/portals")
_SUFFIXES = {"json": ".json", "xml": ".xml", "csv": ".csv"}


@dataclass(frozen=True, slots=True)
class Met:
    """A portal that was met: its platform, the address to declare, and its first list as it was answered."""

    platform: str
    url: str
    answer: Answer


def recognised_platform(url: str, body: bytes = b"") -> str:
    """The platform whose address or answer this is; `pages` where no platform knows it."""
    known = (name for name in platforms() if name != PAGES)
    return next((name for name in known if platform(name).recognises(url, body)), PAGES)


def meet(url: str, contact: str, *, search: Sequence[str] = (), allow: Sequence[tuple[str, int]] = ()) -> Met:
    """Look at `url`: by its address alone where that tells, otherwise by its page. `search` are terms for platforms
    that have a search. Raises as `fetch` does."""
    name = recognised_platform(url)
    if name == PAGES:
        page = fetch(Ask(url), contact, allow=allow)
        name = recognised_platform(page.url, page.body)
        if name == PAGES:
            return Met(PAGES, url, page)
    declared = platform(name).declare(url)
    portal = Portal("new", "", name, declared, search=tuple(search))
    ask = next(iter(platform(name).first(Start(portal, dt.datetime.now(dt.UTC).date()))), None)
    if ask is None:
        raise ShapeError(f"{declared} is a portal of {name}, which lists nothing by itself; name words with --search.")
    return Met(name, declared, replace(fetch(ask, contact, allow=allow), portal=portal))


def write_portal(met: Met, key: str, agency: str, *, search: Sequence[str] = (), root: Path = CHECKOUT) -> list[Path]:
    """Write the declaration, the recording and what a person fills in; their paths.

    Raises PortalError where the declaration would be wrong, or where there is one by this key already.
    """
    written = {"agency": agency, "platform": met.platform, "url": met.url}
    written |= {"search": list(search)} if search else {}
    written["checked"] = "never"
    portal_from(key, written, f"{key}.yml")
    declaration, folder = root / DECLARATIONS / f"{key}.yml", root / RECORDINGS / key
    if declaration.exists() or folder.exists():
        raise PortalError(f"There is a portal {key} already; --key gives the new one another name.")
    folder.mkdir(parents=True)
    declaration.parent.mkdir(parents=True, exist_ok=True)
    kind = next((kind for kind in _SUFFIXES if kind in met.answer.content_type.lower()), "")
    recording = folder / f"recording{_SUFFIXES.get(kind, '.html')}"
    recording.write_bytes(met.answer.body)
    expected = folder / "expected.json"
    expected.write_text(json.dumps(_unread(met, recording), indent=1) + "\n", encoding="utf-8")
    declaration.write_text(yaml.safe_dump(written, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return [declaration, recording, expected]


def _unread(met: Met, recording: Path) -> dict[str, object]:
    """What a person completes: the documents that the recording offers, each with url, title and date."""
    return {
        "platform": met.platform,
        "base": met.answer.url,
        "recording": recording.name,
        "recorded": dt.datetime.now(dt.UTC).date().isoformat(),
        "read_by": "",
        "documents": [],
    }
