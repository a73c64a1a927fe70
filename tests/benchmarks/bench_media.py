"""Whether a paper says the same in every medium: `python -m tests.benchmarks.bench_media`. It needs no cases.

Sets every invented paper of `tests/cases` as PDF, Word letter, workbook (new and old) and saved web page, reads them,
and holds the kinds of record and the fields of the others against those of the PDF. Fields are compared where the kinds
agree.
A table on stdout with the papers whose kinds differ, JSON in `bench-results/media.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from extractors.reader import read_document
from tests.benchmarks.scored import RESULTS
from tests.extractors.other_media import as_docx, as_html, as_xls, as_xlsx
from watchbill.model import Record
from watchbill.typeset import typeset

CASES = Path(__file__).parents[1] / "cases"
MEDIA: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "docx": as_docx,
    "xlsx": as_xlsx,
    "xls": as_xls,
    "html": as_html,
}


def invented_papers() -> dict[str, dict[str, Any]]:
    """The papers of the cases by name, without their noise: other media have no scanner."""
    papers = {path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASES.glob("*/paper.yml")}
    return {name: {key: part for key, part in papers[name].items() if key != "noise"} for name in sorted(papers)}


def compare(papers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """For each medium: papers, those with the PDF's kinds of record, fields of these, fields alike, and who differs."""
    results: dict[str, dict[str, Any]] = {
        medium: {"papers": len(papers), "same_kinds": 0, "fields": 0, "same_fields": 0, "other_kinds": []}
        for medium in MEDIA
    }
    for name, paper in papers.items():
        expected = read_document(typeset(paper), f"{name}.pdf").records
        for medium, setting in MEDIA.items():
            found, result = read_document(setting(paper), f"{name}.{medium}").records, results[medium]
            if _kinds(found) != _kinds(expected):
                result["other_kinds"].append(name)
                continue
            result["same_kinds"] += 1
            for one, other in zip(expected, found, strict=True):
                result["fields"] += len(one.fields)
                result["same_fields"] += sum(
                    field in other.fields and other.fields[field].value == value.value
                    for field, value in one.fields.items()
                )
    return results


def _kinds(records: Sequence[Record]) -> list[str]:
    return [str(record.kind) for record in records]


def main() -> None:
    results = compare(invented_papers())
    for medium, result in results.items():
        share = result["same_fields"] / max(1, result["fields"])
        print(f"{medium:6} kinds {result['same_kinds']} of {result['papers']}", end="   ")
        print(f"fields {result['same_fields']} of {result['fields']} ({share:.0%})")
        for name in result["other_kinds"]:
            print(f"         other kinds: {name}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "media.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
