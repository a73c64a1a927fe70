"""The words of labels, which are data (`labels.yml`, `labels_abroad.yml`), and how they are compared to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from extractors.nearest import nearest
from extractors.paper import Word
from extractors.values import parse_date
from extractors.words import read_words

_NUMBER_WORDS = {"#", "no", "nos", "number", "num", "nbr", "nr", "nº", "n°", "№", "numero", "numéro", "nummer", "n"}
_NUMBER_WORDS |= {"número", "nro", "núm", "n.º"}
#: A sign of numbers with the number glued to it.
SIGNED_NUMBER = re.compile(r"(?:#|n[°º]|№)\.?\S*\d", re.I)
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")  # programs and OCR print ContractNumber, GrossTotal
#: What a bracket may follow: these are labels also where it says more about their amount.
OF_MONEY = frozenset({"grand_total", "plain_total", "subtotal", "ceiling", "grant_amount"})
#: What a bracket says of a part of an amount: ``Total Price (Years 2-5)``, ``Total (Option B)``.
_OF_A_PART = re.compile(
    r"\b(?:years?|yrs?|months?|quarter\w*|annual\w*|per|options?|optional|phases?|base|alternat\w*|parts?|lots?)\b",
    re.I,
)
LEADS_TO_AMOUNT = re.compile(r"USD|US\$|EUR|GBP|CAD|AUD|[.…_]{3,}|[☞➔→►»>&*]")
#: A street with its number, which is no number of a paper: ``228 Broadway``, ``3801 Elm Blvd. NE``.
STREET = re.compile(r"\d{1,5}(?:\s+[NESW]{1,2}\.?)?(?:\s+[A-Z][A-Za-z'’]*[a-z.]){1,5}(?:\s+[NESW]{1,2}\.?)?")
#: The number of a box, before its caption, on forms of governments: ``3. ORDER NO.``, ``17a. CONTRACTOR``.
BOX_NUMBER = re.compile(r"\(?\d{1,2}[A-Za-z]?[.)]|\d{1,2}[a-z]|\d{1,2}\([a-z]\)|[a-z][.)]")
#: The rate in "Sales Tax (7.75%)", the currency in "Subtotal (USD)"; "P.O.".
_RATE_OR_CURRENCY = re.compile(r"\(?\d+(?:\.\d+)?\s?%\)?:?|\((?:USD|US\$|EUR|GBP|CAD|AUD|[$€£])\):?")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?")
_EDGES = "\"'“”‘’()[]*.,;:-–—_|"


@cache
def phrases() -> Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]]:
    """Known phrases as tokens with their meanings, by first token. The same phrase may have several meanings."""
    table: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for meaning, tokens in (*_entries("labels.yml"), *_entries("labels_abroad.yml")):
        meanings = table.setdefault(tokens[0], {}).setdefault(tokens, [])
        if meaning not in meanings:
            meanings.append(meaning)
    return {first: {tokens: tuple(names) for tokens, names in rest.items()} for first, rest in table.items()}


@cache
def abroad_only() -> frozenset[tuple[str, str]]:
    """(meaning, phrase) of the labels that are of other languages alone."""
    english = set(_entries("labels.yml"))
    return frozenset((m, " ".join(t)) for m, t in _entries("labels_abroad.yml") if (m, t) not in english)


def _entries(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(meaning, tokens) of every phrase in a file of labels."""
    for meaning, entries in read_words(Path(__file__).with_name(name)).items():
        for entry in entries.split("|"):
            if tokens := tuple(token for word in entry.split() for token in label_tokens(word)):
                yield meaning, tokens


@cache
def label_tokens(text: str) -> tuple[str, ...]:
    """A printed word as label tokens: ``Invoice#:`` is ("invoice", "#"), ``P.O.`` is ("po",), ``Number`` is ("#",)."""
    if _RATE_OR_CURRENCY.fullmatch(text):
        return ()
    if len(pieces := _GLUED.split(text)) > 1:
        return tuple(token for piece in pieces for token in label_tokens(piece))
    text = text.lower().replace("’", "'").replace("№", "#").replace("n°", "#").replace("nº", "#")
    glued = text.rstrip(":. ").endswith("#") and len(text.rstrip(":. ")) > 1
    core = text.rstrip(":. ").rstrip("#").strip(_EDGES) if glued else text.strip(_EDGES)
    if _INITIALS.fullmatch(core):
        core = core.replace(".", "")
    if not core:
        return ("#",) if glued or text.strip(_EDGES) == "#" else ()
    token = "#" if core in _NUMBER_WORDS else re.sub(r"^(?:number|no)/", "#/", core)  # PO number/date
    return (token, "#") if glued and token != "#" else (token,)


@cache
def _known_tokens() -> frozenset[str]:
    return frozenset(token for rest in phrases().values() for tokens in rest for token in tokens) | {"number", "total"}


@cache
def _tokens_to_mend() -> frozenset[str]:
    """The words that what OCR misread may have been: those of English labels."""
    return frozenset(token for _, tokens in _entries("labels.yml") for token in tokens) | {"number", "total"}


#: A word with single digits that look like letters: ``p.0``, ``inv0ice``, ``b1ll``.
_WITH_DIGIT = re.compile(r"(?=.*[a-z])(?=.*[015])[a-z.]*(?:[015][a-z.]+)*[015]?")
_LETTERS = (str.maketrans("015", "ols"), str.maketrans("015", "ois"))


def _without_digits(token: str) -> str:
    """A word of labels whose letters OCR took for digits; the token itself where that gives none."""
    for table in _LETTERS:
        plain = token.translate(table).replace(".", "")
        if plain in _NUMBER_WORDS:
            return "#"
        if plain in _known_tokens():
            return plain
    return token


@cache
def near_token(token: str) -> str:
    """What OCR misread, put right where just one word of the labels is a letter or two away: ``lnvoice``, ``Numbe``."""
    if _WITH_DIGIT.fullmatch(token):
        return _without_digits(token)
    if len(token) < 5 or token in _known_tokens() or any(letter.isdigit() for letter in token):
        return token
    near = nearest(token, _about_as_long(len(token)), 1 if len(token) < 8 else 2)
    return token if near is None else "#" if near == "number" else near


@cache
def _about_as_long(length: int) -> Sequence[str]:
    """The words to mend of this length, or one letter more or fewer; none of them is short."""
    return [word for word in _tokens_to_mend() if abs(len(word) - length) <= 1 and len(word) >= 5]


@lru_cache(maxsize=16_384)
def glued_at(text: str) -> int | None:
    """Where a word falls into the two words of a label between which OCR lost the space: ``TOTALDUE``."""
    token = text.lower().rstrip(":")
    if len(token) < 6 or not token.isalpha() or token in _known_tokens():
        return None
    for at in range(2, len(token) - 2):
        first, second = label_tokens(token[:at]), label_tokens(token[at:])
        if (*first, *second) in phrases().get(first[0], {}):
            return at
    return None


@lru_cache(maxsize=16_384)
def may_open(text: str) -> bool:
    """Whether a word that was not misread can be the first of a label."""
    opening = piece_of(text)[0]
    return not opening or opening[0] in phrases()


@lru_cache(maxsize=16_384)
def piece_of(text: str) -> tuple[tuple[str, ...], bool, bool]:
    """A word's tokens, and whether a value is glued to a number sign or to a colon in it: ``#EPD-2025-4432`` and
    ``Date:3/27/2025``."""
    glued_value = SIGNED_NUMBER.match(text) is not None
    head, colon, tail = text.partition(":")
    glued_colon = bool(colon and tail and head and head[-1].isalpha())
    tokens = ("#",) if glued_value else label_tokens(head + ":" if glued_colon else text)
    return tokens, glued_value, glued_colon


@lru_cache(maxsize=16_384)
def may_open_two_rows(text: str) -> bool:
    """Whether a word can be the first of a label on two rows of a cell, or the number of the box before one."""
    tokens = label_tokens(text)
    return not tokens or tokens[0] in phrases() or BOX_NUMBER.fullmatch(text) is not None


def closes(word: Word) -> bool:
    """Whether a label may follow in the same cell: after a colon, or a date (``Invoice Date 09/27/20 Order # 551``)."""
    return word.text.endswith(":") or parse_date(word.text) is not None


def completes(phrase: str, meaning: str, words: Sequence[Word]) -> bool:
    """Whether the words under a label are its second storey: ``Date`` under ``Subscription End``."""
    tokens = (*phrase.split(), *(token for word in words for token in label_tokens(word.text)))
    return len(words) <= 2 and meaning in phrases().get(tokens[0], {}).get(tokens, ())


def says_more(words: Sequence[Word]) -> bool:
    """Whether a bracket opens that says more about a whole amount, and not which part it is (``(Year 1)``)."""
    bracket = " ".join(word.text for word in words[:6]).partition(")")[0]
    return bracket.startswith("(") and not _OF_A_PART.search(bracket)
