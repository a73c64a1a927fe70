"""Pieces of the review pages as markup: the frame of a page, pictures with boxes, fields of forms."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from dashboard.boxes import LAID_OUT, close_up_window, has_picture, percent_box
from dashboard.markup import Child, Html, join, link, tag
from watchbill.review.corrections import Correction
from watchbill.review.item import Place

FIELD_WORDS = {"po_number": "purchase order number"}
REASONS = (
    "The page prints it so.", "The scan is faint; read on the picture.", "The same firm under another name.",
    "The printed sums are wrong on the paper itself.",
)  # fmt: skip


def said(word: str) -> str:
    """A word of the vocabulary for reading."""
    return FIELD_WORDS.get(word, "paper" if word == "other" else word.replace("_", " "))


def money(cents: int | None, currency: str = "USD") -> str:
    """Cents as an amount; a dash where there is none."""
    sign = "$" if currency == "USD" else f"{currency} "
    return "–" if cents is None else f"{'-' if cents < 0 else ''}{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def address(path: str, **parameters: str | None) -> str:
    """A path with those parameters that say something."""
    kept = {name: setting for name, setting in parameters.items() if setting}
    return f"{path}?{urlencode(kept)}" if kept else path


def page(title: str, *body: Child, active: str = "", notice: Child = None, is_wrong: bool = False) -> str:
    """A whole page."""
    pages = (("/", "Queue"), ("/purchases", "Purchases"), ("/log", "Log"))
    nav = tag(
        "nav",
        *(link(path, name, aria_current="page" if path == active else None) for path, name in pages),
        aria_label="Pages",
    )
    name = tag("a", "Watch", tag("i", "bill"), tag("small", " review"), href="/", class_="wb-name")
    told = tag("p", notice, class_="wr-wrong" if is_wrong else "wr-done", role="alert" if is_wrong else "status")
    content = join(
        tag("a", "To the content", href="#content", class_="wr-skip"),
        tag("header", name, nav, class_="wb wb-masthead"),
        tag("main", told if notice else None, *body, id="content", class_="wb wr-main", tabindex=-1),
        tag(
            "footer",
            "On this machine only. Every decision is kept for ever, with who, when and why.",
            class_="wb wb-note wr-foot",
        ),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8" />'
        f"<title>{escape(title)} · Watchbill review</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        '<link rel="icon" type="image/svg+xml" href="/look/icon.svg" />'
        '<link rel="stylesheet" href="/look/watchbill.css" /><link rel="stylesheet" href="/look/review.css" />'
        f'<script src="/look/review.js" defer="defer"></script></head><body class="wr">{content}</body></html>'
    )


def picture(place: Place, others: Sequence[Place] = ()) -> Html:
    """The page with the box on it, and above it the words in the box, large."""
    where = f"{place.title}, page {place.page}"
    if not has_picture(place.media_type):
        return tag("p", f"{where} has no picture.", class_="wb-note")
    source = f"/page/{place.document}/{place.page}.jpg"
    boxed = [one for one in (place, *others) if one.box and (one.document, one.page) == (place.document, place.page)]
    boxes = [tag("div", class_="wb-box", style=percent_box(_Box(one), place.width, place.height)) for one in boxed]
    whole = tag("img", src=source, alt=f"Page {place.page} of {place.title}; the box holds “{place.raw}”")
    frame = tag("div", whole, *boxes, class_="wb-page", style=f"aspect-ratio:{place.width:.2f}/{place.height:.2f}")
    whose = "as the reader laid it out" if place.media_type in LAID_OUT else "as released"
    caption = tag("figcaption", f"{where}, {whose}.")
    near = _close_up(place, source) if len(boxed) == 1 else None
    figure = tag("figure", frame, caption, class_="wb-figure", tabindex=0, aria_label=where)  # it scrolls on a phone
    return join(near, figure)


class _Box:
    """A place by the names that the evidence pages use."""

    def __init__(self, place: Place) -> None:
        assert place.box is not None
        self.x0, self.top, self.x1, self.bottom = place.box


def _close_up(place: Place, source: str) -> Html:
    box = _Box(place)
    left, top, wide, high = close_up_window(box, place.width, place.height)
    shown = tag(
        "img",
        src=source,
        alt=f"Close-up: {place.raw}",
        style=f"width:{100 * place.width / wide:.2f}%;left:{-100 * left / wide:.2f}%;top:{-100 * top / high:.2f}%",
    )
    mark = tag(
        "div",
        class_="wb-box",
        style=(
            f"left:{100 * (box.x0 - left) / wide:.2f}%;top:{100 * (box.top - top) / high:.2f}%;"
            f"width:{100 * (box.x1 - box.x0) / wide:.2f}%;height:{100 * (box.bottom - box.top) / high:.2f}%"
        ),
    )
    return tag("div", shown, mark, class_="wb-closeup", style=f"aspect-ratio:{wide:.2f}/{high:.2f}")


def why_fields(reason: str, reviewer: str, token: str, submit: str) -> Html:
    """The end of every form: why, who, the token, and the one button."""
    options = tag("datalist", *(tag("option", words, value=words) for words in REASONS), id="reasons")
    return join(
        tag("label", "Why ", tag("small", "(kept for ever, shown in public)"), for_="reason"),
        tag(
            "input", type="text", id="reason", name="reason", value=reason, required="required", maxlength=2000,
            list="reasons", autocomplete="off",
        ),
        options,
        tag("label", "Your name ", tag("small", "(as the public log shows it)"), for_="reviewer"),
        tag(
            "input", type="text", id="reviewer", name="reviewer", value=reviewer, required="required", maxlength=120,
            autocomplete="name",
        ),
        tag("input", type="hidden", name="token", value=token),
        tag("button", submit, type="submit", class_="wr-decide"),
    )  # fmt: skip


def choice(name: str, value: str, label: Child, *, key: str = "", chosen: bool = False, kind: str = "radio") -> Html:
    """A radio button or a box to tick, with its label; `key` is the letter that chooses it."""
    identity = f"{name}-{value}"
    box = tag(
        "input", type=kind, name=name, value=value, id=identity, checked="checked" if chosen else None,
        data_key=key or None,
    )  # fmt: skip
    hint = tag("kbd", key, aria_hidden="true") if key else None
    return tag("div", box, tag("label", label, for_=identity), hint, class_="wr-choice")


def decisions(history: Sequence[Correction], sentence: str = "What was decided before") -> Html | None:
    """What was decided about one thing, newest first."""
    if not history:
        return None
    lines = [
        tag(
            "li",
            link(f"/log/{row.id}", f"Correction {row.id}"),
            f": {row.action} by {row.reviewer}, {row.made_at:%-d %B %Y}: {row.reason or 'no reason given'}",
        )
        for row in reversed(history)
    ]
    return join(tag("h2", sentence), tag("ul", *lines, class_="wr-list"))
