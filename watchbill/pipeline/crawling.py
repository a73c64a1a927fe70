"""Crawling for a whole store: each call runs in a process of its own, and ends with a report for every portal.

Twisted's reactor runs once per process, and a crawl must be killable at any moment without harm; so `crawl` starts
``python -m watchbill.pipeline.crawling``, tells it on its standard input what to do, and hears progress and reports,
one JSON object a line, on its standard output. The child ends when its standard input does: it never outlives its
parent.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

import sqlalchemy as sa

from crawlers.dry import DryLog, Foreseen
from crawlers.portals import Portal
from watchbill.agencies import find_agency
from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import CrawlReport
from watchbill.settings import Settings
from watchbill.store.schema import agency

OnProgress = Callable[[CrawlReport, str], None]

_OUR_ERROR = f"{WatchbillError.__module__}.{WatchbillError.__name__}: "
#: Seconds that an interrupted crawl gets to finish the request it is in.
GRACE = 10
#: Seconds from one word of progress to the next, for each portal.
SAID_EVERY = 0.1


def crawl(
    engine: sa.Engine,
    archive: Archive,
    portals: Sequence[Portal],
    settings: Settings,
    *,
    allow: Sequence[tuple[str, int]] = (),
    delay: float | None = None,
    recheck_days: int | None = None,
    warc: str | None = None,
    limits: Mapping[str, float] | None = None,
    on_foreseen: Callable[[Foreseen], None] | None = None,
    on_progress: OnProgress = lambda report, url: None,
) -> list[CrawlReport]:
    """Crawl `portals` into the archive and the store; one report each, in the same order.

    `allow` names (host, port) pairs that may be reached although they are not public (the demo's own server); `delay`
    is the seconds between requests to one host (None: one second); a document fetched less than `recheck_days` ago
    (None: 30) is not asked for again; `warc` names a folder that gets a WARC file a portal; `limits` gives settings of
    `crawlers.settings` another number, by name; `on_foreseen` makes it a dry run, which asks for lists only, keeps
    nothing, and tells what documents a crawl would ask for; `on_progress` gets the counts so far and the URL just
    fetched, and the final report without a URL when the crawl of a portal has ended.

    Documents are kept and recorded as they come, ten times a second where they come fast, so a crawl that was killed
    goes on where it stopped. Ctrl-C lets the running request end, then raises KeyboardInterrupt. A portal of an agency
    that the store does not know is not crawled; its report says so.
    """
    reports = _of_unknown_agencies(engine, portals)
    for report in reports.values():
        on_progress(report, "")
    known = [portal for portal in portals if portal.key not in reports]
    if known:
        order = {
            "database": engine.url.render_as_string(hide_password=False),
            "archive": archive.root,
            "portals": [portal.as_json() for portal in known],
            "contact": settings.contact,
            "delay": delay,
            "allow": [list(pair) for pair in allow],
            "recheck_days": recheck_days,
            "warc": warc,
            "limits": dict(limits or {}),
            "is_dry": on_foreseen is not None,
        }
        reports |= _crawl(order, on_progress, on_foreseen)
    return [reports[portal.key] for portal in portals]


def _of_unknown_agencies(engine: sa.Engine, portals: Sequence[Portal]) -> dict[str, CrawlReport]:
    """By key, the reports of portals whose agency the store does not know; a portal of several agencies names none."""
    reports = {}
    with engine.connect() as connection:
        keys = {"", *connection.scalars(sa.select(agency.c.key))}
        for portal in (portal for portal in portals if portal.agency not in keys):
            try:
                find_agency(connection, portal.agency)
            except NotFoundError as error:
                reports[portal.key] = CrawlReport(portal.key, "failed", detail=f"not crawled: {error}")
    return reports


def _crawl(
    order: dict[str, Any], on_progress: OnProgress, on_foreseen: Callable[[Foreseen], None] | None
) -> dict[str, CrawlReport]:
    """Run a child that does as `order` says; a report for every portal, by key."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "watchbill.pipeline.crawling"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl-C on the terminal reaches the parent alone, which asks the child to end
        )
        reports: dict[str, CrawlReport] = {}
        try:
            for said in _hear(child, order):
                if "foreseen" in said:
                    if on_foreseen:
                        on_foreseen(Foreseen(**said["foreseen"]))
                    continue
                report, url = CrawlReport(**said["report"]), said["url"]
                if url is None:
                    reports[report.portal] = report
                on_progress(report, url or "")
        except BaseException:
            _interrupt(child)
            raise
        code = child.wait()
        for key in [str(portal["key"]) for portal in order["portals"]]:
            if key not in reports:
                reports[key] = _lost(key, code, errors)
                on_progress(reports[key], "")
        return reports


def _hear(child: subprocess.Popen[bytes], order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the child says: reports so far with the URL just fetched, final ones without, what a dry run foresees."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(order).encode() + b"\n")
    child.stdin.flush()
    for line in child.stdout:
        yield json.loads(line)
    child.stdin.close()


def _interrupt(child: subprocess.Popen[bytes]) -> None:
    """Let the child finish the request it is in; kill it when that takes too long."""
    assert child.stdin is not None
    assert child.stdout is not None
    too_long = threading.Timer(GRACE, child.kill)
    too_long.start()
    child.send_signal(signal.SIGINT)
    child.stdout.read()  # it may be waiting to be heard; standard input stays open, or it would end at once
    child.wait()
    too_long.cancel()
    child.stdin.close()


def _lost(portal: str, code: int, errors: IO[bytes]) -> CrawlReport:
    """The report of a portal whose crawl ended without one: its process was killed, or failed."""
    errors.seek(0)
    said = errors.read().decode(errors="replace").strip().splitlines()
    if said and said[-1].startswith(_OUR_ERROR):
        return CrawlReport(portal, "failed", detail=said[-1].removeprefix(_OUR_ERROR))
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    why = f" ({said[-1][:300]})" if said and code > 0 else ""
    return CrawlReport(portal, "failed", detail=f"the crawl's process {how}{why}; crawl again to go on")


# --- The child ---


def _main() -> None:
    """Read what to do from standard input, crawl, and say how it goes on standard output."""
    with open(0, "rb", buffering=0, closefd=False) as asked:
        order = json.loads(asked.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _run(order, os.fdopen(os.dup(1), "w", encoding="utf-8"))


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)  # at once: every document is committed as it comes, so there is nothing to save


def _run(order: dict[str, Any], out: IO[str]) -> None:
    from crawlers.run import Manners, crawl_portals
    from watchbill.store.engine import connect
    from watchbill.store.retrievals import PortalRow, StoreLog

    said_at: dict[str, float] = {}

    def say(report: CrawlReport, url: str | None) -> None:
        out.write(json.dumps({"report": dataclasses.asdict(report), "url": url}) + "\n")
        out.flush()

    def say_now_and_then(report: CrawlReport, url: str) -> None:
        now = time.monotonic()
        if now - said_at.get(report.portal, -SAID_EVERY) >= SAID_EVERY:
            said_at[report.portal] = now
            say(report, url)

    class SpokenLog(StoreLog):
        """The store's log, which also tells the parent of every report."""

        def finish(self, report: CrawlReport) -> None:
            try:
                super().finish(report)
            except WatchbillError as error:
                say(dataclasses.replace(report, outcome="failed", detail=str(error)), None)
                raise
            say(report, None)

    portals = [_portal(written) for written in order["portals"]]
    rows = [PortalRow(portal.key, portal.agency, portal.platform, portal.url) for portal in portals]
    manners = Manners(
        contact=order["contact"],
        delay=order["delay"],
        allow=[(host, port) for host, port in order["allow"]],
        recheck_days=order["recheck_days"],
        warc=order["warc"],
        limits=order["limits"],
    )

    def foresee(foreseen: Foreseen) -> None:
        out.write(json.dumps({"foreseen": dataclasses.asdict(foreseen)}) + "\n")

    engine = connect(order["database"])
    try:
        archive = Archive(order["archive"])
        wet = SpokenLog(engine, rows)
        log = DryLog(StoreLog(engine, rows), foresee, lambda report: say(report, None)) if order["is_dry"] else wet
        crawl_portals(portals, log, archive, manners, on_progress=say_now_and_then)
    finally:
        engine.dispose()


def _portal(written: dict[str, Any]) -> Portal:
    """A portal from its JSON."""
    since = dt.date.fromisoformat(written["since"]) if written["since"] else None
    lists = {name: tuple(written[name]) for name in ("allowed_hosts", "search")}
    return Portal(**{**written, **lists, "since": since})


if __name__ == "__main__":
    _main()
