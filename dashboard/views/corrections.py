"""`/corrections`: what people decided about what the program read: when, why, and what it said before."""

from __future__ import annotations

import json
from typing import Any

from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.parts import empty, opening, section
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.words import count, is_missing, moment, said


def side(words: Any) -> str:
    """Before or after in words: the value, whom a name means, or how papers were grouped."""
    told = {} if is_missing(words) else json.loads(words)
    if told.get("none"):
        return "nobody of the registry"
    if told.get("value") == "":
        return "not printed"
    for name in ("value", "vendor", "agency"):
        if told.get(name):
            return str(told[name])
    return str(told.get("decision", "nothing"))


def about(row: Any) -> Child:
    """What was decided about, with a link where it has a page."""
    place = f"/v/{row.target_id}" if row.target_kind == "value" else None
    return link(place, row.about) if place else str(row.about)


def change(row: Any) -> Html:
    """Before and after; an undo says which correction it takes back."""
    words = f"{side(row.before)} → {side(row.after)}"
    undone = None if is_missing(row.undoes) else tag("small", f"takes back correction {int(row.undoes)}")
    return join(words, undone)


log = ask("corrections")
chain = next(ask("correction_chain").itertuples(index=False))
opening(
    "Corrections",
    f"{count(len(log), 'decision')} of people about what the program read" if len(log) else "Nobody corrected anything",
    "A correction never erases: it lies over the first reading, with its reason, its date and who made it.",
)
if log.empty:
    empty("No records yet: no value, name or purchase was accepted, corrected, merged or split.")
else:
    columns = [
        Col("No.", lambda row: int(row.correction), is_number=True),
        Col("When", lambda row: moment(row.made_at)),
        Col("What", lambda row: join(said(row.action), " ", about(row))),
        Col("Before → after", change),
        Col("Why", lambda row: row.reason),
        Col("By", lambda row: row.reviewer),
    ]
    table(log, columns, question="corrections", name="corrections", what="correction")
section("The log cannot be rewritten unseen", "Each row holds a hash of itself and of the row before it.")
sound = (
    f"All {int(chain.corrections):,} rows follow from each other."
    if is_missing(chain.broken)
    else f"Correction {int(chain.broken)} does not follow from the one before it: the log was changed from outside."
)
show(tag("div", tag("p", sound, " The hash of the newest row is ", tag("code", chain.head), "."), class_="wb"))
