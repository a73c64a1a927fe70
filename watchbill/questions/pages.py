"""What stands on one page of a document, in words."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from watchbill.questions import columns as c
from watchbill.questions.columns import Column, Columns, table
from watchbill.store import schema as s
from watchbill.store.live import is_live, title_of

PAGE_TEXT: Columns = {
    "document_id": c.DOCUMENT_ID,
    "document_title": c.DOCUMENT_TITLE,
    "sha256": c.SHA256,
    "page": c.PAGE,
    "width": Column("Width of the page as displayed", "points"),
    "height": Column("Height of the page as displayed", "points"),
    "origin": Column("Where the text comes from: native, ocr where the page is a picture, or none"),
    "text": Column("The words of the page, line by line"),
}


def page_text(connection: Connection, *, document: str, page: int) -> pd.DataFrame:
    """The words of one page, in one row; no row where there is no such page. `document` is a public id."""
    statement = (
        sa.select(
            s.document.c.public_id.label("document_id"),
            title_of(s.document.c.id).label("document_title"),
            s.document.c.sha256,
            s.page.c.number.label("page"),
            *(s.page.c[name] for name in ("width", "height", "origin", "text")),
        )
        .select_from(s.page.join(s.document))
        .where(s.document.c.public_id == document, s.page.c.number == page, is_live(s.document.c.id))
    )
    return table((dict(row) for row in connection.execute(statement).mappings()), PAGE_TEXT)
