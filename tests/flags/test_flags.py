"""Every flag has cases where it must fire and cases, near misses, where it must not; no sentence accuses anybody."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.flags.casebook import Case, lay_all, load_cases
from tests.purchases.desk import joined
from watchbill.answers import rows, show
from watchbill.findings import write_findings
from watchbill.flags import FLAGS
from watchbill.flags.flag import UNREVIEWED
from watchbill.model import Record

BOOK = list(load_cases())
#: Words that judge. What papers show can be asked about without any of them.
JUDGING = re.compile(
    r"\b(?:illegal\w*|unlawful\w*|fraud\w*|corrupt\w*|violat\w*|hid\w*|conceal\w*|secret\w*|improper\w*|wrong\w*|abus\w*"
    r"|cheat\w*|evad\w*|evasion|dodg\w*|circumvent\w*|scheme|collu\w*|brib\w*|kickback\w*|suspicious\w*|scandal\w*"
    r"|misus\w*|crime\w*|criminal\w*|guilt\w*|blame\w*|fail(?:ed|s|ure)?|should have|must have)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("case", BOOK, ids=str)
def test_a_flag_fires_where_the_papers_show_it_and_nowhere_else(desk: sa.Engine, case: Case) -> None:
    lay_all(desk, case)
    joined(desk)
    with desk.begin() as connection:
        write_findings(connection, case.thresholds)
        found = [row for row in rows(connection, "flags") if row["flag"] == case.flag]
        deals = rows(connection, "purchases")
    assert len(deals) == 1, "a case is about one purchase"
    assert bool(found) == case.fires
    for words in case.says:
        assert words in found[0]["sentence"]
    for row in found:
        assert row["sentence"].endswith(".")
        assert row["refuted_by"].startswith("It would be refuted by ")
        assert row["record_id"]
        assert row["evidence_path"].startswith("/evidence?")
        assert not JUDGING.search(row["sentence"] + row["refuted_by"])
        assert "Doe" not in row["sentence"]


def test_every_flag_has_a_case_that_fires_and_two_near_misses() -> None:
    counted = Counter((case.flag, case.fires) for case in BOOK)
    assert {case.flag for case in BOOK} == {flag.key for flag in FLAGS}
    for flag in FLAGS:
        assert counted[flag.key, True] >= 1, flag.key
        assert counted[flag.key, False] >= 2, flag.key


def test_no_words_of_any_flag_judge() -> None:
    for flag in FLAGS:
        assert not JUDGING.search(" ".join((flag.name, flag.sentence, flag.refuted_by))), flag.key
        assert flag.needs


def test_a_flag_that_rests_on_an_unsure_value_says_so(desk: sa.Engine) -> None:
    case = next(one for one in BOOK if one.flag == "sole_source" and one.fires)
    unsure = replace(case, papers=(_unsure(case.papers[0]),))
    lay_all(desk, unsure)
    joined(desk)
    with desk.connect() as connection:
        [row] = rows(connection, "flags", flag="sole_source")
        answer = show(connection, row["purchase_id"])
    assert row["sentence"].startswith(UNREVIEWED)
    assert row["needs_review"]
    [told] = [flag for flag in answer["flags"] if flag["flag"] == "sole_source"]
    assert told["proofs"][0]["url_path"] == row["evidence_path"]


def _unsure(record: Record) -> Record:
    unsure = replace(record.fields["method"], confidence=0.6, reason="hard to read")
    return replace(record, fields={**record.fields, "method": unsure})


def test_joining_again_changes_no_flag(both_desks: sa.Engine) -> None:
    case = next(one for one in BOOK if one.flag == "invoiced_above_ceiling" and one.fires)
    lay_all(both_desks, case)
    joined(both_desks)
    with both_desks.connect() as connection:
        before = rows(connection, "flags")
    joined(both_desks)
    with both_desks.connect() as connection:
        assert rows(connection, "flags") == before
    assert before
