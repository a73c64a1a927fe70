"""What others report that agencies have: leads, with the links they give. None of it proves a purchase."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from watchbill.questions.columns import Column, Columns, table
from watchbill.store import schema as s

REPORTED_LEADS: Columns = {
    "lead_id": Column("Public id of the lead", "id"),
    "source": Column("Whose list it is from: atlas-of-surveillance (EFF, CC BY 4.0)"),
    "source_key": Column("Its number in that list", "id"),
    "agency_id": Column("Public id of the agency", "id"),
    "agency_key": Column("Key of the agency", "id"),
    "agency_name": Column("The agency that is reported to have the technology"),
    "state": Column("Two-letter postal code of the agency's state"),
    "technology": Column("Key of the technology; empty where the list's word means none, or several, of ours", "id"),
    "technology_name": Column("The technology as the list calls it"),
    "vendor_id": Column("Public id of the vendor; empty where it is not in the registry", "id"),
    "vendor_name": Column("The vendor as the list calls it"),
    "summary": Column("What the list says of it"),
    "link": Column("Where the list has it from; one row a link"),
    "snapshot": Column("A kept copy of that page"),
    "publisher": Column("Who published it"),
    "link_kind": Column("What kind of publication it is"),
    "link_date": Column("Its date, where the list gives one", "date"),
    "is_gone": Column("Whether the list no longer has it", "yes/no"),
}


def reported_leads(
    connection: sa.Connection, *, agency: str | None = None, technology: str | None = None, state: str | None = None
) -> pd.DataFrame:
    """What others report that agencies have, a row for each link they give. A lead is no purchase and proves nothing.

    `agency` is a public id, `technology` a key, `state` a postal code.
    """
    statement = (
        sa.select(
            s.lead.c.public_id.label("lead_id"),
            s.lead.c.source,
            s.lead.c.source_key,
            s.agency.c.public_id.label("agency_id"),
            s.agency.c.key.label("agency_key"),
            s.agency.c.name.label("agency_name"),
            s.agency.c.state,
            s.lead.c.technology,
            s.lead.c.technology_name,
            s.vendor.c.public_id.label("vendor_id"),
            s.lead.c.vendor_name,
            s.lead.c.summary,
            s.lead_link.c.url.label("link"),
            s.lead_link.c.snapshot_url.label("snapshot"),
            s.lead_link.c.publisher,
            s.lead_link.c.kind.label("link_kind"),
            s.lead_link.c.date.label("link_date"),
            s.lead.c.gone_at.is_not(None).label("is_gone"),
        )
        .select_from(
            s.lead.join(s.agency, s.agency.c.id == s.lead.c.agency_id)
            .outerjoin(s.vendor, s.vendor.c.id == s.lead.c.vendor_id)
            .outerjoin(s.lead_link, s.lead_link.c.lead_id == s.lead.c.id)
        )
        .order_by(s.agency.c.key, s.lead.c.source_key, s.lead_link.c.position)
    )
    for column, wanted in (
        (s.agency.c.public_id, agency),
        (s.lead.c.technology, technology),
        (s.agency.c.state, state),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    return table((dict(row) for row in connection.execute(statement).mappings()), REPORTED_LEADS)
