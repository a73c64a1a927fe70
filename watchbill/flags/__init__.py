"""Flags that need no bids: what papers show that somebody may want to ask about. A flag is never an accusation."""

from watchbill.flags.flag import Flag, Raised
from watchbill.flags.table import FLAGS, raised
from watchbill.flags.thresholds import Threshold, load_thresholds

__all__ = ["FLAGS", "Flag", "Raised", "Threshold", "load_thresholds", "raised"]
