"""Names that the registry does not have, in the spellings that papers and scans give them: one firm, not several.

Only what changes no name is folded: case, signs, blanks, legal forms, and letters and digits that look alike on a scan.
"Genetec lnc", "GENETEC INC." and "Genetec Inc" are one; "Genetec" and "Genentec" stay two, for a person may tell them
apart and a rule may not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from watchbill.names import LEGAL_FORMS, normal_name
from watchbill.store.live import is_live
from watchbill.store.schema import record, value

#: Shorter names have too many neighbours: "Al" and "A1".
SHORTEST = 5
_LOOKS_LIKE = str.maketrans("0158i", "olsbl")
_TOGETHER = (("rn", "m"), ("vv", "w"))
_STRANGE = re.compile(r"[^\w\s.,&'’()/]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a name nobody knows is compared by, and the best of its spellings, as it is shown."""

    key: str
    name: str


@lru_cache(maxsize=100_000)
def blurred_name(text: str) -> str:
    """A name without what a scan and an office change of it.

    >>> blurred_name("Genetec lnc") == blurred_name("GENETEC, INC.") == blurred_name("Genetec")
    True
    """
    words = [_blurred(word) for word in normal_name(text).split()]
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    whole = "".join(words)
    return whole if len(whole) >= SHORTEST else normal_name(text)


def _blurred(word: str) -> str:
    word = word.translate(_LOOKS_LIKE)
    for pair, one in _TOGETHER:
        word = word.replace(pair, one)
    return word


_FORMS = frozenset(_blurred(form) for form in LEGAL_FORMS)


def load_spellings(connection: sa.Connection) -> dict[str, Spelling]:
    """Blurred name -> its best spelling, of all sellers and makers that current papers print."""
    printed = (
        sa.select(value.c.value, sa.func.count())
        .join_from(value, record)
        .where(record.c.is_current, is_live(record.c.document_id), value.c.field.in_(("vendor", "maker")))
        .group_by(value.c.value)
    )
    return spellings(dict(connection.execute(printed).all()))


def spellings(counts: Mapping[str, int]) -> dict[str, Spelling]:
    """Blurred name -> its best spelling; `counts` says how often each is printed."""
    alike: dict[str, list[str]] = defaultdict(list)
    for text in counts:
        if normal_name(text):
            alike[blurred_name(text)].append(text)
    return {blurred: _best(texts, counts) for blurred, texts in alike.items()}


def _best(texts: Iterable[str], counts: Mapping[str, int]) -> Spelling:
    """The spelling with a legal form that can be read, without strange signs, most often printed, not in capitals."""

    def doubt(text: str) -> tuple[object, ...]:
        strange = len(_STRANGE.findall(text)) + len(re.findall(r"[^\W\d]\d|\d[^\W\d]", text))
        return len(normal_name(text)), strange, -counts[text], text.isupper(), text

    name = min(texts, key=doubt)
    return Spelling(f"printed: {normal_name(name)}", name)
