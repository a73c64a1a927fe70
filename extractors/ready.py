"""What reading any paper needs, loaded once in the server that forks the children, so that none has to load it again.

The reader, the kinds of paper that releases hold most, and the tables of words and layouts.
"""

from __future__ import annotations

import gc

import extractors.kinds.commercial
import extractors.kinds.other
import extractors.reader  # noqa: F401
from extractors.label_words import phrases
from extractors.layouts import layouts

phrases()
layouts()
gc.set_threshold(20_000, 50)  # documents hold few circles: to look for them every 700 objects takes longer than reading
gc.freeze()  # what is loaded stays: children need not look through it for garbage, nor copy the memory it lies in
