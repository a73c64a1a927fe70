"""Where things are: flags first, then `WATCHBILL_*` variables, then `watchbill.toml`, then defaults in `data/`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from watchbill.errors import WatchbillError

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ROOT / "data" / "registry"
SAMPLE = ROOT / "data" / "sample"


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is a SQLAlchemy URL, `archive` a folder or fsspec URL, `contact` stands in crawlers' user agent."""

    database: str
    archive: str
    contact: str


DEFAULTS: Mapping[str, str] = {
    "database": f"sqlite:///{ROOT / 'data' / 'watchbill.db'}",
    "archive": str(ROOT / "data" / "archive"),
    "contact": "watchbill@example.org",
}


def load_settings(
    flags: Mapping[str, str | None] | None = None,
    environ: Mapping[str, str] = os.environ,
    file: Path | None = None,
) -> Settings:
    """The settings in force. `file` defaults to `watchbill.toml` here; keys it does not know are an error."""
    path = file or Path("watchbill.toml")
    chosen = dict(DEFAULTS)
    if path.is_file():
        import tomllib

        try:
            written = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WatchbillError(f"{path} is not valid TOML: {error}.") from error
        for key, setting in written.items():
            if key not in DEFAULTS:
                raise WatchbillError(f"{path} sets {key!r}, which is not one of {', '.join(DEFAULTS)}.")
            chosen[key] = str(setting)
    for key in DEFAULTS:
        if environ.get(f"WATCHBILL_{key.upper()}"):
            chosen[key] = environ[f"WATCHBILL_{key.upper()}"]
        if flags and flags.get(key):
            chosen[key] = str(flags[key])
    return Settings(**chosen)
