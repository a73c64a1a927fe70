"""The pages of the review page: the queue, one item, purchases, the log, pictures of pages."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from dashboard.review import pages
from dashboard.review.desk import Desk, Refusal, answer, asked_of, done, filters_of, purchases_of, waiting_ids
from dashboard.review.guard import session_of
from dashboard.theme import STATIC
from watchbill.archive import Archive
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.review.corrections import read_log, verify_chain
from watchbill.review.item import load_item, papers_of
from watchbill.review.queue import queue
from watchbill.store import schema as s
from watchbill.store.live import is_live

LOOKS = {
    "watchbill.css": STATIC / "watchbill.css",
    "icon.svg": STATIC / "icon.svg",
    "review.css": Path(__file__).parent / "static" / "review.css",
    "review.js": Path(__file__).parent / "static" / "review.js",
}


def show_queue(desk: Desk, request: Request) -> Response:
    """What waits for a person, the most telling first."""
    filters = filters_of(request)
    start = request.query_params.get("start", "")
    with desk.engine.connect() as connection:
        entries = queue(connection, kind=filters.kind or None, text=filters.text, order=filters.order)
    begin = int(start) if re.fullmatch(r"[0-9]{1,7}", start) else 0
    return answer(request, pages.queue_page(entries, begin, filters, done(desk, request)))


def show_item(desk: Desk, request: Request, refused: Refusal | None = None) -> Response:
    """One item: its words on their page, what is said of it, and the form."""
    target, filters, session = request.path_params["id"], filters_of(request), session_of(request)
    with desk.engine.connect() as connection:
        item = load_item(connection, target)
        waiting = waiting_ids(connection, filters)
    place = waiting.index(target) if target in waiting else None
    before = waiting[place - 1] if place else None
    after = next(iter(waiting[(place + 1 if place is not None else 0) :]), None)
    position = f"{place + 1:,} of {len(waiting):,}" if place is not None else "not waiting"
    asked = asked_of(desk, request, session, refused)
    content = pages.item_page(item, position, before, after, filters, asked)
    return answer(request, content, session=session, status=_status(refused))


def show_purchase(desk: Desk, request: Request, refused: Refusal | None = None) -> Response:
    """One purchase: its papers to tick, and the others of the agency to join it with."""
    session, name = session_of(request), request.path_params["id"]
    with desk.engine.connect() as connection:
        found = purchases_of(connection, purchase=name)
        if not found:
            raise NotFoundError(f"No purchase has the id {name!r}.")
        one = found[0]
        others = purchases_of(connection, agency=one["agency_id"]) if one["agency_id"] else []
        papers = papers_of(connection, one["purchase_id"])
    others = [other for other in others if other["purchase_id"] != one["purchase_id"]][:12]
    asked = asked_of(desk, request, session, refused)
    return answer(request, pages.purchase_page(one, papers, others, asked), session=session, status=_status(refused))


def show_purchases(desk: Desk, request: Request) -> Response:
    """Purchases by words in them."""
    text = request.query_params.get("text", "")[:200].strip()
    with desk.engine.connect() as connection:
        found = purchases_of(connection, text=text) if text else purchases_of(connection)
    return answer(request, pages.purchases_page(found, text))


def show_log(desk: Desk, request: Request) -> Response:
    """Every decision ever taken, and whether the log is whole."""
    with desk.engine.connect() as connection:
        log, chain = read_log(connection), verify_chain(connection)
    sound = f"{chain.length:,} rows, each hashed with the one before it; the last is {chain.head}."
    if chain.broken:
        sound = f"Correction {chain.broken[0]} does not follow from the one before it: the log was changed outside."
    return answer(request, pages.log_page(log, sound, done(desk, request)))


def show_correction(desk: Desk, request: Request, refused: Refusal | None = None) -> Response:
    """One decision, and the form that takes it back."""
    session, number = session_of(request), request.path_params["id"]
    with desk.engine.connect() as connection:
        row = next((each for each in read_log(connection) if str(each.id) == number), None)
    if row is None:
        raise NotFoundError(f"The log has no correction {number}.")
    asked = asked_of(desk, request, session, refused)
    return answer(request, pages.correction_page(row, asked), session=session, status=_status(refused))


def show_picture(desk: Desk, request: Request) -> Response:
    """A page of a document as a picture."""
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
    """A file that gives the pages their looks."""
    path = LOOKS.get(request.path_params["name"])
    return FileResponse(path) if path else PlainTextResponse("There is no such file.", status_code=404)


def _status(refused: Refusal | None) -> int:
    return 422 if refused else 200
