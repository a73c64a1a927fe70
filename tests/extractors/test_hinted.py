"""A hinted pattern finds what the pattern alone would find: each of its hints stands in every text that it matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import airtime, changes, check_copies, openings, stated_rules
from extractors.hinted import Hinted


def hinted_in(module: object) -> list[tuple[str, Hinted]]:
    """The hinted patterns of a module, also those in its tables and rules."""
    found: list[tuple[str, Hinted]] = []

    def gather(name: str, value: object) -> None:
        match value:
            case Hinted():
                found.append((name, value))
            case stated_rules.Rule():
                found.append((name, value.pattern))
            case dict():
                for key, each in value.items():
                    gather(f"{name}.{key}", each)
            case tuple():
                for number, each in enumerate(value):
                    gather(f"{name}.{number}", each)
            case _:
                pass

    for name, value in vars(module).items():
        gather(name, value)
    return found


PATTERNS = [each for module in (openings, stated_rules, airtime, changes, check_copies) for each in hinted_in(module)]


def test_the_patterns_are_found() -> None:
    names = {name for name, _ in PATTERNS}
    assert len(PATTERNS) >= 28
    assert {"_RECORDS", "COUNTS.sharing_agencies.1", "CIRCUMSTANCES.pilot", "_RETENTION.2", "_NOTICE.0"} <= names


@pytest.mark.parametrize("pattern", [pattern for _, pattern in PATTERNS], ids=[name for name, _ in PATTERNS])
def test_hints_stand_in_all_that_the_pattern_matches(pattern: Hinted) -> None:
    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(st.from_regex(re.compile(pattern.pattern, pattern.flags | re.ASCII)))
    def check(text: str) -> None:
        words = " ".join(text.split())  # as pages print their words
        if pattern.compiled.search(words):
            assert pattern.may_match(words.lower())

    check()


def test_a_text_without_the_hints_is_not_looked_through() -> None:
    pattern = Hinted(r"\bcameras?\b", "no such letters")
    assert pattern.search("two cameras", "two cameras") is None
    assert pattern.count("two cameras", "two cameras") == 0


def test_letters_may_be_of_any_size_and_each_hint_is_needed() -> None:
    pattern = Hinted(r"\bsole\s+(?:source|vendor)", "sole", "source|vendor")
    text = "SOLE SOURCE and Sole Vendor"
    assert pattern.count(text, text.lower()) == 2
    assert not pattern.may_match("the sole of a shoe")
