"""Faults of our own code on somebody's document: told, never silent, and never the end of a run."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

log = logging.getLogger(__name__)

_HOUSE = Path(__file__).parents[1]
_ROOM = Path(__file__).parent


def told_fault(what: str, error: Exception) -> str:
    """A fault, logged, as a reading's detail tells it: ``pages 2 to 3: KeyError in extractors/totals.py, line 88``.

    The place is the last one in this room. The exception's own words stay in the log: they may quote the document.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _ROOM in Path(frame.filename).parents]
    places = [f"{Path(frame.filename).relative_to(_HOUSE)}, line {frame.lineno}" for frame in ours[-1:]]
    told = " in ".join([f"{what}: {type(error).__name__}", *places])
    log.error("the reader failed on %s: %s", told, error)
    log.debug("the fault in %s", what, exc_info=error)
    return told
