"""Labelled names matched to their catalogue, ours beside others: `python -m tests.benchmarks match`.

The names and labels are those of `tests/matching` (a third was held back from tuning). Each method is read at a usual
setting and at the threshold that, on the names tuned on, links most at a precision of 0.98. Speed is names per CPU
second against a catalogue of 20,000, ours with and without building its index. A table on stdout, JSON in
`bench-results/match.json`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice

from tests.benchmarks.name_rivals import Best, NotInstalledError, splink_five, tf_idf, token_sort
from tests.benchmarks.scored import RESULTS
from tests.matching.labelled import Labelled, Score, catalogue_names, labelled_names, scored
from watchbill.matching import AUTO, Catalogue, match_names
from watchbill.matching.parse import parse_name

LARGE = 20_000
PRECISION = 0.98

Method = Callable[[Sequence[str], Sequence[str]], Best]


def ours(names: Sequence[str], catalogue: Sequence[str]) -> Best:
    """What links without a person; a name that waits or is nobody's is no link."""
    places = {name: at for at, name in enumerate(catalogue)}
    found = match_names(names, Catalogue.of(catalogue))
    return [(places[one.match], one.score) if one.match and one.decision == "auto" else None for one in found]


#: method -> function, and the threshold people use.
METHODS: dict[str, tuple[Method, float]] = {
    "watchbill": (ours, AUTO),
    "rapidfuzz token_sort": (token_sort, 0.90),
    "TF-IDF of 3 letters": (tf_idf, 0.80),
    "splink 5": (splink_five, 0.95),
}


def main() -> None:
    argparse.ArgumentParser(description="Match the labelled names, beside other methods.").parse_args()
    names, catalogue = labelled_names(), catalogue_names()
    large = enlarged(catalogue, LARGE)
    rows = []
    print(f"{len(names):,} names, {len(catalogue):,} in the catalogue; speed against {LARGE:,}\n")
    heads = f"{'method':<22}{'threshold':>10}{'precision':>11}{'recall':>8}{'look-alikes':>13}"
    print(f"{heads}   held back: P, R{'names/s':>12}")
    for title, (method, usual) in METHODS.items():
        try:
            found = method([one.name for one in names], catalogue)
            speed = _speed(method, names, large)
        except NotInstalledError as missing:
            print(f"{title:<22}left out: {missing}")
            continue
        least = usual if method is ours else _threshold(names, catalogue, found)
        for threshold in dict.fromkeys((usual, least)):
            tuned, held = (_scored(names, catalogue, found, threshold, part) for part in (False, True))
            rows.append(_told(title, threshold, tuned, held, speed))
            print(
                f"{title:<22}{threshold:>10.3f}{tuned.precision:>11.3f}{tuned.recall:>8.3f}"
                f"{tuned.look_alikes + held.look_alikes:>13}{held.precision:>15.3f}{held.recall:>7.3f}{speed:>10,.0f}"
            )
    rows.append(_ours_in_parts(names, large))
    print(
        "\nours, against a ready index: {names_per_second:,.0f} names a CPU second; index of {catalogue:,} names: "
        "{index_seconds:.1f} s".format(**rows[-1])
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "match.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def enlarged(catalogue: Sequence[str], size: int) -> list[str]:
    """The catalogue and as many more distinct names as are missing: its own with another first word."""
    firsts = cycle(dict.fromkeys(name.split()[0] for name in catalogue))
    more = dict.fromkeys(catalogue)
    for name in islice(cycle(catalogue), 12 * size):
        more.setdefault(f"{next(firsts)} {' '.join(name.split()[1:]) or name}")
        if len(more) >= size:
            break
    return list(more)


def _speed(method: Method, names: Sequence[Labelled], large: Sequence[str]) -> float:
    """Names a CPU second, everything after imports counted."""
    parse_name.cache_clear()
    start = time.process_time()
    method([one.name for one in names], large)
    return len(names) / (time.process_time() - start)


def _ours_in_parts(names: Sequence[Labelled], large: Sequence[str]) -> dict[str, object]:
    parse_name.cache_clear()
    start = time.process_time()
    catalogue = Catalogue.of(large)
    built = time.process_time()
    match_names((one.name for one in names), catalogue)
    return {
        "method": "watchbill, index ready",
        "catalogue": len(large),
        "index_seconds": round(built - start, 2),
        "names_per_second": round(len(names) / (time.process_time() - built)),
    }


def _threshold(names: Sequence[Labelled], catalogue: Sequence[str], found: Best) -> float:
    """The lowest score from which, among the names tuned on, links have the precision asked for; 1 where none has."""
    judged = sorted(
        (
            (best[1], catalogue[best[0]] == one.match)
            for one, best in zip(names, found, strict=True)
            if best and not one.is_held_back
        ),
        reverse=True,
    )
    right, lowest = 0, 1.0
    for linked, (score, is_right) in enumerate(judged, start=1):
        right += is_right
        ends = linked == len(judged) or judged[linked][0] < score
        if ends and right / linked >= PRECISION:
            lowest = score
    return lowest


def _scored(
    names: Sequence[Labelled], catalogue: Sequence[str], found: Best, threshold: float, held_back: bool
) -> Score:
    part = [(one, best) for one, best in zip(names, found, strict=True) if one.is_held_back == held_back]
    links = [catalogue[best[0]] if best and best[1] >= threshold else None for _, best in part]
    return scored([one for one, _ in part], links)


def _told(title: str, threshold: float, tuned: Score, held: Score, speed: float) -> dict[str, object]:
    return {
        "method": title,
        "threshold": round(threshold, 4),
        "tuned": {"precision": round(tuned.precision, 4), "recall": round(tuned.recall, 4), "linked": tuned.linked},
        "held_back": {"precision": round(held.precision, 4), "recall": round(held.recall, 4), "linked": held.linked},
        "look_alikes_linked": tuned.look_alikes + held.look_alikes,
        "names_per_second": round(speed),
    }


if __name__ == "__main__":
    main()
