"""Other ways to match names, each as it is used: rapidfuzz's token_sort_ratio, TF-IDF of three letters, splink 5.

All get the same names, folded by `watchbill.names.normal_name`; a link is the best of the catalogue with its score.
scikit-learn and splink are no part of the project (`uv pip install scikit-learn splink`); without them their rows are
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from watchbill.names import normal_name

#: For each name the position of the best of the catalogue and its score, or None.
Best = list[tuple[int, float] | None]


class NotInstalledError(Exception):
    """Says what to install."""


def token_sort(names: Sequence[str], catalogue: Sequence[str]) -> Best:
    """Scores from 0 to 1; one name after the other against all."""
    from rapidfuzz import fuzz, process

    choices = [normal_name(name) for name in catalogue]
    found: Best = []
    for name in names:
        best = process.extractOne(normal_name(name), choices, scorer=fuzz.token_sort_ratio)
        found.append((best[2], best[1] / 100) if best else None)
    return found


def tf_idf(names: Sequence[str], catalogue: Sequence[str]) -> Best:
    """Cosines of three-letter runs within words, in batches."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise NotInstalledError("uv pip install scikit-learn") from error
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3))
    listed = vectors.fit_transform(normal_name(name) for name in catalogue).T.tocsr()
    asked = vectors.transform(normal_name(name) for name in names)
    found: Best = []
    for start in range(0, asked.shape[0], 500):
        cosines = (asked[start : start + 500] @ listed).tocsr()
        for row in range(cosines.shape[0]):
            cells = slice(cosines.indptr[row], cosines.indptr[row + 1])
            weights = cosines.data[cells]
            found.append(
                (int(cosines.indices[cells][weights.argmax()]), float(weights.max())) if len(weights) else None
            )
    return found


def splink_five(names: Sequence[str], catalogue: Sequence[str]) -> Best:
    """Match probabilities of a model trained without labels: Jaro-Winkler of the name, words in common, first word."""
    try:
        import pyarrow as pa  # type: ignore[import-not-found, unused-ignore]
        import splink  # type: ignore[import-not-found, unused-ignore]
        from splink.internals.duckdb.database_api import DuckDBAPI  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise NotInstalledError("uv pip install splink pyarrow") from error
    import splink.comparison_library as cl  # type: ignore[import-not-found, unused-ignore]

    database = DuckDBAPI()
    tables = [
        database.register(
            pa.Table.from_pylist([_row(at, name) for at, name in enumerate(those)]), dataset_display_name=table
        )
        for table, those in (("asked", names), ("listed", catalogue))
    ]
    shared_word = splink.block_on("words", arrays_to_explode=["words"])
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.97, 0.93, 0.88, 0.8]),
            cl.ArrayIntersectAtSizes("words", [4, 3, 2, 1]),
            cl.JaroWinklerAtThresholds("first", [0.9]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[shared_word, splink.block_on("substr(name, 1, 5)")],
        probability_two_random_records_match=0.75 / len(catalogue),
    )
    linker = splink.Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("first"))
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("substr(name, 1, 5)"))
    return _best_of(linker.inference.predict(threshold_match_probability=0.01), len(names))


def _row(at: int, name: str) -> dict[str, Any]:
    words = normal_name(name).split() or [name]
    return {"unique_id": at, "name": " ".join(words), "words": sorted(set(words)), "first": words[0]}


def _best_of(predicted: Any, names: int) -> Best:
    found: Best = [None] * names
    for row in predicted.as_record_list():
        left_is_asked = "asked" in str(row["source_dataset_l"])
        asked, listed = ("l", "r") if left_is_asked else ("r", "l")
        at, score = int(row[f"unique_id_{asked}"]), float(row["match_probability"])
        before = found[at]
        if before is None or score > before[1]:
            found[at] = (int(row[f"unique_id_{listed}"]), score)
    return found
