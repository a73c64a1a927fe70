"""The addresses of the review page."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.review import shows
from dashboard.review.desk import Desk, guarded
from dashboard.review.forms import (
    Form,
    decision_about,
    decision_about_correction,
    decision_about_purchase,
    item_that_follows,
    take,
)

ITEM = Form(decision_about, shows.show_item, item_that_follows)
PURCHASE = Form(decision_about_purchase, shows.show_purchase, lambda _desk, _request, _before: "/purchases")
CORRECTION = Form(decision_about_correction, shows.show_correction, lambda _desk, _request, _before: "/log")


def make_routes(desk: Desk) -> list[BaseRoute]:
    """Every address of the review page."""
    return [
        Route("/", partial(guarded, desk, shows.show_queue)),
        Route("/item/{id}", partial(guarded, desk, shows.show_item)),
        Route("/item/{id}", partial(take, desk, ITEM), methods=["POST"]),
        Route("/purchases", partial(guarded, desk, shows.show_purchases)),
        Route("/purchase/{id}", partial(guarded, desk, shows.show_purchase)),
        Route("/purchase/{id}", partial(take, desk, PURCHASE), methods=["POST"]),
        Route("/log", partial(guarded, desk, shows.show_log)),
        Route("/log/{id}", partial(guarded, desk, shows.show_correction)),
        Route("/log/{id}", partial(take, desk, CORRECTION), methods=["POST"]),
        Route("/page/{document}/{number}.jpg", partial(shows.show_picture, desk)),
        Route("/look/{name}", shows.show_look),
        Route("/health", is_up),
    ]


def is_up(_request: Request) -> Response:
    """That the server answers."""
    return PlainTextResponse("ok")
