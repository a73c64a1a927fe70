"""The file of thresholds: every row has its rule, its words and its source; mistakes are named with their line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from watchbill.dossier import Dossier
from watchbill.flags import load_thresholds
from watchbill.flags.thresholds import COLUMNS, Threshold, thresholds_of
from watchbill.registry.files import AGENCY_KINDS, RegistryError, read_lines
from watchbill.settings import REGISTRY

ROWS = load_thresholds()
ROW = "us-tx,city,bids,over,50000,USD,2014-01-01,2025-09-01,Code 252,2013,more than $50000,https://example.org/x,yes"


def test_every_row_names_its_rule_and_an_address_that_was_seen() -> None:
    assert len(ROWS) >= 60
    assert sum(one.is_verified for one in ROWS) >= 50
    for one in ROWS:
        assert one.rule
        assert one.source.startswith("http") or not one.is_verified, one
        assert one.as_of or not one.is_verified, f"{one.rule}: a rule of no known day speaks of no deal"
        assert one.since or not one.is_verified, f"{one.rule}: a rule in force since nobody knows when"
    for line in read_lines(REGISTRY / "thresholds.csv", COLUMNS):
        assert 5 <= len(line.needed("words")) <= 160


def test_rules_of_one_kind_follow_each_other() -> None:
    """Two approvals of one agency at one time are told apart by what they are for, in their rule."""
    for one in ROWS:
        for other in ROWS:
            same = (one.agency, one.kind, one.applies_to) == (other.agency, other.kind, other.applies_to)
            if one is not other and same and one.is_verified and other.is_verified and one.rule == other.rule:
                apart = (one.until and other.since and one.until <= other.since) or (
                    other.until and one.since and other.until <= one.since
                )
                assert apart, (one, other)


def buyer(*agencies: str, kinds: tuple[str, ...]) -> Dossier:
    return Dossier(1, "p-1", "USD", agencies, (), kinds=frozenset(kinds))


def told(dossier: Dossier, day: str) -> list[tuple[str, int]]:
    return [(one.kind, one.cents // 100) for one in thresholds_of(dossier, ROWS, dt.date.fromisoformat(day))]


def test_a_department_follows_its_city_and_the_law_for_cities() -> None:
    police = buyer("us-ca-berkeley-pd", "us-ca-berkeley", kinds=("police", "city"))
    assert told(police, "2023-05-01") == [("approval", 50_000), ("approval", 100_000)]
    minnesota = buyer("us-mn-duluth-pd", kinds=("police",))
    assert told(minnesota, "2017-01-01") == [("quotes", 25_000), ("bids", 100_000)]
    assert told(minnesota, "2019-01-01") == [("quotes", 25_000), ("bids", 175_000)]


def test_the_law_of_a_state_is_none_for_others() -> None:
    assert told(buyer("us-or-eugene", kinds=("city",)), "2025-01-01") == [("quotes", 25_000), ("bids", 250_000)]
    assert told(buyer("us-or-eugene", kinds=("other",)), "2025-01-01") == []
    assert told(buyer("us-id-boise", kinds=("city",)), "2025-01-01") == []
    assert told(buyer("us-ny-nyc", kinds=("city",)), "2025-01-01") == []  # it has rules of its own
    assert told(buyer("us-ice", kinds=("federal",)), "2025-12-01") == [("quotes", 15_000), ("simplified", 350_000)]


def test_a_rule_tells_what_it_rests_on() -> None:
    one = Threshold(
        "us-or", "bids", 25_000_000, None, None, "https://example.org", True, True, rule="ORS 1", as_of="2024"
    )
    assert one.meaning == "over that sum formal bids are asked for (ORS 1, as of 2024: https://example.org)"
    assert not one.asks_of(25_000_000)
    assert one.asks_of(25_000_001)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("50000", "50.000,00", "write 50000"),
        ("bids", "council", "is not one of"),
        ("over", "above", "is not one of"),
        ("USD", "dollars", "write three capitals"),
        ("city", "borough", "which is no kind of agency"),
        ("2025-09-01", "2013-09-01", "not after its start"),
        ("Code 252", "", "rule"),
        ("https://example.org/x", "", "source"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    row = ROW.replace(was, f'"{becomes}"' if "," in becomes else becomes, 1)
    (tmp_path / "thresholds.csv").write_text(",".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="line 2") as caught:
        load_thresholds(tmp_path)
    assert said in str(caught.value)


def test_kinds_of_agency_are_those_of_the_registry() -> None:
    assert {kind for one in ROWS for kind in one.applies_to} <= set(AGENCY_KINDS)
