"""The addresses of the review page, and what a decision does: it is written, names and purchases follow, the next item
comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import sqlalchemy as sa

from dashboard.page_images import Painter
from dashboard.review import pages
from dashboard.review.guard import REVIEWER, SESSION, RefusedError, read_form, remember, session_of, token_of
from dashboard.theme import STATIC
from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.questions import QUESTIONS
from watchbill.review.corrections import read_log, verify_chain
from watchbill.review.decide import NOBODY, accept, correct, resolve, strike, undo
from watchbill.review.decision import Decision
from watchbill.review.item import load_item, papers_of
from watchbill.review.queue import KINDS, ORDERS, queue
from watchbill.review.regroup import merge, split
from watchbill.review.settling import settle_all
from watchbill.store import schema as s
from watchbill.store.live import is_live

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

LOOKS = {
    "watchbill.css": STATIC / "watchbill.css",
    "icon.svg": STATIC / "icon.svg",
    "review.css": Path(__file__).parent / "static" / "review.css",
    "review.js": Path(__file__).parent / "static" / "review.js",
}


@dataclass(frozen=True)
class Desk:
    """What the pages work with: the store, the archive, the painter of pages, and who decides if nobody says."""

    engine: sa.Engine
    archive: str
    reviewer: str = ""
    painter: Painter = field(default_factory=Painter)


Decide = Callable[[sa.Connection, str, str], list[Decision]]


def filters_of(request: Request) -> pages.Filters:
    """The filters that the address names, as far as they can be what they say."""
    given = request.query_params
    kind, order = given.get("kind", ""), given.get("order", "")
    return pages.Filters(
        kind if kind in KINDS else "", given.get("text", "")[:200], order if order in ORDERS else "amount"
    )


def _asked(desk: Desk, request: Request, session: str, notice: str = "", typed: Mapping[str, str] | None = None,
           is_wrong: bool = False) -> pages.Asked:  # fmt: skip
    reviewer = (typed or {}).get("reviewer") or unquote(request.cookies.get(REVIEWER, "")) or desk.reviewer
    return pages.Asked(token_of(session), reviewer, typed or {}, notice, is_wrong)


def _answer(request: Request, content: str, status: int = 200, session: str = "") -> Response:
    from starlette.responses import HTMLResponse

    answer = HTMLResponse(content, status_code=status)
    if session and request.cookies.get(SESSION) != session:
        remember(answer, SESSION, session)
    return answer


def _done(desk: Desk, request: Request) -> str:
    """What the decision that led here came to, by its number in the log."""
    number = request.query_params.get("done", "")
    if not re.fullmatch(r"[0-9]{1,12}", number):
        return "Nothing had to be written: it was so already." if number == "same" else ""
    with desk.engine.connect() as connection:
        row = next((each for each in read_log(connection) if each.id == int(number)), None)
    return f"Done: correction {row.id} ({row.action}) is in the log." if row else ""


def _guarded(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The page, or one sentence where something is not there."""

    def answer(request: Request) -> Response:
        try:
            return page(request)
        except NotFoundError as error:
            return _answer(request, pages.sorry_page(str(error)), 404)
        except WatchbillError as error:
            return _answer(request, pages.sorry_page(str(error)), 422)

    return answer


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields.get(name, [""])[0].strip()


def _who_and_why(fields: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Reviewer and reason. Raises WatchbillError where one is missing."""
    reviewer, reason = _one(fields, "reviewer")[:120], _one(fields, "reason")[:2000]
    if not reason:
        raise WatchbillError("Say why: the reason is kept for ever beside the decision.")
    if not reviewer:
        raise WatchbillError("Say who decides: the public log shows the name.")
    return reviewer, reason


def decision_about(target: str, fields: Mapping[str, Sequence[str]]) -> Decide:
    """What a filled form about one item decides. Raises WatchbillError where nothing was chosen."""
    do, value, key = _one(fields, "do"), _one(fields, "value"), _one(fields, "key")
    if do.startswith("key:"):
        do, key = "same", do.removeprefix("key:")
    choices: dict[str, Decide] = {
        "accept": lambda connection, who, why: [accept(connection, who, target, why)],
        "correct": lambda connection, who, why: [correct(connection, who, target, value, why)],
        "strike": lambda connection, who, why: [strike(connection, who, target, why)],
        "same": lambda connection, who, why: [resolve(connection, who, target, key, why)],
        "reject": lambda connection, who, why: [resolve(connection, who, target, NOBODY, why)],
        "undo": lambda connection, who, why: [undo(connection, who, target, why)],
    }
    if do not in choices:
        raise WatchbillError("Choose what you say of it: nothing was chosen.")
    if do == "same" and not key:
        raise WatchbillError("Write the key of the vendor or agency that is meant.")
    return choices[do]


def decision_about_purchase(purchase: str, fields: Mapping[str, Sequence[str]]) -> Decide:
    """What a filled form about a purchase decides. Raises WatchbillError where nothing was chosen."""
    do, records = _one(fields, "do"), tuple(fields.get("record", ()))
    other = _one(fields, "with") or _one(fields, "other")
    if do == "split":
        if not records:
            raise WatchbillError("Tick the papers that are another deal.")
        return lambda connection, who, why: [split(connection, who, purchase, records, why)]
    if do == "merge":
        if not other:
            raise WatchbillError("Choose the purchase that is the same deal.")
        return lambda connection, who, why: [merge(connection, who, (purchase, other), why)]
    raise WatchbillError("Choose what you say of it: nothing was chosen.")


def make_routes(desk: Desk) -> list[BaseRoute]:
    """Every address of the review page."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
    from starlette.routing import Route

    def show_queue(request: Request) -> Response:
        filters = filters_of(request)
        start = request.query_params.get("start", "")
        with desk.engine.connect() as connection:
            entries = queue(connection, kind=filters.kind or None, text=filters.text, order=filters.order)
        begin = int(start) if re.fullmatch(r"[0-9]{1,7}", start) else 0
        return _answer(request, pages.queue_page(entries, begin, filters, _done(desk, request)))

    def show_item(request: Request, wrong: str = "", typed: Mapping[str, str] | None = None) -> Response:
        target, filters, session = request.path_params["id"], filters_of(request), session_of(request)
        with desk.engine.connect() as connection:
            item = load_item(connection, target)
            waiting = _ids(connection, filters)
        place = waiting.index(target) if target in waiting else None
        before = waiting[place - 1] if place else None
        after = next(iter(waiting[(place + 1 if place is not None else 0) :]), None)
        position = f"{place + 1:,} of {len(waiting):,}" if place is not None else "not waiting"
        asked = _asked(desk, request, session, wrong or _done(desk, request), typed, bool(wrong))
        content = pages.item_page(item, position, before, after, filters, asked)
        return _answer(request, content, 422 if wrong else 200, session)

    def show_purchase(request: Request, wrong: str = "", typed: Mapping[str, str] | None = None) -> Response:
        session, name = session_of(request), request.path_params["id"]
        with desk.engine.connect() as connection:
            found = _rows_of(connection, purchase=name)
            if not found:
                raise NotFoundError(f"No purchase has the id {name!r}.")
            one = found[0]
            others = _rows_of(connection, agency=one["agency_id"]) if one["agency_id"] else []
            papers = papers_of(connection, one["purchase_id"])
        others = [other for other in others if other["purchase_id"] != one["purchase_id"]][:12]
        asked = _asked(desk, request, session, wrong or _done(desk, request), typed, bool(wrong))
        return _answer(request, pages.purchase_page(one, papers, others, asked), 422 if wrong else 200, session)

    def show_purchases(request: Request) -> Response:
        text = request.query_params.get("text", "")[:200].strip()
        with desk.engine.connect() as connection:
            found = _rows_of(connection, text=text) if text else _rows_of(connection)
        return _answer(request, pages.purchases_page(found, text))

    def show_log(request: Request) -> Response:
        with desk.engine.connect() as connection:
            log, chain = read_log(connection), verify_chain(connection)
        sound = f"{chain.length:,} rows, each hashed with the one before it; the last is {chain.head}."
        if chain.broken:
            sound = f"Correction {chain.broken[0]} does not follow from the one before it: the log was changed outside."
        return _answer(request, pages.log_page(log, sound, _done(desk, request)))

    def show_correction(request: Request, wrong: str = "", typed: Mapping[str, str] | None = None) -> Response:
        session, number = session_of(request), request.path_params["id"]
        with desk.engine.connect() as connection:
            row = next((each for each in read_log(connection) if str(each.id) == number), None)
        if row is None:
            raise NotFoundError(f"The log has no correction {number}.")
        asked = _asked(desk, request, session, wrong, typed, bool(wrong))
        return _answer(request, pages.correction_page(row, asked), 422 if wrong else 200, session)

    def show_picture(request: Request) -> Response:
        number = request.path_params["number"]
        statement = sa.select(s.document.c.sha256).where(
            s.document.c.public_id == request.path_params["document"], is_live(s.document.c.id)
        )
        with desk.engine.connect() as connection:
            sha256 = connection.scalar(statement)
        if sha256 is None or not re.fullmatch(r"[1-9][0-9]{0,4}", number):
            return PlainTextResponse("There is no such page.", status_code=404)
        try:
            painted = desk.painter.picture(Archive(desk.archive).path(sha256), int(number))
        except WatchbillError as error:
            return PlainTextResponse(str(error), status_code=404 if isinstance(error, NotFoundError) else 422)
        return Response(painted, media_type="image/jpeg")

    def show_look(request: Request) -> Response:
        path = LOOKS.get(request.path_params["name"])
        return FileResponse(path) if path else PlainTextResponse("There is no such file.", status_code=404)

    def taking(decide: Callable[[str, Mapping[str, Sequence[str]]], Decide],
               show: Callable[[Request, str, Mapping[str, str]], Response],
               next_of: Callable[[Request, list[str]], str]) -> Callable[[Request], Any]:  # fmt: skip
        """A page that takes a form: refused with a sentence, shown again with what is wrong, or done and gone on."""

        def take(request: Request, fields: dict[str, list[str]]) -> Response:
            typed = {name: " ".join(given).strip() for name, given in fields.items()}
            filters = filters_of(request)
            try:
                reviewer, reason = _who_and_why(fields)
                decision = decide(request.path_params["id"], fields)
                with desk.engine.connect() as connection:
                    before = _ids(connection, filters)
                (done,) = settle_all(desk.engine, lambda connection: decision(connection, reviewer, reason))
            except WatchbillError as error:
                wrong = str(error)
                return _guarded(lambda again: show(again, wrong, typed))(request)
            where = next_of(request, before)
            number = "same" if done.correction_id is None else str(done.correction_id)
            answer = RedirectResponse(f"{where}{'&' if '?' in where else '?'}done={number}", status_code=303)
            remember(answer, REVIEWER, quote(reviewer))
            return answer

        async def answer(request: Request) -> Response:
            try:
                fields = await read_form(request)
            except RefusedError as error:
                return _answer(request, pages.sorry_page(str(error)), 403)
            return await run_in_threadpool(take, request, fields)

        return answer

    def next_item(request: Request, before: list[str]) -> str:
        """The item after the one just decided that still waits; the queue where none does."""
        target, filters = request.path_params["id"], filters_of(request)
        with desk.engine.connect() as connection:
            waiting = _ids(connection, filters)
        later = before[before.index(target) + 1 :] if target in before else []
        still = set(waiting) - {target}
        following = next((one for one in later if one in still), None) or next((o for o in waiting if o in still), None)
        return filters.on(f"/item/{following}") if following else filters.on("/")

    about_item = taking(decision_about, show_item, next_item)
    about_purchase = taking(decision_about_purchase, show_purchase, lambda _request, _before: "/purchases")
    about_log = taking(
        lambda target, _fields: lambda connection, who, why: [undo(connection, who, target, why)],
        show_correction,
        lambda _request, _before: "/log",
    )
    return [
        Route("/", _guarded(show_queue)),
        Route("/item/{id}", _guarded(show_item)),
        Route("/item/{id}", about_item, methods=["POST"]),
        Route("/purchases", _guarded(show_purchases)),
        Route("/purchase/{id}", _guarded(show_purchase)),
        Route("/purchase/{id}", about_purchase, methods=["POST"]),
        Route("/log", _guarded(show_log)),
        Route("/log/{id}", _guarded(show_correction)),
        Route("/log/{id}", about_log, methods=["POST"]),
        Route("/page/{document}/{number}.jpg", show_picture),
        Route("/look/{name}", show_look),
        Route("/health", lambda _request: PlainTextResponse("ok")),
    ]


def _ids(connection: sa.Connection, filters: pages.Filters) -> list[str]:
    entries = queue(connection, kind=filters.kind or None, text=filters.text, order=filters.order)
    return [entry.id for entry in entries]


def _rows_of(connection: sa.Connection, **filters: str) -> list[dict[str, Any]]:
    """Purchases as plain rows; what is not known is None."""
    frame = QUESTIONS["purchases"].answer(connection, **filters)
    return [
        {str(name): cell for name, cell in row.items()}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
