"""The labelled names: how many link, how surely, and that no look-alike does. Figures: docs/names.md."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.matching.labelled import catalogue_names, labelled_names, scored
from watchbill.matching import Catalogue, match_names

NAMES = labelled_names()


@pytest.fixture(scope="module")
def links() -> dict[str, str | None]:
    catalogue = Catalogue.of(catalogue_names())
    found = match_names((one.name for one in NAMES), catalogue)
    return {one.name: one.match if one.decision == "auto" else None for one in found}


@pytest.mark.parametrize("held_back", [False, True], ids=["tuned on", "held back"])
def test_precision_and_recall(links: dict[str, str | None], held_back: bool) -> None:
    names = [one for one in NAMES if one.is_held_back == held_back]
    score = scored(names, [links[one.name] for one in names])
    assert score.precision >= 0.98
    assert score.recall >= 0.90


def test_no_look_alike_is_linked(links: dict[str, str | None]) -> None:
    assert [(one.name, links[one.name]) for one in NAMES if one.kind == "look-alike" and links[one.name]] == []


def test_the_labels_are_enough_and_mean_names_of_the_catalogue() -> None:
    kinds = Counter(one.kind for one in NAMES)
    assert kinds["name"] >= 1_000
    assert kinds["look-alike"] >= 150
    assert {one.match for one in NAMES if one.match} <= set(catalogue_names())
    assert len({one.name for one in NAMES}) == len(NAMES)
    assert all(one.source for one in NAMES)
