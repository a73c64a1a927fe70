"""`/`: who, what, how much. One search box; without a search, where the money goes."""

from __future__ import annotations

import streamlit as st

from dashboard import parts
from dashboard.front import expressed_interest, flow_of_money, latest_purchases, map_of_states, totals_line
from dashboard.hits import results

top = st.container()
searched = st.text_input(
    "Search agencies, vendors and the words of every page",
    key="q",
    bind="query-params",
    max_chars=200,
    on_change=lambda: st.query_params.pop("after", None),
    label_visibility="collapsed",
    placeholder="Search an agency, a vendor, or words on a page",
)
words = (searched or "").strip()
with top:
    if words:
        parts.opening("Search", f"“{words}” in the records")
    else:
        parts.opening(
            "Public records of surveillance purchases",
            "Who buys surveillance, from whom, for how much, and the page that proves it",
        )
if words:
    results(words, parts.whole_number("after") or 0)
elif totals_line():
    map_of_states(flow_of_money())
    latest_purchases()
    expressed_interest()
