"""What a filled form decides: it is written into the log, and names and purchases follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.review import pages
from dashboard.review.desk import Desk, Refusal, Show, answer, filters_of, guarded, waiting_ids
from dashboard.review.guard import REVIEWER, RefusedError, read_form, remember
from watchbill.errors import WatchbillError
from watchbill.review.decide import NOBODY, accept, correct, resolve, strike, undo
from watchbill.review.decision import Decision
from watchbill.review.regroup import merge, split
from watchbill.review.settling import settle_all

Fields = Mapping[str, Sequence[str]]
#: What a reviewer decides, with a name and a reason.
Decide = Callable[[sa.Connection, str, str], list[Decision]]


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0].strip()


def _who_and_why(fields: Fields) -> tuple[str, str]:
    """Reviewer and reason. Raises WatchbillError where one is missing."""
    reviewer, reason = _one(fields, "reviewer")[:120], _one(fields, "reason")[:2000]
    if not reason:
        raise WatchbillError("Say why: the reason is kept for ever beside the decision.")
    if not reviewer:
        raise WatchbillError("Say who decides: the public log shows the name.")
    return reviewer, reason


def decision_about(target: str, fields: Fields) -> Decide:
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


def decision_about_purchase(purchase: str, fields: Fields) -> Decide:
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


def decision_about_correction(correction: str, _fields: Fields) -> Decide:
    """What the form beside a correction decides: to undo it."""
    return lambda connection, who, why: [undo(connection, who, correction, why)]


def item_that_follows(desk: Desk, request: Request, before: list[str]) -> str:
    """The item after the one just decided that still waits; the queue where none does."""
    target, filters = request.path_params["id"], filters_of(request)
    with desk.engine.connect() as connection:
        waiting = waiting_ids(connection, filters)
    later = before[before.index(target) + 1 :] if target in before else []
    still = [one for one in waiting if one != target]
    following = next((one for one in later if one in still), None) or next(iter(still), None)
    return filters.on(f"/item/{following}") if following else filters.on("/")


@dataclass(frozen=True)
class Form:
    """A form: what it decides, the page that shows it, and where one goes from it (given the items that waited)."""

    decide: Callable[[str, Fields], Decide]
    show: Show
    next_of: Callable[[Desk, Request, list[str]], str]


async def take(desk: Desk, form: Form, request: Request) -> Response:
    """Refused with a sentence, shown again with what is wrong, or done and gone on."""
    try:
        fields = await read_form(request)
    except RefusedError as error:
        return answer(request, pages.sorry_page(str(error)), status=403)
    return await run_in_threadpool(_settle, desk, form, request, fields)


def _settle(desk: Desk, form: Form, request: Request, fields: Fields) -> Response:
    try:
        reviewer, reason = _who_and_why(fields)
        decision = form.decide(request.path_params["id"], fields)
        with desk.engine.connect() as connection:
            before = waiting_ids(connection, filters_of(request))
        (settled,) = settle_all(desk.engine, lambda connection: decision(connection, reviewer, reason))
    except WatchbillError as error:
        typed = {name: " ".join(given).strip() for name, given in fields.items()}
        return guarded(desk, partial(form.show, refused=Refusal(str(error), typed)), request)
    where = form.next_of(desk, request, before)
    number = "same" if settled.correction_id is None else str(settled.correction_id)
    gone_on = RedirectResponse(f"{where}{'&' if '?' in where else '?'}done={number}", status_code=303)
    remember(gone_on, REVIEWER, quote(reviewer))
    return gone_on
