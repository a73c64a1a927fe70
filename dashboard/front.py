"""The first page: figures of the store, the flow of money, the map, the newest purchases, and leads apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, parts
from dashboard.listings import leads_table, only_named, proved_and_named, purchases_table
from dashboard.markup import Child, Html, link, show, tag
from dashboard.sentences import agency_link, maker_link, sum_of
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.theme import BRICK, PALE_BRICK, PANEL
from dashboard.words import AMOUNT_TITLES, count, day, is_missing, listed, money, short_money

_SAID_OF_KINDS = {
    "invoiced": "invoiced",
    "paid": "paid",
    "ordered": "ordered",
    "ceiling": "allowed, not shown as spent",
    "authorised": "voted, not shown as spent",
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
    since = min(
        (date for date in proved_and_named(ask("purchases"))[0]["first_date"] if not is_missing(date)), default=None
    )
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
        "named, no rung proved": str(totals.only_named) if totals.only_named else None,
        "first date on a paper": day(since) if since else None,
    }
    pairs = [tag("div", tag("dt", label), tag("dd", figure)) for label, figure in figures.items() if figure]
    show(tag("div", tag("dl", *pairs, class_="wb-totals"), class_="wb"))
    return True


def _totals() -> Any:
    return next(ask("totals").itertuples(index=False))


def chosen_amount() -> str:
    """Which of the five amounts the sums of this page are of, as chosen in the address (``?amount=paid``)."""
    kinds = ask("amounts_on_record")
    usual = str(kinds["amount_kind"].iloc[0]) if len(kinds) else next(iter(_SAID_OF_KINDS))
    chosen = st.pills(
        "Which of the five amounts",
        list(_SAID_OF_KINDS),
        default=usual,
        key="amount",
        bind="query-params",
        help="The five amounts are never added to each other.",
    )
    return str(chosen or usual)


def flow_of_money() -> str:
    """Agency, technology, maker: the chart, and the table that also has what it cannot draw. Gives the kind chosen."""
    place = st.container()
    kind = chosen_amount()
    flow = ask("money_flow", amount=kind)
    drawn = charts.drawn(flow)
    agencies, makers = (drawn[name].nunique() for name in ("agency_name", "maker_name"))
    with place:
        told = f"{AMOUNT_TITLES[kind]}: {count(agencies, 'agency', 'agencies')}, {count(makers, 'maker')}"
        parts.section(
            told if len(drawn) else f"No sum is on record as {kind}",
            "US dollars, from agency through technology to maker. One kind of amount at a time: a purchase without it "
            "has no figure here, and never another kind's.",
        )
    spec = charts.money_flow(flow)
    if spec:
        words = f"{short_money(drawn['amount_cents'].sum())} {_SAID_OF_KINDS[kind]}"
        parts.legend((charts.FLOW_COLOURS[kind], words + charts.aside(drawn)))
        st.echarts_chart(spec, height=charts.flow_height(flow), theme=None, renderer="svg", alt=_flow_in_words(drawn))
    unseen = flow.drop(drawn.index)
    if len(unseen):
        parts.note("Without a width in the chart, and in the table: ", listed(_named(unseen)), ".")
    if len(flow):
        table(
            flow,
            [
                Col("Agency", agency_link),
                Col("Technology", lambda row: row.technology_name),
                Col("Maker", maker_link),
                Col("Purchases", lambda row: link(row.path, str(row.purchases)), is_number=True),
                Col(kind.capitalize(), sum_of, is_number=True),
            ],
            question="money_flow",
            name=f"money-flow-{kind}",
            what="line",
        )
    return kind


def _flow_in_words(drawn: pd.DataFrame) -> str:
    lines = [
        f"{row.agency_name} to {row.maker_name} for {row.technology_name}: {money(row.amount_cents, row.currency)} "
        f"{row.amount_kind}{charts.aside(drawn.loc[[index]])}"
        for index, row in zip(drawn.index[:12], drawn.head(12).itertuples(index=False), strict=True)
    ]
    return f"Money from agencies through technologies to makers. {'; '.join(lines)}."


def _named(unseen: pd.DataFrame, most: int = 4) -> list[str]:
    names = []
    for row in unseen.head(most).itertuples(index=False):
        figure = money(row.amount_cents, row.currency, "no figure")
        names.append(
            f"{row.agency_name or 'an agency not named'} and {row.maker_name or 'a vendor not named'} ({figure})"
        )
    return [*names, f"{len(unseen) - most} more"] if len(unseen) > most else names


def map_of_states(kind: str) -> None:
    """Where agencies bought, and where they only asked; sums of one kind of amount."""
    states = ask("purchases_by_state", amount=kind)
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
            (PALE_BRICK, "only asked or named"),
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
                Col("Purchases", lambda row: link(row.path, str(row.purchases)), is_number=True),
                Col("Agencies", lambda row: row.agencies, is_number=True),
                Col("Only named", lambda row: row.only_named, is_number=True),
                Col("Leads", lambda row: row.leads, is_number=True),
                Col(kind.capitalize(), lambda row: sum_of(row, "no figure" if row.purchases else "–"), is_number=True),
            ],
            question="purchases_by_state",
            name=f"states-{kind}",
            what="place",
        )


def _state(row: Any) -> Html:
    return tag("span", "federal or not known") if is_missing(row.state) else link(row.path, row.state)


def latest_purchases() -> None:
    """Purchases by the newest date on their papers; those without a date last."""
    purchases, named = proved_and_named(ask("purchases"))
    if purchases.empty:
        parts.section("No purchases yet")
        parts.empty("Documents are here, but no paper in them proves a purchase so far.")
        only_named(named, "named")
        return
    newest = purchases.sort_values(
        "last_date", ascending=False, key=lambda dates: dates.map(lambda date: "" if is_missing(date) else str(date))
    )
    parts.section("The latest purchases", "By the newest date on their papers.")
    purchases_table(newest, "purchases")
    only_named(named, "named")


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
