"""`/purchase?id=`: how far did it come, what was allowed, billed and paid, who took part, on which papers?

Without an id: every purchase; `technology=` names one kind.
"""

from __future__ import annotations

from dashboard import parts
from dashboard.deal import amounts, ladder, parties, technologies
from dashboard.listings import purchases_table
from dashboard.markup import join, link
from dashboard.profile import papers_table
from dashboard.sentences import agency_link, dates_of, maker_link, sentence_of, technology_names
from dashboard.store import ask
from dashboard.words import count, is_missing
from watchbill.errors import NotFoundError


def every_purchase(technology: str | None) -> None:
    """The list of purchases."""
    rows = ask("purchases", technology=technology)
    about = f" about {technology_names(technology)[0]}" if technology else ""
    parts.opening("Purchases", f"{count(len(rows), 'purchase')}{about} on record")
    if rows.empty:
        parts.empty(f"No records yet{about}. ", link("/", "Back to the search"), ".")
        return
    purchases_table(rows, "purchases")


def one_purchase(purchase: str) -> None:
    """One purchase with everything that proves it."""
    found = ask("purchases", purchase=purchase)
    if found.empty:
        raise NotFoundError(f"No purchase has the address “{purchase}”.")
    row = next(found.itertuples(index=False))
    through = "" if is_missing(row.seller_name) or row.seller_name == row.maker_name else f" Sold by {row.seller_name}."
    parts.opening(
        join(agency_link(row), " · ", maker_link(row)),
        sentence_of(row),
        f"{count(row.papers, 'paper')}, {dates_of(row)}.{through}",
    )
    parts.section(
        "How far it came", "Each rung is proved by a paper of its own; a gap is a paper nobody has shown yet."
    )
    ladder(ask("purchase_rungs", purchase=purchase))
    parts.section(
        "Five amounts, never added to each other", "Each figure leads to the place on the page where it is printed."
    )
    amounts(row, ask("purchase_amounts", purchase=purchase))
    parts.section("Who took part, as the papers print them")
    parties(ask("purchase_parties", purchase=purchase))
    parts.section("What was bought", "The printed words that decided.")
    technologies(ask("purchase_technologies", purchase=purchase))
    papers = ask("purchase_papers", purchase=purchase)
    parts.section(f"{count(len(papers), 'paper')} behind it", "And why each was joined to this purchase.")
    papers_table(papers, "purchase-papers")


purchase = parts.identifier("id")
if purchase:
    one_purchase(purchase)
else:
    technology = parts.parameter("technology", 40)
    every_purchase(technology if technology and technology.replace("_", "").isalnum() else None)
