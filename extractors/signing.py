"""Lines for signatures on a page: whose they are, and whether anything is written or painted over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.paper import Line, Page, Word, once_a_page
from extractors.signing_places import Place, captions_under, drawn_lines, typed_lines
from extractors.signing_words import (
    DATE,
    FILLED_IN,
    GLUED,
    HEADING,
    OF_ADDRESS,
    OFFICERS,
    OFFICES,
    POSTS,
    RUN,
    TAG,
    WITNESS,
    Side,
    body_word,
    heading_side,
    tells_who,
)
from watchbill.model import Box

#: Points: how high a signature stands over its line, how far it runs beyond its end, and how far up a block's heading
#: may be. Rows: how far under a line its date stands. A page with more runs of underscores,
#: or of lines and labels to sign at, is a form to fill in.
REACH, OVERRUN, HEADING_REACH = 24.0, 20.0, 260.0
DATE_ROWS, MOST_RUNS = 8.0, 80


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line to sign on, in points of its page: where its label or itself begins, its ends and its foot. `party` is the
    word that the paper has for who signs there (``city``), `is_blank` whether surely nothing is over it."""

    page: int
    left: float
    x0: float
    x1: float
    bottom: float
    side: Side
    party: str
    is_blank: bool


@once_a_page
def signature_lines(page: Page) -> tuple[SignatureLine, ...]:
    """The lines of a page to sign on, from top to bottom; labels without a line only where something is signed."""
    if not any("___" in word.text or _MAY_SIGN.match(word.text) for word in page.words):
        return ()
    if sum("___" in word.text for word in page.words) > MOST_RUNS:
        return ()
    cells = sorted([c for line in page.lines for c in line.segments], key=lambda cell: (cell.box[1], cell.box[0]))
    places = sorted([*typed_lines(page, cells), *drawn_lines(page, cells)], key=lambda place: (place.bottom, place.x0))
    if len(places) > MOST_RUNS:
        return ()
    captions: set[Line] = set()
    found: list[SignatureLine] = []
    for place in places:
        side, party = _side(place, cells, places, captions, found)
        blank = not _is_written(place, page, cells)
        if blank and not place.has_line:
            continue
        blank = blank and not _is_dated(place, cells, places)
        found.append(SignatureLine(page.number, place.left, place.x0, place.x1, place.bottom, side, party, blank))
    return tuple(found)


_MAY_SIGN = re.compile(r"\W*(?:by|signed|signature|signatory|executed?|witness|accepted|agreed)\b", re.I)


# --- whose they are ------------------------------------------------------------------------------------------------


def _side(
    place: Place,
    cells: Sequence[Line],
    places: Sequence[Place],
    captions: set[Line],
    found: Sequence[SignatureLine],
) -> tuple[Side, str]:
    """Whose line it is: by its own label, the caption of a witness under it, the heading over it, a name or an office
    under it, else as the line over it in the same column."""
    if WITNESS.search(place.label):
        return Side.WITNESS, "witness"
    under = [cell for cell in captions_under(place, cells) if cell not in captions and not _is_filled_in(cell.text)]
    if under and WITNESS.search(under[0].text):
        return Side.WITNESS, "witness"
    side, party = _heading_over(place, cells, places, captions)
    if side != Side.UNKNOWN:
        known = (side, Side.UNKNOWN)  # the heading of the next block is no caption of this line
        captions.update(cell for cell in under[:1] if tells_who(cell.text) and heading_side(cell.text)[0] in known)
    else:
        side, party = _named_under(under, captions)
    above = [line for line in found if abs(line.left - place.left) <= 40 and line.bottom < place.bottom - 2]
    if side == Side.UNKNOWN and above and above[-1].side != Side.WITNESS:
        return above[-1].side, above[-1].party
    if party == "agency" and above and above[-1].side == side:
        return side, above[-1].party
    return side, party


def _is_filled_in(text: str) -> bool:
    """Whether a row is one to fill in that does not tell of an office: ``Name:``, ``Date:``."""
    return bool(FILLED_IN.match(text)) and not (OFFICES.search(text) or OFFICERS.search(text))


def _named_under(under: Sequence[Line], captions: set[Line]) -> tuple[Side, str]:
    """The side that offices and names under a line speak of: ``Ruth Vale, Mayor`` over ``Town of Harlan``."""
    side, party = Side.UNKNOWN, ""
    for cell in under:
        office = OFFICES.search(cell.text)
        named, word = (Side.BUYER, body_word(cell.text)) if office else heading_side(cell.text)
        if named == Side.UNKNOWN and side == Side.UNKNOWN and OFFICERS.search(cell.text):
            named, word = Side.SELLER, "company"
        if Side.UNKNOWN not in (named, side) and named != side:
            break
        if named != Side.UNKNOWN:
            side, party = named, word
        elif not tells_who(cell.text):
            continue
        captions.add(cell)
    return side, party


def _heading_over(
    place: Place, cells: Sequence[Line], places: Sequence[Place], captions: set[Line]
) -> tuple[Side, str]:
    """The nearest heading over a line in its column, not further up than the next line to sign on."""
    others = [p.bottom for p in places if p.bottom < place.bottom - 6 and p.is_over((place.left, 0, place.x1, 0))]
    ceiling = max([place.bottom - HEADING_REACH, *others])
    side, party = Side.UNKNOWN, ""
    for cell in reversed(cells):
        x0, top, _, bottom = cell.box
        if bottom > place.bottom - 0.6 * place.height or not place.is_over(cell.box) or cell in captions:
            continue
        if top < ceiling - 2:
            break
        if (x0 < place.left - 40 and len(cell.text.split()) > 7) or RUN.search(cell.text):
            continue
        found, word = heading_side(cell.text)
        if found == Side.UNKNOWN or (cell.text.endswith(":") and _is_of_address(cell, cells)):
            continue
        if side == Side.UNKNOWN:
            side, party = found, word
        if found != side:
            break
        if HEADING.match(cell.text):  # ``CONTRACTOR:`` over the name of the company
            return side, word
    return side, party


def _is_of_address(cell: Line, cells: Sequence[Line]) -> bool:
    """Whether ``City:`` is a label among those of an address to fill in."""
    _, top, _, bottom = cell.box
    return any(OF_ADDRESS.match(c.text) for c in cells if top - 30 <= c.box[1] <= bottom + 30)


# --- whether they are signed ------------------------------------------------------------------------------------------


def _is_written(place: Place, page: Page, cells: Sequence[Line]) -> bool:
    """Whether a word is typed or anything painted over a line, or may be. What the paper itself prints there, the
    heading of the block or a label, is no signature."""
    if GLUED.match(place.label):
        return True
    band: Box = (place.x0, place.bottom - REACH, place.x1, place.bottom + 1.0)
    wide: Box = (band[0], band[1], min(band[2] + OVERRUN, page.width), band[3])
    within = [word for word in page.words if _touches(word.box, wide)]
    cell_of = {word: cell for cell in cells for word in cell.words}
    for word in within:
        if word.box not in place.own and _is_seen(word, page):
            cell = cell_of.get(word, Line((word,)))
            if _is_on(word, place) or (_is_over(word, place) and not _is_printed(cell, place)):
                return True
    known = [*place.own, *(_foot(word) if RUN.search(word.text) else _grown(word.box) for word in within)]
    known += [
        (r.x0 - 1.2, r.top - 1.2, r.x1 + 1.2, r.bottom + 1.2)
        for r in (page.rules if page.painted is not None else ())
        if _touches((r.x0, r.top, r.x1, r.bottom), _grown(wide))
    ]
    return page.painted is not None and _sees(page, wide, known) is not False


def _is_seen(word: Word, page: Page) -> bool:
    """Whether a word is printed in a colour to be seen; marks of services for signing are white."""
    seen = _sees(page, (word.x0, word.top, word.x1, word.bottom - 0.25 * word.height), ())
    return seen is True or (seen is None and not TAG.fullmatch(word.text))


def _is_on(word: Word, place: Place) -> bool:
    """Whether a word, or what is typed between underscores, stands in the row of a line and on it."""
    x = (word.x0 + word.x1) / 2
    text = re.sub(r"^.*?_{3,}|[._ :;|-]+", "", word.text) if RUN.search(word.text) else word.text.strip("._ :;-—|")
    is_level = abs(word.bottom - place.bottom) <= 0.6 * place.height
    return bool(text) and place.x0 <= x <= place.x1 and is_level and word.top < place.bottom - 0.3 * place.height


def _is_over(word: Word, place: Place) -> bool:
    """Whether a word stands right over a line."""
    x = (word.x0 + word.x1) / 2
    return (
        place.x0 <= x <= place.x1
        and bool(word.text.strip("._ :;-—|"))
        and place.bottom - 1.6 * place.height <= word.bottom <= place.bottom
    )


def _sees(page: Page, box: Box, without: Sequence[Box]) -> bool | None:
    if page.painted is None:
        return None
    return page.painted.has_ink(page.displayed(box), [page.displayed(other) for other in without])


def _is_printed(cell: Line, place: Place) -> bool:
    """Whether what stands over a line is the paper's own print: it begins over the label, or reads like none."""
    text = cell.text
    return (
        (place.left < place.x0 - 15 and cell.box[0] <= place.left + 6)
        or heading_side(text)[0] != Side.UNKNOWN
        or bool(FILLED_IN.match(text) or OFFICES.search(text) or POSTS.search(text))
        or text.rstrip().endswith(":")
        or "___" in text
        or len(text.split()) >= 6
    )


def _is_dated(place: Place, cells: Sequence[Line], places: Sequence[Place]) -> bool:
    """Whether a day is written beside a line, or under it in its block."""
    under = [
        p.bottom - p.height for p in places if p.bottom > place.bottom + 6 and p.is_over((place.left, 0, place.x1, 0))
    ]
    right = min([p.left for p in places if abs(p.bottom - place.bottom) <= 6 and p.left > place.x1], default=10_000.0)
    floor = min([place.bottom + DATE_ROWS * place.height, *under])
    for cell in cells:
        x0, top, _, bottom = cell.box
        if not place.bottom - 1.4 * place.height <= bottom <= floor + 1 or not place.left - 12 <= x0 < right:
            continue
        if top > place.bottom + 1 and x0 > place.x1 + 80:
            continue
        if DATE.search(cell.text):
            return True
        if (
            top > place.bottom
            and heading_side(cell.text)[0] in (Side.BUYER, Side.SELLER)
            and cell.text.rstrip().endswith(":")
        ):
            break
    return False


def _touches(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _grown(box: Box) -> Box:
    return (box[0] - 1.5, box[1] - 1.5, box[2] + 1.5, box[3] + 2.5)


def _foot(run: Word) -> Box:
    """Where the underscores of a run are painted: low in the box of their font."""
    return (run.x0, run.bottom - 0.4 * run.height, run.x1, run.bottom + 1.5)
