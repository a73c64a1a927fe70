"""Every table as files that open in a spreadsheet, each row with the evidence that proves it. CSV first.

Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. Amounts are written
as decimals, so a column `paid_cents` of a question is `paid` here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from watchbill.errors import WatchbillError
from watchbill.questions import QUESTIONS
from watchbill.questions.columns import Column, Columns, table

FORMATS = ("csv",)
LATER_FORMATS = ("ocds", "ftm", "xlsx", "parquet", "sqlite")
MANIFEST = "watchbill-export.json"
NUMERIC = frozenset({"count", "share"})
#: What a spreadsheet takes for the beginning of a formula, in ASCII and in full-width forms.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

DICTIONARY: Columns = {
    "table": Column("The file, without its ending"),
    "column": Column("The column"),
    "text": Column("What it holds"),
    "unit": Column("decimal amount, count, date, time, points, share, yes/no, id, path or text"),
}


def export_csv(
    connection: Connection, folder: Path, *, force: bool = False, now: dt.datetime | None = None
) -> dict[str, int]:
    """Write every table into the folder; gives the number of rows by table.

    A folder that is new appears whole or not at all. In one that an export made before, or any with `force`, only files
    of the export's own names are replaced, each whole. Raises WatchbillError where the folder holds anything else.
    """
    _check_folder(folder, force)
    counts: dict[str, int] = {}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise WatchbillError(f"The export cannot be written to {folder}: {error.strerror}.") from error
    try:
        for name, frame, columns in _tables(connection):
            (made / f"{name}.csv").write_text(csv_text(frame, columns), encoding="utf-8", newline="")
            counts[name] = len(frame)
        manifest = {
            "schema": "watchbill.export/1",
            "made_at": (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds"),
            "rows": counts,
        }
        (made / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        made.chmod(0o755)
        _move(made, folder)
    except OSError as error:
        raise WatchbillError(f"The export cannot be written to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return counts


def _check_folder(folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise WatchbillError(f"{folder} is a file; name a folder for the export.")
    is_ours = (folder / MANIFEST).is_file() or not folder.exists() or not any(folder.iterdir())
    if not is_ours and not force:
        raise WatchbillError(f"{folder} holds files that no export of ours made; name another folder, or use --force.")


def _move(made: Path, folder: Path) -> None:
    """Into place: the whole folder by one rename where there is none yet, else file by file, the manifest last."""
    if not folder.exists() or not any(folder.iterdir()):
        made.replace(folder)
        return
    names = sorted((file.name for file in made.iterdir()), key=lambda name: (name == MANIFEST, name))
    for name in names:
        (made / name).replace(folder / name)


def _tables(connection: Connection) -> Iterator[tuple[str, pd.DataFrame, Columns]]:
    entries = []
    for name, question in QUESTIONS.items():
        if not question.needs:
            yield name, question.answer(connection), question.columns
            for column, described in question.columns.items():
                unit = "decimal amount" if described.unit == "cents" else described.unit
                entries.append(
                    {"table": name, "column": heading(column, described), "text": described.text, "unit": unit}
                )
    yield "columns", table(entries, DICTIONARY), DICTIONARY


def csv_text(frame: pd.DataFrame, columns: Columns) -> str:
    """A question's answer as CSV with a heading line, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # with "\n", a lone "\r" in a text would go unquoted
    described = {str(name): columns[str(name)] for name in frame.columns}
    writer.writerow([heading(name, column) for name, column in described.items()])
    for row in frame.astype(object).itertuples(index=False, name=None):
        writer.writerow([cell(entry, column) for entry, column in zip(row, described.values(), strict=True)])
    return out.getvalue()


def heading(name: str, column: Column) -> str:
    """The name of a column in a file: an amount loses its `_cents`, as it is written as a decimal."""
    return (name.removesuffix("_cents") if name != "cents" else "figure") if column.unit == "cents" else name


def cell(entry: Any, column: Column) -> str:
    """One entry as a file holds it: empty where nothing is known, a number as it is, text made safe."""
    if entry is None or entry is pd.NA or entry is pd.NaT or (isinstance(entry, float) and entry != entry):
        return ""
    if column.unit == "cents":
        sign, whole = "-" if entry < 0 else "", abs(int(entry))
        return f"{sign}{whole // 100}.{whole % 100:02}"
    if column.unit == "points":
        return str(round(float(entry), 2))
    if column.unit in NUMERIC:
        return str(entry)
    if column.unit == "yes/no":
        return "yes" if entry else "no"
    if isinstance(entry, dt.date | dt.datetime):
        return entry.isoformat()
    text = str(entry)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(FORMULA_STARTS) else text
