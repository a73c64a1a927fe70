"""Who lends its contracts to other public buyers, as data (`vehicles.yml`): cooperatives and central purchasing."""

from __future__ import annotations

from pathlib import Path

from extractors.words import read_words

#: Their names as printed, by whether a name says so alone (`plain`) or only with a contract's number (`numbered`).
LENDERS = {
    sort: tuple(name.strip() for name in names.split("|"))
    for sort, names in read_words(Path(__file__).with_suffix(".yml")).items()
}
#: Those of one word, in small letters: what the head of a column calls their price by.
LENDER_WORDS = frozenset(name.lower() for names in LENDERS.values() for name in names if " " not in name)
