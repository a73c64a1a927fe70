"""`/vendor?id=`: who pays this vendor, for what, and how does it compare with what was allowed?

Without an id: every maker with purchases.
"""

from __future__ import annotations

from dashboard import parts
from dashboard.listings import leads_table, only_named, proved_and_named, purchases_table, spending_by_vendor_table
from dashboard.markup import join, link
from dashboard.profile import about_vendor, ceilings, names_as_printed, ownership, papers_of, relations, unreviewed
from dashboard.sentences import sums_of, vendor_headline
from dashboard.store import ask
from dashboard.words import count, said
from watchbill.errors import NotFoundError


def every_vendor() -> None:
    """The list of makers."""
    rows = ask("spending_by_vendor")
    parts.opening(
        "Vendors", f"{count(rows[rows['purchases'] > 0]['maker_name'].nunique(), 'maker')} with purchases on record"
    )
    if rows.empty:
        parts.empty("No records yet. ", link("/", "Back to the search"), ".")
        return
    spending_by_vendor_table(rows, "vendors")


def one_vendor(vendor: str) -> None:
    """The profile of a maker, seller, cooperative contract or funder."""
    found = ask("vendors", vendor=vendor)
    if found.empty:
        raise NotFoundError(f"No vendor has the address “{vendor}”.")
    who = next(found.itertuples(index=False))
    every, leads = ask("purchases", vendor=vendor), ask("leads", vendor=vendor)
    purchases, named = proved_and_named(every)
    kind = None if who.kind == "vendor" else f" · {said(who.kind)}"
    parts.opening(
        join(link("/vendor", "Vendors"), kind),
        vendor_headline(who, purchases),
        sums_of(ask("spending_by_vendor", vendor=vendor, as_of="now")),
    )
    ownership(who, every)
    unreviewed(purchases)
    if purchases.empty:
        parts.empty(f"No records yet: no paper in this store shows a purchase from {who.vendor_name}.")
    else:
        ceilings(purchases, "agency_name")
        parts.section(f"{count(len(purchases), 'purchase')} on record", "The largest first.")
        purchases_table(purchases, "vendor-purchases", without="maker")
    only_named(named, "vendor-named", without="maker")
    if not every.empty:
        papers_of(every, "vendor-papers")
    if not leads.empty:
        parts.section("Asked about it, did not buy", "Asking is not having: no total counts these.")
        leads_table(leads, "vendor-leads")
    names_as_printed(who.vendor_id, every)
    relations(who.vendor_id)
    about_vendor(who)


vendor = parts.identifier("id")
if vendor:
    one_vendor(vendor)
else:
    every_vendor()
