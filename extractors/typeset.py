"""Plain text typeset as pages, so that it can be read, shown and cited like any paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.paper import Paper
from extractors.press import HEIGHT as HEIGHT
from extractors.press import LETTER as LETTER
from extractors.press import LINE as LINE
from extractors.press import MARGIN as MARGIN
from extractors.press import WIDTH as WIDTH
from extractors.press import Cell, Press, fitted_widths, paper_of, width_of

#: Cells of a line that tabs part; more are no table of a page.
_MOST_COLUMNS = 40
#: Words further apart than those of a sentence.
_IN_COLUMNS = re.compile(r"\S {3,}\S")


def typeset(text: str) -> Paper:
    """Plain text as pages: one printed line a line, 72 pt margins, 12 pt lines. Long lines are folded, but pages are as
    wide as lines whose words stand in columns: the reports of old systems have 132 letters."""
    return paper_of(set_text(text).finish())


def set_text(text: str) -> Press:
    """Plain text on the press."""
    lines = [line.rstrip() for line in text.splitlines()]
    press = Press(width_of(max((len(line) for line in lines if _IN_COLUMNS.search(line)), default=0)))
    table: list[str] = []
    for line in [*lines, ""]:
        if len([cell for cell in line.split("\t") if cell.strip()]) > 1:
            table.append(line)
            continue
        _set_table(press, table)
        table = []
        if press.is_cut:
            break
        press.text(line)
    return press


def _set_table(press: Press, lines: Sequence[str]) -> None:
    """Lines whose cells are parted by tabs: a table where there are several of them, and not too many columns."""
    rows = [
        [Cell(cell.strip(), column) for column, cell in enumerate(line.split("\t")) if cell.strip()] for line in lines
    ]
    if len(rows) > 1 and max(row[-1].column for row in rows) < _MOST_COLUMNS:
        press.table(rows, fitted_widths(rows, press.columns), [False] * len(rows))
    else:
        for line in lines:
            press.text(line)


def decoded(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with a mark, or Windows' Western code page; None for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # a character cut at the end of what was looked at
            return data[: error.start].decode("utf-8-sig")
    odd = sum(byte < 9 or 13 < byte < 32 for byte in data)
    return data.decode("cp1252", errors="replace") if odd == 0 else None
