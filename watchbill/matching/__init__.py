"""Printed names of firms and public bodies matched to a catalogue of names: plain functions, no store.

`match_names` decides; `Catalogue` holds what is matched against; `compare` scores one pair and says why.
"""

from watchbill.matching.catalogue import Catalogue
from watchbill.matching.compare import Comparison, compare
from watchbill.matching.decide import AUTO, MARGIN, REVIEW, NameMatch, Ranked, match_name, match_names, rank
from watchbill.matching.parse import Parsed, parse_name

__all__ = [
    "AUTO",
    "MARGIN",
    "REVIEW",
    "Catalogue",
    "Comparison",
    "NameMatch",
    "Parsed",
    "Ranked",
    "compare",
    "match_name",
    "match_names",
    "parse_name",
    "rank",
]
