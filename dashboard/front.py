"""The first page: figures of the store, the flow of money, the map, the newest purchases, and leads apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, parts
from dashboard.listings import leads_table, purchases_table
from dashboard.markup import Child, Html, link, show, tag
from dashboard.sentences import agency_link, maker_link
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.theme import BRICK, PALE_BRICK, PANEL
from dashboard.words import count, day, is_missing, listed, money, short_money

_SAID_OF_KINDS = {
    "paid": "paid",
    "invoiced": "invoiced",
    "ordered": "ordered",
    "ceiling": "allowed, not shown as spent",
}


def totals_line() -> bool:
    """The figures of the store; whether there is anything more to show."""
    totals = _totals()
    if not totals.documents:
        parts.empty(
            "No records yet. Add a release with ", tag("code", "watchbill add FOLDER"), ", then ",
            tag("code", "watchbill read"), " and ", tag("code", "watchbill resolve"),
            ": the first purchase appears here with the page that proves it.",
        )  # fmt: skip
        return False
    since = min((date for date in ask("purchases")["first_date"] if not is_missing(date)), default=None)
    figures: dict[str, Child] = {
        **dict(
            reversed(count(number, one, many).split(" ", 1))
            for number, one, many in (
                (totals.purchases, "purchase", "purchases"),
                (totals.agencies, "agency", "agencies"),
                (totals.makers, "maker", "makers"),
                (totals.documents, "document", "documents"),
                (totals.pages, "page", "pages"),
                (totals.values, "value with its box", "values, each with its box"),
            )
        ),
        "first date on a paper": day(since) if since else None,
    }
    pairs = [tag("div", tag("dt", label), tag("dd", figure)) for label, figure in figures.items() if figure]
    show(tag("div", tag("dl", *pairs, class_="wb-totals"), class_="wb"))
    return True


def _totals() -> Any:
    return next(ask("totals").itertuples(index=False))


def flow_of_money() -> None:
    """Agency, technology, maker: the chart, and the table that also has what the chart cannot draw."""
    flow = ask("money_flow")
    if flow.empty:
        return
    totals = _totals()
    drawn = flow[flow["best_cents"].fillna(0) > 0]
    buyers = count(totals.agencies, "agency", "agencies")
    parts.section(
        f"Where the money goes: {buyers}, {count(totals.makers, 'maker')}" if len(drawn) else "No sums are proved yet",
        "US dollars, from agency through technology to maker. Each purchase counts once, with the furthest amount its "
        "papers prove.",
    )
    spec = charts.money_flow(flow)
    if spec:
        kinds = charts.flow_kinds(flow)
        patches = [(charts.FLOW_COLOURS[kind], f"{short_money(cents)} {_SAID_OF_KINDS[kind]}") for kind, cents in kinds]
        parts.legend(*patches, *([(charts.MIXED, "several of these")] if len(kinds) > 1 else []))
        st.echarts_chart(spec, height=charts.flow_height(flow), theme=None, renderer="svg", alt=_flow_in_words(drawn))
    unseen = flow[flow["best_cents"].fillna(0) <= 0]
    if len(unseen):
        parts.note("Without a width in the chart, and in the table: ", listed(_named(unseen)), ".")
    table(
        flow,
        [
            Col("Agency", agency_link),
            Col("Technology", lambda row: row.technology_name),
            Col("Maker", maker_link),
            Col("Purchases", lambda row: row.purchases, is_number=True),
            Col("Which amount", lambda row: "not known" if row.best_amount == "none" else row.best_amount),
            Col("Furthest proved", lambda row: money(row.best_cents, row.currency, "no figure"), is_number=True),
        ],
        question="money_flow",
        name="money-flow",
        what="line",
    )


def _flow_in_words(drawn: pd.DataFrame) -> str:
    lines = [
        f"{row.agency_name} to {row.maker_name} for {row.technology_name}: {money(row.best_cents, row.currency)}"
        for row in drawn.head(12).itertuples(index=False)
    ]
    return f"Money from agencies through technologies to makers. {'; '.join(lines)}."


def _named(unseen: pd.DataFrame, most: int = 4) -> list[str]:
    names = []
    for row in unseen.head(most).itertuples(index=False):
        figure = money(row.best_cents, row.currency, "no figure")
        names.append(
            f"{row.agency_name or 'an agency not named'} and {row.maker_name or 'a vendor not named'} ({figure})"
        )
    return [*names, f"{len(unseen) - most} more"] if len(unseen) > most else names


def map_of_states() -> None:
    """Where agencies bought, and where they only asked."""
    states = ask("purchases_by_state")
    if states.empty:
        return
    bought = states[states["purchases"] > 0]["state"].dropna().nunique()
    parts.section(
        f"Purchases are on record in {count(bought, 'state')}",
        "A tile without colour is a state without records here, not a state without purchases.",
    )
    left, right = st.columns([11, 9], gap="large")
    with left:
        patches = (
            (BRICK, "bought, with the number of purchases"),
            (PALE_BRICK, "only asked"),
            (PANEL, "no record yet"),
        )
        parts.legend(*patches)
        words = f"Map of the United States as equal tiles. {count(bought, 'state')} with purchases; the table has them."
        st.vega_lite_chart(charts.state_tiles(states), theme=None, width="stretch", alt=words)
    with right:
        table(
            states,
            [
                Col("State", _state),
                Col("Purchases", lambda row: row.purchases, is_number=True),
                Col("Agencies", lambda row: row.agencies, is_number=True),
                Col("Leads", lambda row: row.leads, is_number=True),
                Col("Furthest proved", lambda row: money(row.best_cents, row.currency, "no figure"), is_number=True),
            ],
            question="purchases_by_state",
            name="states",
            what="place",
        )


def _state(row: Any) -> Html:
    return (
        tag("span", "federal or not known") if is_missing(row.state) else link(f"/agency?state={row.state}", row.state)
    )


def latest_purchases() -> None:
    """Purchases by the newest date on their papers; those without a date last."""
    purchases = ask("purchases")
    if purchases.empty:
        parts.section("No purchases yet")
        parts.empty("Documents are here, but no paper in them proves a purchase so far.")
        return
    newest = purchases.sort_values(
        "last_date", ascending=False, key=lambda dates: dates.map(lambda date: "" if is_missing(date) else str(date))
    )
    parts.section("The latest purchases", "By the newest date on their papers.")
    purchases_table(newest, "purchases")


def expressed_interest() -> None:
    """Leads: never among purchases."""
    leads = ask("leads")
    if leads.empty:
        return
    parts.section(
        "Expressed interest, not purchases",
        "These agencies asked or were named as interested. Nothing here shows that they bought; no total counts them.",
    )
    leads_table(leads, "leads")
