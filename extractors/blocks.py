"""The rows of a block: what stands under a name at its left edge, and how an address ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.labels import Label
from extractors.names import STATE, STATE_NAMES, is_name
from extractors.paper import Line, Page, Word

#: The last row of an address: a town, its state and its ZIP code.
TOWN_LINE = re.compile(rf"\b(?:{STATE}|{STATE_NAMES})\.?,?\s+\d{{5}}(?:-\d{{4}})?$")

#: What American streets are called, behind their number: ``1500 Marilla Street`` is no town.
_STREET = (
    r"(?:(?:Street|Ave(?:nue)?|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Way|Pkwy|Parkway|Hwy|Highway|Court|Ct|Plaza|Circle"
    r"|Place|Square|Terrace|Trail|Loop|Suite|Ste|Floor)\b|St\.?(?:$|,|\s(?:[NESW]{1,2}|Suite|Ste)\b))"
)
#: What stands before a number of six digits that is no postal code.
_NUMBERED = (
    r"(?:Account|Acct|Invoice|Order|Permit|No|Number|Phone|Tel|Fax|Box|Customer|Ref|License|Vendor|Job|Quote|Check|ID)"
)
#: The same in other countries: ``D-63571 Gelnhausen``, ``3500 MJ Utrecht``, ``1200-109 Lisboa``, ``Leeds LS1 4AP``.
FOREIGN_TOWN = re.compile(
    rf"^(?!.*\s{_STREET})(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:-\d{{3}})?\s+(?:[A-Z]{{2}}\s+)?[A-ZÄÖÜÉ][\w.'-]+(?:\s[\w.'()-]+){{0,4}}$"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}$|\b[A-Z]\d[A-Z]\s\d[A-Z]\d$|\b(?:NSW|QLD|VIC|WA|SA|TAS|ACT|NT)\s+\d{4}$"
    rf"|^(?!.*\b{_NUMBERED}\b)[A-Z][A-Za-z. ]+(?:\s-)?\s\d{{3}}\s?\d{{3}}$"
)


def rows_under(first: Sequence[Word], page: Page, labels: Sequence[Label]) -> list[tuple[Word, ...]]:
    """The rows that go on with a block beside its label, at its left edge and close under it."""
    rows: list[tuple[Word, ...]] = []
    last, begun = first[0], {label.words[0] for label in labels}
    for line in page.lines:
        if not 0 < line.box[1] - last.top <= 1.9 * last.height or len(rows) == 4:
            continue
        cell = next((cell for cell in line.segments if abs(cell.box[0] - last.x0) <= 3), None)
        if cell is None or cell.words[0] in begun:
            break
        rows.append(cell.words)
        last = cell.words[0]
    return rows


def name_above(row: int, cell: Line, page: Page) -> Line | None:
    """The name right above a cell, at its left edge: the end of a company's name (``Systems, Inc.``) belongs to it."""
    for line in reversed(page.lines[max(0, row - 3) : row]):
        for other in line.segments:
            near = 0 < cell.box[1] - other.box[1] <= 1.7 * cell.words[0].height
            if near and abs(other.box[0] - cell.box[0]) <= 3 and is_name(other.text):
                return other
    return None


def cells_under(row: int, cell: Line, page: Page) -> list[tuple[Word, ...]]:
    """The cells of the next rows at the left edge of a name, also below ``Attn``."""
    lines = [line for line in page.lines[row + 1 : row + 6] if line.box[1] - cell.box[3] <= 6 * cell.words[0].height]
    return [other.words for line in lines for other in line.segments if abs(other.box[0] - cell.box[0]) <= 3]
