"""What a column of an answer means, and how an answer becomes a table.

Every question returns a DataFrame with exactly the columns it describes, in that order. Text stays `object` with None
where nothing is known; amounts are whole cents and counts whole numbers (`Int64`, <NA> where nothing is known: an
amount of 0 is an amount, no amount is <NA>).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class Column:
    """`text` says what a column holds; `unit`: cents, count, date, time, points, share, yes/no, id, path or text."""

    text: str
    unit: str = "text"


Columns = Mapping[str, Column]
DTYPES = {"cents": "Int64", "count": "Int64", "points": "Float64", "share": "Float64", "yes/no": "boolean"}


def table(rows: Iterable[Mapping[str, Any]], columns: Columns) -> pd.DataFrame:
    """Rows (mappings by column name; what is not described is left out) as a DataFrame with the described columns."""
    kept = list(rows)
    series = {
        name: pd.Series([row[name] for row in kept], dtype=DTYPES.get(column.unit, "object"), name=name)
        for name, column in columns.items()
    }
    return pd.DataFrame(series, columns=list(columns))


PURCHASE_ID = Column("Public id of the purchase", "id")
AGENCY_ID = Column("Public id of the buying agency; empty where its printed name is not in the registry", "id")
AGENCY_KEY = Column("Key of the buying agency in the registry", "id")
AGENCY_NAME = Column("The buying agency: its registry name, or as printed where it is not in the registry")
STATE = Column("Two-letter postal code of the agency's state; empty for federal and unknown agencies")
MAKER_ID = Column("Public id of the maker, the vendor whose technology it is", "id")
MAKER_KEY = Column("Key of the maker in the registry", "id")
MAKER_NAME = Column("The maker: its registry name, or as printed where it is not in the registry")
CURRENCY = Column("ISO 4217 currency of the amounts")
DOCUMENT_ID = Column("Public id of the document", "id")
DOCUMENT_TITLE = Column("What the document is called: its title on the portal, or its file name in the release")
SHA256 = Column("SHA-256 of the document's bytes, by which the archive keeps it")
RECORD_ID = Column("Public id of the record (one paper found in a document)", "id")
KIND = Column("Kind of paper: invoice, purchase_order, contract, ...")
VALUE_ID = Column("Public id of the printed value that proves this", "id")
PAGE = Column("Page of the document, counted from 1", "count")
ROW_VENDOR = Column(
    "The seller named in the same row, where a paper names several; withheld where it may be a private person"
)
EVIDENCE_PATH = Column("Dashboard page that shows the printed value in its box", "path")
PURCHASE_PATH = Column("Dashboard page of the purchase", "path")
PURCHASES_PATH = Column("Dashboard page that lists the purchases (and leads) behind the row", "path")
BOX: Columns = {
    "x0": Column("Left edge of the box around the printed value", "points"),
    "top": Column("Upper edge of the box, from the top of the page", "points"),
    "x1": Column("Right edge of the box", "points"),
    "bottom": Column("Lower edge of the box, from the top of the page", "points"),
}
AMOUNTS: Columns = {
    "ceiling_cents": Column("The most the signed paper allows", "cents"),
    "authorised_cents": Column("What the governing body voted", "cents"),
    "ordered_cents": Column("Purchase orders, latest revisions", "cents"),
    "invoiced_cents": Column("Invoices net of credits, each counted once", "cents"),
    "paid_cents": Column("Checks, register rows or stated expenditures", "cents"),
}
UNREVIEWED: Columns = {
    name.replace("_cents", "_unreviewed_cents"): Column(f"How much of {name[:-6]} needs review", "cents")
    for name in AMOUNTS
}
REVIEWED: Columns = {
    name.replace("_cents", "_is_reviewed"): Column(
        f"No value of {name[:-6]} needs review; empty where there is no such amount", "yes/no"
    )
    for name in AMOUNTS
}
CORRECTED: Columns = {
    "as_read_cents": Column("The value as money as the reader understood it", "cents"),
    "corrected_at": Column("When a person corrected it; empty where nobody did", "time"),
    "correction_reason": Column("Why it was corrected"),
}
BEST: Columns = {
    "best_cents": Column(
        "The furthest amount that is proved: paid, else invoiced, else ordered, else ceiling", "cents"
    ),
    "best_amount": Column("Which amount that is: paid, invoiced, ordered, ceiling, or none where no figure is known"),
}
