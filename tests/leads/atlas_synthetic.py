"""Atlas files for tests, made up in the 28 columns of the real one; nothing in them was published by anybody."""

from __future__ import annotations

import csv
import io
from typing import Any

COLUMNS = [
    *("AOSNUMBER", "NEWAOSNUMBER (ORI9)", "City", "County", "State", "Agency", "Type of LEA", "Summary"),
    *("Type of Juris", "Technology", "TECH ABV", "Vendor"),
    *(f"Link {n}{part}" for n in (1, 2, 3) for part in ("", " Snapshot", " Source", " Type", " Date")),
    "Other Links",
]


def row(number: int, code: str, agency: str, technology: str = "Body-worn Cameras", **more: str) -> dict[str, str]:
    told = {"AOSNUMBER": f"AOS{number:06}", "NEWAOSNUMBER (ORI9)": code, "Agency": agency, "Technology": technology}
    plain = {
        "City": "Eugene",
        "County": "Lane County",
        "State": "OR",
        "Type of LEA": "Police",
        "Summary": "It has some.",
    }
    links = {"Link 1": f"https://news.example/{number}", "Link 1 Source": "The Paper", "Link 1 Date": "12/27/2012"}
    return plain | links | told | more


def atlas_csv(*rows: dict[str, str], columns: list[str] | None = None, **form: Any) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, columns or COLUMNS, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode(**form)
