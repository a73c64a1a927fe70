"""Charts as data: each function takes an answer and returns a spec. Nothing is fetched, nothing is computed but layout.

Colours say one thing each: brick is money that left, blue is money billed, warm grey is what was ordered or allowed.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.theme import BLUE, BRICK, GREY, HAIRLINE, INK, PALE_BRICK, PANEL, SANS, SOFT_INK
from dashboard.words import count, doubt, is_missing, short_money

Spec = dict[str, Any]

#: Postal code -> (row, column) in a map of equal tiles: every state is as large as it is important to its people.
TILES: dict[str, tuple[int, int]] = {
    state: (row, column)
    for row, line in enumerate(
        (
            "AK .. .. .. .. .. .. .. .. .. ME",
            ".. .. .. .. .. .. .. .. .. VT NH",
            "WA ID MT ND MN IL WI MI NY RI MA",
            "OR NV WY SD IA IN OH PA NJ CT ..",
            "CA UT CO NE MO KY WV VA MD DE ..",
            ".. AZ NM KS AR TN NC SC DC .. ..",
            ".. .. .. OK LA MS AL GA .. .. ..",
            "HI .. .. TX .. .. .. .. FL .. ..",
        )
    )
    for column, state in enumerate(line.split())
    if state != ".."
}

_CONFIG: Spec = {
    "font": SANS,
    "background": "transparent",
    "view": {"stroke": None},
    "text": {"fontSize": 14, "color": INK},
}  # fmt: skip


def state_tiles(states: pd.DataFrame) -> Spec:
    """Tiles from `purchases_by_state`: brick where agencies bought, pale where they only asked or are named."""
    known = states.dropna(subset=["state"])
    sums = known.groupby("state", as_index=False)[["purchases", "leads", "only_named"]].sum()
    by_state = {row.state: row for row in sums.itertuples(index=False)}
    values = []
    for state, (row, column) in TILES.items():
        found = by_state.get(state)
        bought, asked, named = (int(found.purchases), int(found.leads), int(found.only_named)) if found else (0, 0, 0)
        words = [
            count(bought, "purchase"),
            *([f"{count(asked, 'lead')} (asked, did not buy)"] if asked else []),
            *([f"{named} only named"] if named else []),
        ]
        values.append(
            {
                "state": state, "row": row, "column": column, "purchases": bought, "leads": asked,
                "kind": "bought" if bought else "asked" if asked or named else "none",
                "words": ", ".join(words) if bought or asked or named else "no record yet",
                "figure": str(bought) if bought else "",
            }
        )  # fmt: skip
    ink = {
        "bought": ("#ffffff", BRICK, BRICK),
        "asked": (BRICK, PALE_BRICK, BRICK),
        "none": (SOFT_INK, PANEL, HAIRLINE),
    }
    for value in values:
        value["ink"], value["fill"], value["edge"] = ink[str(value["kind"])]
    place: Spec = {
        "x": {"field": "column", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.07, "paddingOuter": 0}},
        "y": {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.07, "paddingOuter": 0}},
    }
    return {
        "data": {"values": values},
        "height": 300,
        "width": "container",
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 2, "strokeWidth": 2},
                "encoding": {
                    "fill": _as_written("fill"),
                    "stroke": _as_written("edge"),
                    "tooltip": [{"field": "state", "title": "State"}, {"field": "words", "title": "Records"}],
                },
            },
            {
                "mark": {"type": "text", "dy": -5, "fontSize": 13, "fontWeight": 600},
                "encoding": {"text": {"field": "state"}, "color": _as_written("ink")},
            },
            {
                "mark": {"type": "text", "dy": 9, "fontSize": 12},
                "encoding": {"text": {"field": "figure"}, "color": _as_written("ink")},
            },
        ],
        "config": _CONFIG,
    }


def _as_written(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def ceiling_against(purchases: pd.DataFrame, label: str = "title", most: int = 12) -> Spec | None:
    """What the paper allows (grey) against what was billed (blue) and what left (brick), one row a purchase.

    `purchases` as the question of that name answers. None where no purchase has any of these amounts above 0. Where
    there is no ceiling, the grey bar is what was ordered, and says so.
    """
    bars, labels = [], []
    for row in purchases.itertuples(index=False):
        allowed = next((n for n in ("ceiling", "ordered") if not is_missing(getattr(row, f"{n}_cents"))), None)
        amounts = {
            "allowed": getattr(row, f"{allowed}_cents") if allowed else None,
            "invoiced": row.invoiced_cents,
            "paid": row.paid_cents,
        }
        if not any(not is_missing(cents) and cents > 0 for cents in amounts.values()) or len(labels) == most:
            continue
        name = _cut(getattr(row, label), 46)
        name = f"{name} ({len(labels) + 1})" if any(entry["purchase"] == name for entry in labels) else name
        said = []
        for kind, cents in amounts.items():
            if not is_missing(cents):
                bars.append({"purchase": name, "kind": kind, "dollars": cents / 100, "id": row.purchase_id})
            word = allowed if kind == "allowed" else kind
            if word and is_missing(cents):
                said.append(f"{word}: no record yet")
            elif word:
                part, is_reviewed = getattr(row, f"{word}_unreviewed_cents"), getattr(row, f"{word}_is_reviewed")
                unsure = doubt(cents, part, is_reviewed, row.currency)
                said.append(f"{word} {short_money(cents)}" + (f" ({unsure})" if unsure else ""))
        furthest = max(bar["dollars"] for bar in bars if bar["purchase"] == name)
        labels.append({"purchase": name, "words": " · ".join(said), "furthest": furthest})
    if not labels:
        return None
    order = [entry["purchase"] for entry in labels]
    y: Spec = {"field": "purchase", "type": "nominal", "sort": order, "axis": None, "scale": {"paddingInner": 0.25}}
    x: Spec = {"field": "dollars", "type": "quantitative", "axis": None}
    layers: list[Spec] = [
        _bar("allowed", GREY, 22, x, y),
        _bar("invoiced", BLUE, 12, x, y),
        _bar("paid", BRICK, 5, x, y),
        _row_label(labels, y, "purchase", dy=-30, weight=600),
        _row_label(labels, y, "words", dy=24, weight=400),
    ]
    return {
        "data": {"values": bars},
        "width": "container",
        "height": {"step": 84},
        "layer": layers,
        "config": _CONFIG,
    }


def _bar(kind: str, colour: str, size: int, x: Spec, y: Spec) -> Spec:
    tooltip = [
        {"field": "purchase", "title": "Purchase"},
        {"field": "kind", "title": "Amount"},
        {"field": "dollars", "title": "Sum", "format": "$,.2f", "type": "quantitative"},
    ]
    return {
        "transform": [{"filter": {"field": "kind", "equal": kind}}],
        "mark": {"type": "bar", "size": size, "color": colour, "cornerRadiusEnd": 1, "minBandSize": 1},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }


def _row_label(labels: list[Spec], y: Spec, field: str, dy: int, weight: int) -> Spec:
    return {
        "data": {"values": labels},
        "mark": {
            "type": "text",
            "align": "left",
            "dy": dy,
            "fontWeight": weight,
            "color": INK if weight > 500 else SOFT_INK,
        },
        "encoding": {"x": {"value": 0}, "y": y, "text": {"field": field}},
    }


#: Three labels share the width of a phone: they are smaller there, and broken over lines.
_ON_A_PHONE: Spec = {
    "nodeGap": 70,
    "label": {"fontSize": 12, "lineHeight": 14, "width": 82, "overflow": "break"},
}


def drawn(flow: pd.DataFrame) -> pd.DataFrame:
    """The rows of `money_flow` that have a width: sums above 0 in US dollars."""
    return flow[(flow["amount_cents"].fillna(0) > 0) & (flow["currency"] == "USD")]


def aside(rows: pd.DataFrame) -> str:
    """What nobody has reviewed of the sum of these rows, for the end of a label."""
    is_reviewed = bool(rows["is_reviewed"].fillna(True).all())
    words = doubt(rows["amount_cents"].sum(), rows["unreviewed_cents"].sum(), is_reviewed)
    return f", {words}" if words else ""


def money_flow(flow: pd.DataFrame, most: int = 40) -> Spec | None:
    """Agency -> technology -> vendor from `money_flow`, widths by dollars. None where no purchase has a sum above 0.

    Purchases of $0, without a figure or in another currency have no width and are not drawn: the table beside the chart
    holds them.
    """
    rows = drawn(flow).head(most)
    if rows.empty:
        return None
    colour = FLOW_COLOURS[rows["amount_kind"].iloc[0]]
    sums: dict[tuple[int, str], int] = {}
    waiting: dict[tuple[int, str], int] = {}  # cents that nobody has reviewed
    links: dict[tuple[str, str], int] = {}
    for row in rows.itertuples(index=False):
        ends = (row.agency_name or "Agency not known", row.technology_name, row.maker_name or "Vendor not known")
        for end in enumerate(ends):
            sums[end] = sums.get(end, 0) + row.amount_cents
            if not row.is_reviewed:
                waiting[end] = waiting.get(end, 0) + row.unreviewed_cents
        for level in (0, 1):
            key = (f"{level}:{ends[level]}", f"{level + 1}:{ends[level + 1]}")
            links[key] = links.get(key, 0) + row.amount_cents
    nodes = [
        {
            "name": f"{level}:{name}",
            "depth": level,
            "itemStyle": {"color": INK},
            "label": {
                "formatter": f"{_plain(_cut(name, 40))}\n{short_money(cents)}" + _doubt_at(cents, waiting.get(end)),
                "position": "left" if level == 2 else "right",
            },
        }
        for end, cents in sums.items()
        for level, name in (end,)
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": SANS},
        "tooltip": {"show": False},
        "series": [
            {
                "type": "sankey",
                "left": 2, "right": 2, "top": 12, "bottom": 26,
                "nodeWidth": 5, "nodeGap": 62 if waiting else 44, "nodeAlign": "justify", "draggable": False,
                "emphasis": {"disabled": True},
                "lineStyle": {"opacity": 0.3, "curveness": 0.5},
                "label": {"fontSize": 14, "lineHeight": 19, "color": INK, "fontFamily": SANS},
                "data": nodes,
                "links": [
                    {"source": one, "target": other, "value": cents / 100,
                     "lineStyle": {"color": colour}}
                    for (one, other), cents in links.items()
                ],
            }
        ],
        "media": [{"option": {}}, {"query": {"maxWidth": 560}, "option": {"series": [_ON_A_PHONE]}}],
    }  # fmt: skip


def _doubt_at(cents: int, unreviewed: int | None) -> str:
    if unreviewed is None:
        return ""
    return "\nnot reviewed" if unreviewed in (0, cents) else "\nin part not reviewed"


FLOW_COLOURS = {"paid": BRICK, "invoiced": BLUE, "ordered": "#a89b86", "ceiling": GREY, "authorised": GREY}


def flow_height(flow: pd.DataFrame) -> int:
    """Pixels for the flow: room for three lines at every node of its fullest column."""
    rows = drawn(flow)
    fullest = max((rows[name].nunique() for name in ("agency_name", "technology_name", "maker_name")), default=1)
    return int(min(max(180, 92 * fullest + 50), 1200))


def _cut(name: object, longest: int) -> str:
    words = str(name)
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _plain(name: str) -> str:
    """Without the characters that mean something in an ECharts label."""
    return name.translate(str.maketrans({"{": "(", "}": ")", "|": "/"}))
