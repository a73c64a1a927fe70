"""The pages of the reviewer: the queue, one item of it, a purchase to split or merge, the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.markup import Child, Html, join, link, tag
from dashboard.review.pieces import address, choice, decisions, money, page, picture, said, why_fields
from watchbill.review.corrections import Correction
from watchbill.review.item import Item, Place
from watchbill.review.queue import KINDS, ORDERS, Entry

ROWS = 50
KIND_WORDS = {
    "value": "values",
    "name": "names",
    "check": "failed checks",
    "deal": "merges and splits in conflict",
    "pair": "purchases that may be one",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the queue is looked at; travels in the address of every page."""

    kind: str = ""
    text: str = ""
    order: str = "amount"

    def on(self, path: str, **more: str) -> str:
        """An address that keeps the filters."""
        return address(path, kind=self.kind, text=self.text, order=self.order, **more)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every form needs, and what was typed before something was wrong with it."""

    token: str
    reviewer: str
    typed: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    is_wrong: bool = False


def queue_page(entries: Sequence[Entry], start: int, filters: Filters, notice: str) -> str:
    """What waits, `ROWS` at a time from `start` on."""
    shown = entries[start : start + ROWS]
    counted = f"{len(entries):,} {'thing waits' if len(entries) == 1 else 'things wait'} for a person"
    head = tag("h1", counted if entries else "Nothing waits" + (" here" if filters.kind or filters.text else ""))
    pager = None
    if len(entries) > ROWS:
        before = link(filters.on("/", start=str(max(start - ROWS, 0))), "← Before", rel="prev") if start else None
        after = link(filters.on("/", start=str(start + ROWS)), "After →", rel="next")
        span = tag("span", f"{start + 1} to {min(start + ROWS, len(entries))}")
        pager = tag(
            "nav", before, span, after if start + ROWS < len(entries) else None, class_="wb-pager", aria_label="Parts"
        )
    return page("Queue", head, _filter_form(filters), _rows(shown, filters), pager, active="/", notice=notice)


def _filter_form(filters: Filters) -> Html:
    def options(pairs: Mapping[str, str], chosen: str) -> list[Html]:
        return [
            tag("option", words, value=name, selected="selected" if name == chosen else None)
            for name, words in pairs.items()
        ]

    kinds = {"": "all that waits"} | {kind: KIND_WORDS[kind] for kind in KINDS}
    return tag(
        "form",
        tag("label", "Show", for_="kind"),
        tag("select", *options(kinds, filters.kind), name="kind", id="kind"),
        tag("label", "with the words", for_="text"),
        tag("input", type="search", name="text", id="text", value=filters.text),
        tag("label", "Order", for_="order"),
        tag("select", *options(ORDERS, filters.order), name="order", id="order"),
        tag("button", "Show", type="submit"),
        action="/", method="get", class_="wr-filters", role="search",
    )  # fmt: skip


def _rows(entries: Sequence[Entry], filters: Filters) -> Html | None:
    if not entries:
        return None
    names = ("What", "As printed", "Biggest sum", "Sure", "Since")
    head = tag("tr", *(tag("th", name, scope="col", class_=_number(name)) for name in names))
    rows = []
    for one in entries:
        printed = join(
            link(filters.on(f"/item/{one.id}"), one.printed or "(nothing)"),
            tag("small", "in conflict with a newer reading", class_="wb-doubt") if one.is_conflict else None,
        )
        sure = "–" if one.sure is None else f"{one.sure:.0%}"
        since = f"{one.since:%Y-%m-%d}" if one.since else "–"
        cells = (said(one.what), printed, money(one.cents), sure, since)
        rows.append(
            tag(
                "tr",
                *(
                    tag("td", cell, data_label=name, class_=_number(name))
                    for name, cell in zip(names, cells, strict=True)
                ),
            )
        )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="wb-table")


def _number(name: str) -> str | None:
    return "wb-number" if name in ("Biggest sum", "Sure") else None


def item_page(item: Item, position: str, before: str | None, after: str | None, filters: Filters, asked: Asked) -> str:
    """One thing that waits: the page it is printed on at one side, why it is in doubt and the decision at the other."""
    around = tag(
        "nav",
        link(filters.on(f"/item/{before}"), "← Before", rel="prev", data_go="k") if before else tag("span"),
        tag("span", link(filters.on("/"), "Queue"), f" · {position}" if position else ""),
        link(filters.on(f"/item/{after}"), "Next →", rel="next", data_go="j") if after else tag("span"),
        class_="wb-pager", aria_label="The queue",
    )  # fmt: skip
    facts = _facts(item)
    form = tag(
        "form",
        tag("fieldset", tag("legend", "What do you say?"), *_choices(item, asked.typed), class_="wr-choices"),
        why_fields(asked.typed.get("reason", ""), asked.reviewer, asked.token, "Decide, and go on"),
        action=filters.on(f"/item/{item.id}"), method="post", class_="wr-form",
    )  # fmt: skip
    left = tag("div", facts, form, decisions(item.history), _shortcuts(), class_="wr-side")
    right = tag("div", *_pictures(item), class_="wr-papers")
    head = join(tag("p", said(item.what), class_="wb-kicker"), tag("h1", f"“{item.printed}”"))
    body = tag("div", left, right, class_="wr-two")
    return page(
        f"{said(item.what)}: {item.printed}", around, head, body, notice=asked.notice or None, is_wrong=asked.is_wrong
    )


def _facts(item: Item) -> Html:
    pairs: list[tuple[str, Child]] = [("Why it waits", tag("b", item.reason or "it does not wait: it is settled"))]
    if item.kind == "value":
        pairs.append(("Understood as", item.read))
        if item.value != item.read:
            pairs.append(("Counts as", item.value or "not printed"))
    if item.meaning:
        pairs.append(("Means today", item.meaning))
    if item.confidence is not None:
        pairs.append(("Sure", f"{item.confidence:.0%}"))
    papers = list(dict.fromkeys((one.title, one.page, one.kind) for one in item.places))
    pairs += [("Printed on", f"{said(kind)}: {title}, page {number}") for title, number, kind in papers[:4]]
    purchases = list(dict.fromkeys(one.purchase for one in item.places if one.purchase))
    for purchase in purchases[:4]:
        pairs.append(("Purchase", link(f"/purchase/{purchase}", f"{purchase}: split or merge")))
    return tag("dl", *(join(tag("dt", name), tag("dd", child)) for name, child in pairs), class_="wb-facts")


def _choices(item: Item, typed: Mapping[str, str]) -> list[Html]:
    do = typed.get("do", "")
    found: list[Html] = []
    if item.kind == "value":
        found.append(choice("do", "accept", f"It says “{item.read}”, as read", key="a", chosen=do == "accept"))
        found.append(choice("do", "correct", "It says something else:", key="c", chosen=do == "correct"))
        found.append(_typed("value", "What the page prints", typed, "342000.00, 2025-03-24, or words"))
        found.append(choice("do", "strike", "The page does not print this field", key="n", chosen=do == "strike"))
    elif item.kind == "name":
        for number, one in enumerate(item.candidates, start=1):
            label = join(f"It is {one.name} ", tag("small", f"{one.key}, {one.score:.0%} alike"))
            chosen = do == f"key:{one.key}"
            found.append(choice("do", f"key:{one.key}", label, key=str(number), chosen=chosen))
        found.append(choice("do", "same", "It is another of the registry, by its key:", key="s", chosen=do == "same"))
        found.append(_typed("key", "Key of the vendor or agency", typed, "flock-safety, us-or-eugene-pd"))
        found.append(choice("do", "reject", "It is nobody of the registry", key="n", chosen=do == "reject"))
    elif item.kind == "check":
        label = "I looked at the paper: the figures stand as printed, although this fails"
        found.append(choice("do", "accept", label, key="a", chosen=do == "accept"))
    elif item.kind == "pair":
        label = "They are two purchases (to make them one, merge them on the page of either)"
        found.append(choice("do", "accept", label, key="a", chosen=do == "accept"))
    else:
        label = f"The {item.what} holds for the papers as they are now"
        found.append(choice("do", "accept", label, key="a", chosen=do == "accept"))
    if item.history:
        found.append(choice("do", "undo", "Take back the last decision about it", key="u", chosen=do == "undo"))
    return found


def _typed(name: str, label: str, typed: Mapping[str, str], hint: str) -> Html:
    return tag(
        "div",
        tag("label", label, for_=name, class_="wr-inner"),
        tag("input", type="text", name=name, id=name, value=typed.get(name, ""), placeholder=hint, autocomplete="off"),
        class_="wr-typed",
    )


def _shortcuts() -> Html:
    keys = (("a c n s 1–6", "choose"), ("r", "to the reason"), ("j k", "next, before"))
    pairs = (join(tag("kbd", key), f" {words}  ") for key, words in keys)
    return tag("p", "Keys: ", *pairs, class_="wb-note wr-keys")


def _pictures(item: Item) -> list[Html]:
    if not item.places:
        return [tag("p", "Today's reading prints it nowhere.", class_="wb-note")]
    if item.kind == "check":  # all figures of each page at once
        pages: dict[tuple[str, int], list[Place]] = {}
        for place in item.places:
            pages.setdefault((place.document, place.page), []).append(place)
        return [picture(some[0], some[1:]) for some in list(pages.values())[:3]]
    return [picture(place) for place in item.places]


def purchase_page(purchase: Mapping[str, Any], papers: Sequence[Mapping[str, Any]],
                  others: Sequence[Mapping[str, Any]], asked: Asked) -> str:  # fmt: skip
    """A purchase with its papers, to split or to merge with another of the same agency."""
    rows = []
    for one in papers:
        words = f"{said(one['kind'])} {one['number'] or ''}".strip()
        about = tag("small", f"{money(one['cents'])} · {one['title']}, page {one['page']} · {one['joined_by']}")
        label = join(words, " ", about)
        chosen = asked.typed.get("record", "").split()
        if one["is_own"]:
            rows.append(choice("record", one["record"], label, kind="checkbox", chosen=one["record"] in chosen))
        else:
            follows = tag("small", "follows the deals that it pays or funds")
            rows.append(tag("div", label, follows, class_="wr-plain"))
    near = [
        choice("other", one["purchase_id"], join(one["title"], " ", tag("small", _sums(one))))
        for one in others
    ]  # fmt: skip
    actions = tag(
        "fieldset",
        tag("legend", "What do you say?"),
        choice("do", "split", "The papers ticked above are another deal", chosen=asked.typed.get("do") == "split"),
        choice("do", "merge", "It is one deal with this purchase:", chosen=asked.typed.get("do") == "merge"),
        tag("div", *near, class_="wr-others") if near else None,
        tag("div", tag("label", "or with the id", for_="merge-with", class_="wr-inner"),
            tag("input", type="text", name="with", id="merge-with", placeholder="p-…",
                value=asked.typed.get("with", ""), autocomplete="off"), class_="wr-typed"),
        class_="wr-choices",
    )  # fmt: skip
    form = tag(
        "form",
        tag("fieldset", tag("legend", f"{len(papers)} papers"), *rows, class_="wr-choices"),
        actions,
        why_fields(asked.typed.get("reason", ""), asked.reviewer, asked.token, "Decide"),
        action=f"/purchase/{purchase['purchase_id']}", method="post", class_="wr-form",
    )  # fmt: skip
    head = join(tag("p", purchase["agency_name"] or "agency not known", class_="wb-kicker"),
                tag("h1", purchase["title"]), tag("p", _sums(purchase), class_="wb-note"))  # fmt: skip
    return page(
        purchase["title"], head, form, active="/purchases", notice=asked.notice or None, is_wrong=asked.is_wrong
    )


def _sums(one: Mapping[str, Any]) -> str:
    names = ("ceiling", "authorised", "ordered", "invoiced", "paid")
    told = [f"{name} {money(one[f'{name}_cents'], one['currency'])}" for name in names if one[f"{name}_cents"]]
    return ", ".join([one["purchase_id"], *told])


def purchases_page(found: Sequence[Mapping[str, Any]], text: str) -> str:
    """Purchases to choose from."""
    form = tag(
        "form",
        tag("label", "Agency, vendor or words", for_="text"),
        tag("input", type="search", name="text", id="text", value=text),
        tag("button", "Find", type="submit"),
        action="/purchases", method="get", class_="wr-filters", role="search",
    )  # fmt: skip
    items = [
        tag("li", link(f"/purchase/{one['purchase_id']}", one["agency_name"] or "agency not known", ": ", one["title"]),
            tag("p", _sums(one), class_="wb-note"))
        for one in found[:ROWS]
    ]  # fmt: skip
    more = tag("p", f"The first {ROWS} of {len(found):,}; more words find fewer.", class_="wb-note")
    told = tag("ul", *items, class_="wb-hits") if items else tag("p", "No such purchase.")
    return page("Purchases", tag("h1", "Purchases"), form, told, more if len(found) > ROWS else None,
                active="/purchases")  # fmt: skip


def log_page(log: Sequence[Correction], sound: str, notice: str) -> str:
    """What was decided, newest first."""
    items = [
        tag("li", link(f"/log/{row.id}", f"Correction {row.id}: {row.action}"), f" {_about(row)}",
            tag("p", f"{row.reviewer}, {row.made_at:%-d %B %Y %H:%M} UTC: {row.reason or 'no reason given'}",
                class_="wb-note"))
        for row in list(reversed(log))[:200]
    ]  # fmt: skip
    told = tag("ul", *items, class_="wb-hits") if items else tag("p", "Nobody has decided anything yet.")
    return page("Log", tag("h1", "What was decided"), tag("p", sound, class_="wb-note"), told, active="/log",
                notice=notice)  # fmt: skip


def _about(row: Correction) -> str:
    return str(row.anchor.get("name") or f"{said(row.anchor.get('field', ''))} “{row.anchor.get('raw', '')}”")


def correction_page(row: Correction, asked: Asked) -> str:
    """One row of the log, to be taken back."""
    pairs: list[tuple[str, Child]] = [
        ("What", f"{row.action}: {_about(row)}"), ("By", row.reviewer), ("When", f"{row.made_at:%-d %B %Y %H:%M} UTC"),
        ("Why", row.reason or "no reason given"), ("Before", _side(row.before)), ("Since then", _side(row.after)),
        ("Hash", tag("code", row.hash)),
    ]  # fmt: skip
    facts = tag("dl", *(join(tag("dt", name), tag("dd", child)) for name, child in pairs), class_="wb-facts")
    form = tag(
        "form",
        tag("input", type="hidden", name="do", value="undo"),
        why_fields(asked.typed.get("reason", ""), asked.reviewer, asked.token, "Take it back"),
        action=f"/log/{row.id}", method="post", class_="wr-form",
    )  # fmt: skip
    return page(f"Correction {row.id}", tag("h1", f"Correction {row.id}"), facts, form, active="/log",
                notice=asked.notice or None, is_wrong=asked.is_wrong)  # fmt: skip


def _side(side: Mapping[str, Any] | None) -> str:
    return "nothing" if not side else "; ".join(
        f"{name}: {', '.join(map(str, cell)) if isinstance(cell, list) else cell}" for name, cell in side.items()
        if cell is not None
    )  # fmt: skip


def sorry_page(sentence: str) -> str:
    """Something is not there, or was refused."""
    return page("Not possible", tag("h1", "That is not possible"), tag("p", sentence, role="alert"),
                tag("p", link("/", "Back to the queue")))  # fmt: skip
