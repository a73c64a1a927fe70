"""Lines that name a body's own office over the rows of a listing: ``PUBLIC WORKS``, or the first line of a payee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.columns import JOINS
from extractors.listing_table import Table
from extractors.listing_totals import starts_as_total
from extractors.paper import Line

#: The name of a body's own office or fund, and nothing else: ``PUBLIC WORKS``, ``Parks & Recreation Department``.
#: Each word is taken once and for all: a stranger's long line stalls nothing.
_OFFICE = re.compile(
    r"(?>\W*\b(?:police|fire|rescue|ems|dispatch|public\s+(?:works|safety|utilit(?:y|ies))|courts?|clerk|mayor|council|board"
    r"|parks?|recreation|library|streets?|highway|roads?|water|sewer|wastewater|stormwater|sanitation|refuse|finance|administration|treasurer"
    r"|assessor|auditor|attorney|legal|planning|zoning|buildings?|inspections?|engineering|human\s+resources|personnel"
    r"|information\s+(?:technology|systems|services)|general|government|fund|fleet|garage|facilities|maintenance|cemetery|airport|golf|pool"
    r"|community|economic|development|senior|health|sheriff|jail|corrections|elections|city|town|village|county|manager|municipal|department|dept"
    r"|division|office|services|and|of|the)\b)++\W*",
    re.I,
)
#: An office's heading stands over so many rows, or most of the others do.
_ROWS_HEADED = 2


def names_office(text: str) -> bool:
    """Whether a line says the name of an office or a fund and nothing else."""
    return len(text.split()) <= 6 and bool(_OFFICE.fullmatch(text))


def office_headings(lines: Sequence[Line], table: Table) -> frozenset[int]:
    """The places of the lines that head the rows of an office, in a block whose cells may wrap above their amounts.

    Payees begin with the same words (``POLICE`` above ``SUPPLY LLC``): none heads where other lines wrap, and an office
    heads two rows or more, unless most of its like do.
    """
    bare = {n for n, line in enumerate(lines) if table.is_bare(line)}
    offices = {n for n in bare if names_office(lines[n].text)}
    wraps = any(
        a in bare - offices and b not in bare and table.read(lines[b])[1] for a, b in pairwise(range(len(lines)))
    )
    whole = {n for n in offices if lines[n].words[-1].text.lower() not in JOINS}
    if wraps or whole != offices:
        return frozenset()
    over = {n for n in whole if _rows_under(n, lines, bare, table) >= _ROWS_HEADED}
    return frozenset(whole if 2 * len(over) > len(whole) else over)


def _rows_under(at: int, lines: Sequence[Line], bare: set[int], table: Table) -> int:
    """How many rows stand below a line before the next line of text alone, or a total."""
    rows = 0
    for n in range(at + 1, len(lines)):
        if starts_as_total(lines[n]) or (n in bare and rows):
            break
        rows += table.read(lines[n])[1] is not None
    return rows
