"""The words of labels, which are data (`labels.yml`), and how a printed word is compared with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from extractors.words import read_words

_NUMBER_WORDS = {"#", "no", "nos", "number", "num", "nbr", "nr", "nº", "n°", "№", "numero", "numéro", "nummer", "n"}
#: A sign of numbers with the number glued to it.
SIGNED_NUMBER = re.compile(r"(?:#|n[°º]|№)\.?\S*\d", re.I)
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")  # programs and OCR print ContractNumber, GrossTotal
#: What a bracket may follow: these are labels also where it says more about their amount.
OF_MONEY = frozenset({"grand_total", "plain_total", "subtotal", "ceiling", "grant_amount"})
#: The number of a box, before its caption, on forms of governments: ``3. ORDER NO.``, ``17a. CONTRACTOR``.
BOX_NUMBER = re.compile(r"\(?\d{1,2}[A-Za-z]?[.)]|\d{1,2}[a-z]|\d{1,2}\([a-z]\)|[a-z][.)]")
_EDGES = "\"'“”‘’()[]*.,;:-–—_|"


@cache
def phrases() -> Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]]:
    """Known phrases as tokens with their meanings, by first token. The same phrase may have several meanings."""
    table: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for meaning, entries in read_words(Path(__file__).with_name("labels.yml")).items():
        for entry in entries.split("|"):
            tokens = tuple(token for word in entry.split() for token in label_tokens(word))
            if tokens:
                meanings = table.setdefault(tokens[0], {}).setdefault(tokens, [])
                if meaning not in meanings:
                    meanings.append(meaning)
    return {first: {tokens: tuple(names) for tokens, names in rest.items()} for first, rest in table.items()}


@cache
def label_tokens(text: str) -> tuple[str, ...]:
    """A printed word as label tokens: ``Invoice#:`` is ("invoice", "#"), ``P.O.`` is ("po",), ``Number`` is ("#",)."""
    if re.fullmatch(r"\(?\d+(?:\.\d+)?\s?%\)?:?|\((?:USD|US\$|EUR|GBP|CAD|AUD|[$€£])\):?", text):
        return ()  # the rate in "Sales Tax (7.75%)", the currency in "Subtotal (USD)"
    if len(pieces := _GLUED.split(text)) > 1:
        return tuple(token for piece in pieces for token in label_tokens(piece))
    text = text.lower().replace("№", "#").replace("n°", "#").replace("nº", "#")
    glued = text.rstrip(":. ").endswith("#") and len(text.rstrip(":. ")) > 1
    core = text.rstrip(":. ").rstrip("#").strip(_EDGES) if glued else text.strip(_EDGES)
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]?", core):
        core = core.replace(".", "")
    if not core:
        return ("#",) if glued or text.strip(_EDGES) == "#" else ()
    token = "#" if core in _NUMBER_WORDS else core
    return (token, "#") if glued and token != "#" else (token,)


@cache
def near_token(token: str) -> str:
    """What OCR misread, put right where just one word of the labels is a letter or two away: ``lnvoice``, ``Numbe``."""
    from rapidfuzz.distance.Levenshtein import distance

    known = {known for rest in phrases().values() for tokens in rest for known in tokens} | {"number", "total"}
    if token in known or len(token) < 5 or any(letter.isdigit() for letter in token):
        return token
    near = [(distance(token, word), word) for word in known if abs(len(word) - len(token)) <= 1 and len(word) >= 5]
    best = min(near, default=(9, ""))
    if best[0] > (1 if len(token) < 8 else 2) or sum(gap == best[0] for gap, _ in near) > 1:
        return token
    return "#" if best[1] == "number" else best[1]
