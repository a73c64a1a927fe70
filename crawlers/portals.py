"""Portals: one YAML file each in `crawlers/portals/`, named place first (`us_or_eugene.yml`).

agency: us-or-eugene              # the agency's key in the registry; `several` where the papers are of many
platform: pages                   # the software behind the site: a module of crawlers.platforms
url: https://www.eugene-or.gov/…  # where the crawl starts
allowed_hosts: [files.example]    # other hosts that hold this agency's documents; the URL's own host is always allowed
depth: 2                          # how many detail pages deep, from a list page (default 2)
search: [flock, alpr]             # terms, for platforms that have a search of their own
token: WATCHBILL_NYC_TOKEN        # the environment variable that holds a token, for portals that want one
since: 2020-01-01                 # documents dated earlier are passed over
expect: {documents: 20}           # a crawl that finds fewer is incomplete
checked: never                    # the date of the last live check, or never
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from watchbill.errors import NotFoundError, WatchbillError

FOLDER = Path(__file__).parent / "portals"
PLATFORMS = Path(__file__).parent / "platforms"
#: The platform of sites that list nothing by themselves: their pages are read as a visitor reads them.
PAGES = "pages"
SEVERAL = "several"
REQUIRED = ("agency", "platform", "url", "checked")
OPTIONAL = ("allowed_hosts", "depth", "search", "token", "since", "expect")
EXPECTABLE = ("documents", "pages", "entries")
_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_AGENCY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class PortalError(WatchbillError):
    """A declaration that cannot be understood: the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Portal:
    """One public site, of one agency; `agency` is empty where its papers are of several.

    `checked` is an ISO date or ``never``; `expect` holds the least a crawl finds.
    """

    key: str
    agency: str
    platform: str
    url: str
    checked: str = "never"
    allowed_hosts: tuple[str, ...] = ()
    depth: int = 2
    search: tuple[str, ...] = ()
    token: str = ""
    since: dt.date | None = None
    expect: Mapping[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def checked_on(self) -> dt.date | None:
        """The day a person last looked at the site itself."""
        return None if self.checked == "never" else dt.date.fromisoformat(self.checked)

    def allows(self, url: str) -> bool:
        """Whether the crawl may go to `url`: its own host (with or without www.) or one of `allowed_hosts`."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return host in {name.removeprefix("www.") for name in (self.host, *self.allowed_hosts)}

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"since": self.since.isoformat() if self.since else None}


def portal_from(key: str, written: Mapping[str, Any], where: str) -> Portal:
    """The portal declared by `written`. Raises PortalError naming `where` and the key that is wrong."""

    def wrong(name: str, what: str) -> PortalError:
        return PortalError(f"{where}: {name} {what}.")

    unknown = [name for name in written if name not in REQUIRED + OPTIONAL]
    if unknown:
        known = ", ".join(REQUIRED + OPTIONAL)
        raise wrong(repr(str(unknown[0])), f"is not a key of a portal; the keys are {known}")
    missing = [name for name in REQUIRED if not written.get(name)]
    if missing:
        raise wrong(missing[0], "is missing")
    if not _KEY.fullmatch(key):
        raise wrong(repr(key), "is not a portal's key: small letters, digits and single underscores, place first")
    agency, platform, url = (str(written[name]) for name in ("agency", "platform", "url"))
    if not _AGENCY.fullmatch(agency):
        raise wrong("agency", f"{agency!r} is not an agency's key, such as us-or-eugene-pd, nor {SEVERAL}")
    if platform not in platforms():
        raise wrong("platform", f"{platform!r} is not one of {', '.join(platforms())}")
    if not is_web_address(url):
        raise wrong("url", f"{url!r} is not an http or https address")
    return Portal(
        key=key,
        agency="" if agency == SEVERAL else agency,
        platform=platform,
        url=url,
        checked=_checked(written["checked"], wrong),
        allowed_hosts=_texts(written, "allowed_hosts", wrong, _HOST),
        depth=_depth(written.get("depth", 2), wrong),
        search=_texts(written, "search", wrong),
        token=_token(written.get("token", ""), wrong),
        since=_since(written.get("since"), wrong),
        expect=_expect(written.get("expect"), wrong),
    )


def is_web_address(url: str) -> bool:
    """Whether `url` is an http or https address with a host and a port that can be."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises ValueError for a port that is none)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def platforms() -> list[str]:
    """The platforms there are spiders for: the modules of crawlers.platforms."""
    return sorted(path.stem for path in PLATFORMS.glob("*.py") if path.stem not in ("__init__", "base"))


def load_portals(folder: Path = FOLDER) -> dict[str, Portal]:
    """Every declared portal by key, sorted. Raises PortalError at the first declaration that is wrong."""
    return {path.stem: _load(path) for path in sorted(folder.glob("*.yml"))}


def find_portal(key: str, folder: Path = FOLDER) -> Portal:
    """The portal declared as `key`. Raises NotFoundError with the nearest key that exists."""
    path = folder / f"{key}.yml"
    if _KEY.fullmatch(key) and path.is_file():
        return _load(path)
    keys = [found.stem for found in folder.glob("*.yml")]
    raise NotFoundError(f"There is no portal {key!r}{nearest(key, keys)}")


def nearest(key: str, keys: Iterable[str]) -> str:
    """The end of a sentence about an unknown key: the nearest ones, or where to look."""
    close = get_close_matches(key.lower().replace("-", "_"), list(keys), n=1, cutoff=0.75)
    return f"; did you mean {close[0]}?" if close else "; `watchbill portals` lists them."


def _load(path: Path) -> Portal:
    where = path.name
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PortalError(f"{where} is not valid YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(written, dict):
        raise PortalError(f"{where} holds no portal: write agency, platform, url and checked.")
    return portal_from(path.stem, written, where)


def _checked(written: Any, wrong: Any) -> str:
    if written == "never" or isinstance(written, dt.date):
        return str(written)
    raise wrong("checked", f"{written!r} is neither a date nor never")


def _depth(written: Any, wrong: Any) -> int:
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written <= 10:
        return written
    raise wrong("depth", f"{written!r} is not a whole number from 0 to 10")


def _token(written: Any, wrong: Any) -> str:
    if isinstance(written, str) and (not written or _VARIABLE.fullmatch(written)):
        return written
    raise wrong("token", "is not the name of an environment variable; the token itself is never written down")


def _since(written: Any, wrong: Any) -> dt.date | None:
    if written is None or (isinstance(written, dt.date) and not isinstance(written, dt.datetime)):
        return written
    raise wrong("since", f"{written!r} is not a date such as 2020-01-31")


def _expect(written: Any, wrong: Any) -> dict[str, int]:
    if written is None:
        return {}
    if isinstance(written, dict) and all(
        name in EXPECTABLE and isinstance(count, int) and count > 0 for name, count in written.items()
    ):
        return dict(written)
    raise wrong("expect", f"{written!r} is not a count of {' or '.join(EXPECTABLE)}, such as {{documents: 20}}")


def _texts(
    written: Mapping[str, Any], name: str, wrong: Any, pattern: re.Pattern[str] | None = None
) -> tuple[str, ...]:
    entries = written.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
        raise wrong(name, f"{entries!r} is not a list of texts")
    for entry in entries:
        if pattern and not pattern.fullmatch(entry):
            raise wrong(name, f"{entry!r} is not a host name in small letters, such as files.example.gov")
    return tuple(entries)
