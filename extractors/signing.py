"""Lines for signatures on a page: whose they are, and whether anything is written or painted over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractors.names import is_agency, is_company
from extractors.paper import Line, Page, Rule, Word, once_a_page
from watchbill.model import Box


class Side(StrEnum):
    """Who signs on a line. Witnesses, clerks and lawyers bind nobody."""

    BUYER = "buyer"
    SELLER = "seller"
    WITNESS = "witness"
    UNKNOWN = "unknown"


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


@dataclass(frozen=True, slots=True)
class _Place:
    """A line before it is known whose it is. `own` are the boxes of its label and of the line itself."""

    left: float
    x0: float
    x1: float
    bottom: float
    height: float
    label: str
    own: tuple[Box, ...]
    has_line: bool = True

    def is_over(self, box: Box) -> bool:
        """Whether something stands in the column of the line."""
        return box[0] < self.x1 and box[2] > self.left - 6


_RUN = re.compile(r"_{6,}")
_SIGNS = re.compile(
    r"(?:^|[\s/(])(?:(?:signed|accepted|agreed|executed)(?:\s+(?:and|&)\s+(?:accepted|agreed))?(?:\s+by)?|by|signature|/s/"
    r"|authori[sz]ed\s+(?:signature|signatory|representative|officer|agent))\s*[:;]?\s*$",
    re.I,
)
#: ``Prepared by:`` and the like are filled in by offices, not signed by parties.
_OTHERS_BY = re.compile(r"\b(?!signed|accepted|agreed|executed)[a-z]+ed\s+by\s*:?\s*$", re.I)
_FILLED_IN = re.compile(r"^\W*(?:print(?:ed)?|typed?|full)?\s*(?:name|title|its|date|dated|phone|e-?mail)\b", re.I)
_WITNESS = re.compile(
    r"\b(?:witness(?:es)?\b(?!\s+(?:whereof|of\s+the))|attest|approved\s+(?:as\s+to|for)|legal(?:ity)?\b|sufficiency|notary"
    r"|city\s+clerk|county\s+clerk|town\s+clerk|clerk\s+of|attorney|solicitor|legal\s+counsel|(?:city|county)\s+counsel"
    r"|recommended|reviewed|risk\s+manage)",
    re.I,
)
_BUYERS = (
    r"city|county|town|village|borough|township|agency|buyer|customer|purchaser|client|district|state|authority|department"
    r"|subscriber|recipient|grantee|licensee|lessee|board|university|council|commission|owner"
)
_SELLERS = (
    r"contractor|vendor|supplier|company|seller|consultant|(?:service\s+)?provider|licensor|lessor|reseller|firm|donor"
)
_HEADING = re.compile(
    rf"^\W*(?:for|on\s+behalf\s+of)?\W*(?:the\s+)?(?:(?P<buyer>{_BUYERS})|(?P<seller>{_SELLERS}))"
    r"\s*(?:\([^)]*\))?\W*(?:[:(,]|$|signature\b|information\b|acceptance\b)",
    re.I,
)
_OFFICES = re.compile(
    r"\b(?:mayor|(?:city|county|town|village)\s+(?:manager|administrator)|sheriff|chief\s+of\s+police|police\s+chief"
    r"|chair(?:man|woman|person)?\s+of\s+the\s+board|purchasing\s+(?:agent|manager|director)|superintendent|commissioner)\b",
    re.I,
)
_POSTS = re.compile(
    r"\b(?:president|ceo|chief\s+\w+\s+officer|chief|director|manager|officer|administrator|secretary|chair\w*|counsel|owner"
    r"|partner|authori[sz]ed|signature|representative|signatory|member)\b",
    re.I,
)
#: ``\FSSignature1\``, ``{{Sig_es_:signer1}}``, ``/sn1/``: marks where a service for signing puts what is signed.
_TAG = re.compile(r"\\\w+\\?|\{\{.*|.*\}\}|/\w{1,8}\d/|\[\[.*|.*\]\]")
_DATE = re.compile(
    r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},?\s+\d{4}"
)
#: Points: how high a signature stands over its line; how far up a block's heading may be; how long drawn lines to sign
#: on are; how far off a label its line begins. Rows: how far under a line its caption or its date stands, and how far
#: one row of a caption is off the next. At most so many rows are a caption.
REACH, HEADING_REACH, LENGTHS, OFF_LABEL = 24.0, 260.0, (70.0, 360.0), 60.0
CAPTION_ROWS, DATE_ROWS, GAP, CAPTIONS = 2.0, 8.0, 1.0, 3
#: A page with more runs of underscores is a form to fill in.
MOST_RUNS = 80


@once_a_page
def signature_lines(page: Page) -> tuple[SignatureLine, ...]:
    """The lines of a page to sign on, from top to bottom; labels without a line only where something is signed."""
    if not any("___" in word.text or _MAY_SIGN.match(word.text) for word in page.words):
        return ()
    if sum("___" in word.text for word in page.words) > MOST_RUNS:
        return ()
    cells = sorted([c for line in page.lines for c in line.segments], key=lambda cell: (cell.box[1], cell.box[0]))
    places = sorted(
        [*_typed_lines(page, cells), *_drawn_lines(page, cells)], key=lambda place: (place.bottom, place.x0)
    )
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


_MAY_SIGN = re.compile(r"\W*(?:by|signed|signature|signatory)\b", re.I)


# --- where the lines are ----------------------------------------------------------------------------------------------


def _typed_lines(page: Page, cells: Sequence[Line]) -> Iterator[_Place]:
    """Runs of underscores behind a label to sign at, or over the name or the office of who signs."""
    for line in page.lines:
        for at, word in enumerate(line.words):
            run = _RUN.search(word.text)
            if run is None or (at and _RUN.search(line.words[at - 1].text) and word.x0 - line.words[at - 1].x1 < 3):
                continue
            share = (word.x1 - word.x0) / len(word.text)
            x0, x1 = word.x0 + share * run.start(), word.x0 + share * run.end()
            before = _label_before(line, at)
            label = " ".join([*(w.text for w in before), word.text[: run.start()]]).strip()
            is_label = bool(_SIGNS.search(label)) and not _OTHERS_BY.search(label)
            left = before[0].x0 if before else word.x0
            own = (*(w.box for w in before), (word.x0, word.bottom - 0.4 * word.height, word.x1, word.bottom + 1.5))
            place = _Place(left, x0, x1, word.bottom, word.height, label, own)
            if is_label or (not label and _is_captioned(place, cells)):
                yield place


def _label_before(line: Line, at: int) -> list[Word]:
    """The words between the run before a run and it, up to a wide gap."""
    before: list[Word] = []
    right = line.words[at].x0
    for word in reversed(line.words[max(0, at - 4) : at]):
        if _RUN.search(word.text) or right - word.x1 > OFF_LABEL:
            break
        before.insert(0, word)
        right = word.x0
    return before


def _is_captioned(place: _Place, cells: Sequence[Line]) -> bool:
    """Whether a name, an office or ``Signature`` stands right under a line without a label."""
    under = _captions(place, cells)[:1]
    return any(not _FILLED_IN.match(cell.text) and _tells_who(cell.text) for cell in under)


def _tells_who(text: str) -> bool:
    words = text.split()
    return len(words) <= 9 and bool(
        _POSTS.search(text) or _OFFICES.search(text) or _WITNESS.search(text) or _heading(text)[0] != Side.UNKNOWN
    )


def _drawn_lines(page: Page, cells: Sequence[Line]) -> Iterator[_Place]:
    """Drawn lines beside a label to sign at or over ``Signature``, and labels whose line is not to be seen."""
    rules: list[Rule] = []
    for cell in cells:
        if any(_RUN.search(word.text) for word in cell.words):
            continue
        label, is_caption = _label_of(cell), _UNDER.fullmatch(cell.text)
        if label is None and not is_caption:
            continue
        rules = rules or [r for r in page.rules if r.top == r.bottom and r.x1 - r.x0 >= LENGTHS[0]]
        x0, top, x1, bottom = cell.box
        height = cell.words[0].height
        over = [r for r in rules if is_caption and -2 <= top - r.top <= 10 and r.x0 < x1 and r.x1 > x0]
        if over and over[0].x1 - over[0].x0 <= LENGTHS[1]:
            yield _Place(over[0].x0, over[0].x0, over[0].x1, over[0].top, height, "", ())
            continue
        if label is None:
            continue
        label_end, own = label[-1].x1, tuple(word.box for word in label)
        beside = [c.box[0] for c in cells if c.box[0] > label_end + 20 and c.box[1] < bottom and c.box[3] > cell.box[1]]
        end = min([*beside, label_end + 220, page.width - 18])
        near = [
            r
            for r in rules
            if -5 <= r.top - bottom <= 8 and label_end - 60 <= r.x0 <= label_end + OFF_LABEL and r.x1 >= label_end + 60
        ]
        if near:
            end = min(near[0].x1, *beside, label_end + LENGTHS[1]) if _is_table(near[0]) else near[0].x1
        start = max(label_end + 1, near[0].x0) if near else label_end + 1
        yield _Place(x0, start, end, near[0].top if near else bottom, height, cell.text, own, bool(near))


def _is_table(rule: Rule) -> bool:
    return rule.x1 - rule.x0 > LENGTHS[1]


_UNDER = re.compile(r"\(?(?:authori[sz]ed\s+)?signature(?:\s+of\s+.{3,40}|\s*/\s*date)?\)?", re.I)


def _label_of(cell: Line) -> Sequence[Word] | None:
    """The words of a cell that are a label to sign at, from its beginning: ``By:``, ``Authorized Signature``."""
    for count in range(min(4, len(cell.words)), 0, -1):
        text = " ".join(word.text for word in cell.words[:count])
        is_bare = count == len(cell.words) and text.lower() in ("by", "signature", "authorized signature")
        if (is_bare or text.endswith(":")) and _SIGNS.search(text) and not _OTHERS_BY.search(text):
            return cell.words[:count]
    return None


# --- whose they are ---------------------------------------------------------------------------------------------------


def _heading(text: str) -> tuple[Side, str]:
    """The side that a heading, or a name over or under a line, stands for, and the word for it."""
    if _WITNESS.search(text):
        return Side.WITNESS, "witness"
    if match := _HEADING.match(text):
        word = (match["buyer"] or match["seller"]).lower()
        return (Side.BUYER if match["buyer"] else Side.SELLER), word
    if len(text.split()) > 12:
        return Side.UNKNOWN, ""
    if is_agency(text):
        body = re.search(r"\b(city|county|town|village|state|district|borough)\b", text, re.I)
        return Side.BUYER, body[1].lower() if body else "agency"
    return (Side.SELLER, "company") if is_company(text) else (Side.UNKNOWN, "")


def _side(
    place: _Place,
    cells: Sequence[Line],
    places: Sequence[_Place],
    captions: set[Line],
    found: Sequence[SignatureLine],
) -> tuple[Side, str]:
    """Whose line it is: by its own label, the caption of a witness under it, the heading over it, a name or an office
    under it, else as the line over it in the same column."""
    if _WITNESS.search(place.label):
        return Side.WITNESS, "witness"
    under = [cell for cell in _captions(place, cells) if cell not in captions and not _FILLED_IN.match(cell.text)]
    if under and _WITNESS.search(under[0].text):
        return Side.WITNESS, "witness"
    side, party = _heading_over(place, cells, places, captions)
    if side != Side.UNKNOWN:
        captions.update(cell for cell in under[:1] if _tells_who(cell.text))
    else:
        side, party = _named_under(under, captions)
    above = [line for line in found if abs(line.left - place.left) <= 40 and line.bottom < place.bottom - 2]
    if side == Side.UNKNOWN and above and above[-1].side != Side.WITNESS:
        return above[-1].side, above[-1].party
    if party == "agency" and above and above[-1].side == side:
        return side, above[-1].party
    return side, party


def _named_under(under: Sequence[Line], captions: set[Line]) -> tuple[Side, str]:
    """The side that offices and names under a line speak of: ``Ruth Vale, Mayor`` over ``Town of Harlan``."""
    side, party = Side.UNKNOWN, ""
    for cell in under:
        named, word = (Side.BUYER, "agency") if _OFFICES.search(cell.text) else _heading(cell.text)
        if Side.UNKNOWN not in (named, side) and named != side:
            break
        if named != Side.UNKNOWN:
            side, party = named, word
        elif not _tells_who(cell.text):
            continue
        captions.add(cell)
    return side, party


def _captions(place: _Place, cells: Sequence[Line]) -> list[Line]:
    """What stands right under a line in its column, up to three rows without a gap."""
    rows: list[Line] = []
    floor = place.bottom
    for cell in cells:
        x0, top, x1, bottom = cell.box
        if x0 >= place.x1 or x1 <= place.left or top < place.bottom - 0.3 * place.height:
            continue
        if len(rows) == CAPTIONS or top - floor > (GAP if rows else CAPTION_ROWS) * place.height:
            break
        if _RUN.search(cell.text) or _label_of(cell) is not None:
            break
        rows.append(cell)
        floor = bottom
    return rows


def _heading_over(
    place: _Place, cells: Sequence[Line], places: Sequence[_Place], captions: set[Line]
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
        if x0 < place.left - 40 and len(cell.text.split()) > 7:
            continue
        found, word = _heading(cell.text)
        if found == Side.UNKNOWN:
            continue
        if side == Side.UNKNOWN:
            side, party = found, word
        if found != side:
            break
        if _HEADING.match(cell.text):  # ``CONTRACTOR:`` over the name of the company
            return side, word
    return side, party


# --- whether they are signed ------------------------------------------------------------------------------------------


def _is_written(place: _Place, page: Page, cells: Sequence[Line]) -> bool:
    """Whether a word is typed or anything painted over a line, or may be. What the paper itself prints there, the
    heading of the block or a label, is no signature."""
    band: Box = (place.x0, place.bottom - REACH, place.x1, place.bottom + 1.0)
    within = [word for word in page.words if _touches(word.box, band)]
    hidden = [word for word in within if _TAG.fullmatch(word.text) and _sees(page, word.box, ()) is not True]
    cell_of = {word: cell for cell in cells for word in cell.words}
    for word in within:
        if word in hidden or _RUN.search(word.text) or word.box in place.own:
            continue
        middle_x = (word.x0 + word.x1) / 2
        if not place.x0 <= middle_x <= place.x1 or not word.text.strip("._ :;-—|"):
            continue
        is_on_it = (
            abs(word.bottom - place.bottom) <= 0.6 * place.height and word.top < place.bottom - 0.3 * place.height
        )
        is_over_it = place.bottom - 1.6 * place.height <= word.bottom <= place.bottom
        if is_on_it or (is_over_it and not _is_printed(cell_of[word].text if word in cell_of else word.text)):
            return True
    known = [*place.own, *(_grown(word.box) for word in within if not _RUN.search(word.text))]
    for word in within:
        if _RUN.search(word.text):
            known.append((word.x0, word.bottom - 0.4 * word.height, word.x1, word.bottom + 1.5))
    known += [
        (r.x0 - 1.2, r.top - 1.2, r.x1 + 1.2, r.bottom + 1.2)
        for r in (page.rules if page.painted is not None else ())
        if r.x0 <= place.x1 and r.x1 >= place.x0 and r.top <= band[3] + 2 and r.bottom >= band[1] - 2
    ]
    return page.painted is not None and _sees(page, band, known) is not False


def _sees(page: Page, box: Box, without: Sequence[Box]) -> bool | None:
    if page.painted is None:
        return None
    return page.painted.has_ink(page.displayed(box), [page.displayed(other) for other in without])


def _is_printed(text: str) -> bool:
    """Whether what stands over a line is the paper's own print."""
    return (
        _heading(text)[0] != Side.UNKNOWN
        or bool(_FILLED_IN.match(text) or _OFFICES.search(text) or _POSTS.search(text))
        or text.rstrip().endswith(":")
        or "___" in text
        or len(text.split()) >= 6
    )


def _is_dated(place: _Place, cells: Sequence[Line], places: Sequence[_Place]) -> bool:
    """Whether a day is written beside a line, or under it in its block."""
    under = [
        p.bottom - p.height for p in places if p.bottom > place.bottom + 6 and p.is_over((place.left, 0, place.x1, 0))
    ]
    right = min([p.left for p in places if abs(p.bottom - place.bottom) <= 6 and p.left > place.x1], default=10_000.0)
    floor = min([place.bottom + DATE_ROWS * place.height, *under])
    dated: Callable[[Line], bool] = lambda cell: bool(_DATE.search(cell.text))  # noqa: E731
    for cell in cells:
        x0, top, _, bottom = cell.box
        if not place.bottom - 1.4 * place.height <= bottom <= floor + 1 or not place.left - 12 <= x0 < right:
            continue
        if top > place.bottom + 1 and x0 > place.x1 + 80:
            continue
        if dated(cell):
            return True
        if (
            top > place.bottom
            and _heading(cell.text)[0] in (Side.BUYER, Side.SELLER)
            and cell.text.rstrip().endswith(":")
        ):
            break
    return False


def _touches(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _grown(box: Box) -> Box:
    return (box[0] - 1.5, box[1] - 1.5, box[2] + 1.5, box[3] + 2.5)
