"""What every page of the review page works with, and the small readings that several of them share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.page_images import Painter
from dashboard.review import pages
from dashboard.review.guard import REVIEWER, SESSION, remember, token_of
from watchbill.errors import NotFoundError, WatchbillError
from watchbill.questions import QUESTIONS
from watchbill.review.corrections import read_log
from watchbill.review.queue import KINDS, ORDERS, queue


@dataclass(frozen=True)
class Desk:
    """The store, the archive, the painter of pages, and who decides if nobody says."""

    engine: sa.Engine
    archive: str
    reviewer: str = ""
    painter: Painter = field(default_factory=Painter)


@dataclass(frozen=True)
class Refusal:
    """A form that was not taken: why, and what was typed into it, so that nobody types it twice."""

    why: str
    typed: Mapping[str, str]


class Show(Protocol):
    """A page with a form: what a desk answers to a request, and to one whose form was not taken."""

    def __call__(self, desk: Desk, request: Request, refused: Refusal | None = None) -> Response: ...


def filters_of(request: Request) -> pages.Filters:
    """The filters that the address names, as far as they can be what they say."""
    given = request.query_params
    kind, order = given.get("kind", ""), given.get("order", "")
    return pages.Filters(
        kind if kind in KINDS else "", given.get("text", "")[:200], order if order in ORDERS else "amount"
    )


def asked_of(desk: Desk, request: Request, session: str, refused: Refusal | None) -> pages.Asked:
    """What a form starts with: its token, who decides, and what a form that was not taken held."""
    typed = refused.typed if refused else {}
    reviewer = typed.get("reviewer") or unquote(request.cookies.get(REVIEWER, "")) or desk.reviewer
    notice = refused.why if refused else done(desk, request)
    return pages.Asked(token_of(session), reviewer, typed, notice, refused is not None)


def answer(request: Request, content: str, *, session: str = "", status: int = 200) -> Response:
    """A page for this browser, which keeps the session that it did not have."""
    page = HTMLResponse(content, status_code=status)
    if session and request.cookies.get(SESSION) != session:
        remember(page, SESSION, session)
    return page


def done(desk: Desk, request: Request) -> str:
    """What the decision that led here came to, by its number in the log."""
    number = request.query_params.get("done", "")
    if not re.fullmatch(r"[0-9]{1,12}", number):
        return "Nothing had to be written: it was so already." if number == "same" else ""
    with desk.engine.connect() as connection:
        row = next((each for each in read_log(connection) if each.id == int(number)), None)
    return f"Done: correction {row.id} ({row.action}) is in the log." if row else ""


def guarded(desk: Desk, show: Callable[[Desk, Request], Response], request: Request) -> Response:
    """The page, or one sentence where something is not there."""
    try:
        return show(desk, request)
    except NotFoundError as error:
        return answer(request, pages.sorry_page(str(error)), status=404)
    except WatchbillError as error:
        return answer(request, pages.sorry_page(str(error)), status=422)


def waiting_ids(connection: sa.Connection, filters: pages.Filters) -> list[str]:
    """The items that wait for a person, in the order of the queue."""
    entries = queue(connection, kind=filters.kind or None, text=filters.text, order=filters.order)
    return [entry.id for entry in entries]


def purchases_of(connection: sa.Connection, **filters: str) -> list[dict[str, Any]]:
    """Purchases as plain rows; what is not known is None."""
    frame = QUESTIONS["purchases"].answer(connection, **filters)
    return [
        {str(name): cell for name, cell in row.items()}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
