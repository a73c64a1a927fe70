"""`/agency?id=`: what did this agency buy, how far did each purchase come, on which papers does that rest?

Without an id: every agency with purchases, in one state where `state=` names it.
"""

from __future__ import annotations

from dashboard import parts
from dashboard.listings import leads_table, only_named, proved_and_named, purchases_table, spending_by_agency_table
from dashboard.markup import join, link
from dashboard.profile import ceilings, names_as_printed, papers_of, source_note, unreviewed
from dashboard.sentences import agency_headline, sums_of
from dashboard.store import ask
from dashboard.words import count, is_missing
from watchbill.errors import NotFoundError


def every_agency(state: str | None) -> None:
    """The list of buyers."""
    rows = ask("spending_by_agency", state=state)
    where = f" in {state}" if state else ""
    buyers = count(rows[rows["purchases"] > 0]["agency_name"].nunique(), "agency", "agencies")
    parts.opening("Agencies", f"{buyers}{where} with purchases on record")
    if rows.empty:
        parts.empty(f"No records yet{where}. ", link("/", "Back to the search"), ".")
        return
    spending_by_agency_table(rows, "agencies")


def one_agency(agency: str) -> None:
    """The profile of a buyer."""
    found = ask("agencies", agency=agency)
    if found.empty:
        raise NotFoundError(f"No agency has the address “{agency}”.")
    who = next(found.itertuples(index=False))
    every, leads = ask("purchases", agency=agency), ask("leads", agency=agency)
    purchases, named = proved_and_named(every)
    place = ", ".join(str(part) for part in (who.place, who.state) if not is_missing(part))
    parent = None if is_missing(who.parent_id) else link(f"/agency?id={who.parent_id}", who.parent_name)
    parts.opening(
        join(link("/agency", "Agencies"), " · ", place or "place not known"),
        agency_headline(who, purchases),
        join(sums_of(ask("spending_by_agency", agency=agency)), join(" Part of ", parent, ".") if parent else None),
    )
    unreviewed(purchases)
    if purchases.empty:
        parts.empty(f"No records yet: no paper in this store shows that {who.agency_name} bought anything.")
    else:
        ceilings(purchases)
        parts.section(f"{count(len(purchases), 'purchase')} on record", "The largest first.")
        purchases_table(purchases, "agency-purchases", without="agency")
    only_named(named, "agency-named", without="agency")
    if not every.empty:
        papers_of(every, "agency-papers")
    if not leads.empty:
        parts.section("Expressed interest, not purchases", "Asking is not having: no total counts these.")
        leads_table(leads, "agency-leads")
    names_as_printed(who.agency_id, every)
    source_note(who.source)


agency = parts.identifier("id")
if agency:
    one_agency(agency)
else:
    named = parts.parameter("state", 2)
    every_agency(named.upper() if named and named.isascii() and named.isalpha() else None)
