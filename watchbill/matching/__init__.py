"""Printed names of firms and public bodies matched to a catalogue of names: plain functions, no store.

`match_names` decides; `Catalogue` holds what is matched against; `compare` scores one pair and says why.
"""

from watchbill.matching.catalogue import Catalogue
from watchbill.matching.compare import Comparison, compare
from watchbill.matching.decide import AUTO, REVIEW, NameMatch, Ranked, match_name, match_names, rank

__all__ = [
    "AUTO",
    "REVIEW",
    "Catalogue",
    "Comparison",
    "NameMatch",
    "Ranked",
    "compare",
    "match_name",
    "match_names",
    "rank",
]
