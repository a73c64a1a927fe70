"""How alike two parsed names are, from 0 to 1, and why no more: words aligned, and what stays unmatched weighed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from watchbill.matching.parse import Parsed
from watchbill.matching.words import COMMON, EMPTY, FILLING, GENERIC, SENSES, STATE_WORDS

#: Names shorter than this many letters are not cut off.
CUT = 14
#: Fewer letters tell no word: "Florida Department of R".
FRAGMENT = 3

# The most that a pair scores with one of these between its names. Below 0.90 nothing links, below 0.70 nobody is asked.
OTHER_STATE = 0.30
OTHER_NUMBER = 0.50
OTHER_BODY = 0.55
OTHER_WORDS = 0.60  # distinctive words unmatched on both sides
OTHER_GENERIC = 0.74  # words unmatched on both sides
NEAR_BODY = 0.80
OTHER_PLACE = 0.82
MORE_WORDS = 0.84  # distinctive words unmatched on one side
ONE_WORD = 0.86  # too few words in common for the generic words unmatched
SLIP_IN_PLACE = 0.87  # short names of places, one letter apart
ONE_BODY = 0.85  # one of them says what body it is
INITIALS = 0.88
MORE_INITIALS = 0.88  # the founder's: Grainger, W.W. Grainger
MORE_GENERIC = 0.93
SLIP = 0.94  # a letter wrong, or an abbreviation nobody listed
CUT_OFF = 0.95
SAME_KEY = 0.98

#: Bodies that one place seldom has both of: a person decides whether they are one.
_NEAR = (frozenset({"city", "town", "village", "borough", "township"}), frozenset({"police", "publicsafety"}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reasons` say what keeps the score from 1."""

    score: float
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Aligned:
    """Words paired with their likeness; what is left of either name; whether one was cut off where it matched."""

    pairs: list[tuple[str, str, float]]
    left: list[str]
    right: list[str]
    is_cut: bool = False


def compare(one: Parsed, other: Parsed, weigh: Callable[[str], float], known: Collection[str] = ()) -> Comparison:
    """How surely a printed name means one that is listed, which is never the one cut off. `known` are words that are no
    slips of others because names hold them."""
    doubt = one.doubt + other.doubt
    if one.state and other.state and one.state != other.state:
        return Comparison(OTHER_STATE, (f"{one.state} is not {other.state}",))
    if one.whole == other.whole and one.state == other.state:
        return Comparison(1.0 - doubt)
    if one.key == other.key or one.whole == other.whole:
        return Comparison(SAME_KEY - doubt)
    if fragment := _cut_off(one, other):
        is_in_place = len(one.whole) - fragment < sum(map(len, other.words))
        if (one.bodies or other.bodies) and is_in_place:
            return Comparison(SLIP_IN_PLACE - doubt, ("cut off, or another place",))
        if fragment >= FRAGMENT or any(_is_telling(word) for word in one.words[:-1]):
            return Comparison(CUT_OFF - doubt, ("cut off",))
    aligned = _align(one, other, known)
    limits = _limits(one, other, aligned)
    may_be_left = limits[-1:] == [] or limits[-1][0] in (MORE_GENERIC, MORE_INITIALS)
    score = min([_share(aligned, weigh, may_be_left), *(limit for limit, _ in limits)]) - doubt
    return Comparison(max(score, 0.0), tuple(reason for _, reason in limits))


def _cut_off(short: Parsed, long: Parsed) -> int:
    """How many letters of its last word a name has that is the other's beginning and ends within a word: 4 of AMERICAN
    HEART ASSO; 0 where it is not cut off. Local 150 is not the beginning of Local 1500."""
    size = len(short.whole)
    if size < CUT or size in long.stops or short.whole[-1].isdigit() or not long.whole.startswith(short.whole):
        return 0
    return size - max((stop for stop in long.stops if stop < size), default=0) if len(long.whole) > size else 0


def _is_telling(word: str) -> bool:
    return word not in GENERIC and word not in COMMON and word not in STATE_WORDS


def _share(aligned: _Aligned, weigh: Callable[[str], float], may_be_left: bool) -> float:
    """The weight of the words in common among that of all; of no matter are words that may be left out."""
    matched = sum((weigh(a) + weigh(b)) * likeness for a, b, likeness in aligned.pairs)
    total = sum(weigh(a) + weigh(b) for a, b, _ in aligned.pairs)
    total += 0.0 if may_be_left else sum(map(weigh, aligned.left + aligned.right))
    return matched / total if total else 0.0


def _limits(one: Parsed, other: Parsed, aligned: _Aligned) -> list[tuple[float, str]]:
    limits: list[tuple[float, str]] = []
    if one.bodies != other.bodies:
        limits.append(_body_limit(one.bodies, other.bodies))
    numbers = [
        [word for word in words if any(sign.isdigit() for sign in word)] for words in (aligned.left, aligned.right)
    ]
    if all(numbers):
        limits.append((OTHER_NUMBER, f"{_told(numbers[0])} is not {_told(numbers[1])}"))
    is_one_state = one.state is not None and one.state == other.state
    if one.bodies and any(_may_be_two_places(*pair, 6 if is_one_state else 9) for pair in aligned.pairs):
        limits.append((SLIP_IN_PLACE, "spelt otherwise"))
    if any(likeness < CUT_OFF for _, _, likeness in aligned.pairs):
        limits.insert(0, (SLIP, "spelt otherwise"))
    left, right = aligned.left, aligned.right
    if not (left or right):
        if one.bodies and sorted(one.words) == sorted(other.words):
            limits.append((SLIP_IN_PLACE, "in another order"))
        return limits
    telling = [[word for word in words if word not in GENERIC] for words in (left, right)]
    if all(telling):
        limits.append((OTHER_WORDS, f"{_told(telling[0])} is not {_told(telling[1])}"))
    elif left and right:
        limits.append((OTHER_GENERIC, f"{_told(left)} is not {_told(right)}"))
    elif _is_founder(one, other, aligned):
        limits.append((MORE_INITIALS, f"only one has {_told(left or right)}"))
    elif any(telling):
        limits.append((MORE_WORDS, f"only one has {_told(left or right)}"))
    elif one.bodies or other.bodies:
        limits.append((OTHER_PLACE, f"only one has {_told(left or right)}"))
    else:
        limits.append((_generic_limit(aligned), f"only one has {_told(left or right)}"))
    return limits


def _is_founder(one: Parsed, other: Parsed, aligned: _Aligned) -> bool:
    """Whether one has but two letters more, in front, and what they share is a telling word."""
    more = aligned.left + aligned.right
    fronts = [parsed.words[0] for parsed in (one, other)]
    is_telling = any(word not in GENERIC | COMMON and len(word) > 4 for word, _, _ in aligned.pairs)
    return len(more) == 1 and len(more[0]) == 2 and more[0].isalpha() and more[0] in fronts and is_telling


def _may_be_two_places(word: str, far: str, likeness: float, long: int) -> bool:
    """Newnan and Newman are two towns, Loudon and London, Hillsboro and Hillsborough; long names, or in one state,
    seldom have a neighbour one letter off."""
    if word in GENERIC or far in GENERIC or likeness == 1.0:
        return False
    return likeness >= CUT_OFF or min(len(word), len(far)) < long


def _body_limit(one: frozenset[str], other: frozenset[str]) -> tuple[float, str]:
    if not one or not other:
        return ONE_BODY, f"only one is a {_told(one or other)}"
    if any(one - kin == other - kin and one & kin and other & kin for kin in _NEAR):
        return NEAR_BODY, f"{_told(one)} or {_told(other)}"
    return OTHER_BODY, f"{_told(one)} is not {_told(other)}"


def _generic_limit(aligned: _Aligned) -> float:
    """Words that many firms have may be left out where enough others agree."""
    common = [word for word, _, _ in aligned.pairs]
    telling = [word for word in common if word not in GENERIC]
    if not telling:
        return OTHER_GENERIC
    if not any(map(_is_telling, telling)):
        return ONE_WORD
    more = set(aligned.left + aligned.right) - EMPTY
    is_left_out = len(common) > 1 and len(more) == 1 and more <= FILLING and more <= set(aligned.right)
    if not more or is_left_out:
        return MORE_GENERIC
    return ONE_WORD


def _told(words: Collection[str]) -> str:
    return " ".join(sorted(words)) if isinstance(words, frozenset) else " ".join(words)


def _align(one: Parsed, other: Parsed, known: Collection[str]) -> _Aligned:
    """Equal words first, then words run together, then the likest; each word at most once."""
    aligned = _Aligned([], [], list(other.words))
    for word in one.words:
        if word in aligned.right:
            aligned.right.remove(word)
            aligned.pairs.append((word, word, 1.0))
        else:
            aligned.left.append(word)
    if aligned.left and aligned.right:
        _pair_joined(aligned)
        _pair_likest(aligned, one, other, known)
    return aligned


def _pair_joined(aligned: _Aligned) -> None:
    """ "clay people" and "claypeople"; what is left of both names, or two neighbours in one of them."""
    if "".join(aligned.left) == "".join(aligned.right):
        aligned.pairs.append((aligned.left[0], aligned.right[0], 1.0))
        aligned.left.clear()
        aligned.right.clear()
        return
    for parts, wholes in ((aligned.left, aligned.right), (aligned.right, aligned.left)):
        for at in range(len(parts) - 1, 0, -1):
            joined = parts[at - 1] + parts[at] if at < len(parts) else ""
            if joined and joined in wholes:
                wholes.remove(joined)
                del parts[at - 1 : at + 1]
                aligned.pairs.append((joined, joined, 1.0))


def _pair_likest(aligned: _Aligned, one: Parsed, other: Parsed, known: Collection[str]) -> None:
    for word in list(aligned.left):
        ends = word == one.last and len(one.whole) >= CUT
        likeness, best = max(
            (
                (_alike(word, far, known, ends, far == other.last and len(other.whole) >= CUT), far)
                for far in aligned.right
            ),
            default=(0.0, ""),
        )
        if likeness >= 0.7:
            aligned.left.remove(word)
            aligned.right.remove(best)
            aligned.pairs.append((word, best, likeness))


def _alike(word: str, far: str, known: Collection[str], word_ends: bool, far_ends: bool) -> float:
    """How surely two unequal words are one: a state and its code, an abbreviation, a word cut off, a slip."""
    if STATE_WORDS.get(word) == far or STATE_WORDS.get(far) == word:
        return 1.0
    if far in SENSES.get(word, ()) or word in SENSES.get(far, ()):
        return 1.0
    if not (word.isalpha() and far.isalpha()) or word[0] != far[0]:
        return _slip(word, far, known)
    short, long = (word, far) if len(word) < len(far) else (far, word)
    if long.startswith(short):
        if len(short) >= FRAGMENT and (word_ends if short is word else far_ends):
            return 0.95
        if long in GENERIC and len(short) >= 3:
            return 0.93
    elif long in GENERIC and 2 < len(short) < len(long) - 1 and _is_skeleton(short, long):
        return 0.9
    return _slip(word, far, known)


def _is_skeleton(short: str, long: str) -> bool:
    """Letters of a word in their order, no vowel after the first: "mgmt", "svc"."""
    letters = iter(long)
    return not set(short[1:]) & set("aeiou") and all(letter in letters for letter in short)


_CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "6": "g"})


def _slip(word: str, far: str, known: Collection[str]) -> float:
    """One letter wrong in five, two in nine; never between two words that names really hold."""
    size = min(len(word), len(far))
    if size < 5 or (word in known and far in known):
        return 0.0
    if word.translate(_CONFUSED) == far.translate(_CONFUSED):
        return 0.95
    if not (word.isalpha() and far.isalpha()):
        return 0.0
    allowed = 2 if size >= 9 else 1
    distance = OSA.distance(word, far, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    if word[0] != far[0] or distance == 2:
        return 0.84
    return 0.93 if size >= 8 else 0.9 if size >= 6 else 0.84
