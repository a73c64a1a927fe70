"""Where a page has lines to sign on: runs of underscores, drawn lines, and labels beside which somebody signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.paper import Line, Page, Rule, Word
from extractors.signing_words import FILLED_IN, GLUED, OTHERS_BY, RUN, SIGNS, UNDER, names_office, tells_who
from watchbill.model import Box

#: Points: how long drawn lines to sign on are, and how far off a label its line begins. Rows: how far under a line its
#: caption stands, and how far one row of a caption is off the next. At most so many rows are a caption.
LENGTHS, OFF_LABEL = (70.0, 360.0), 60.0
CAPTION_ROWS, GAP, CAPTIONS = 2.0, 1.0, 3


@dataclass(frozen=True, slots=True)
class Place:
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


def typed_lines(page: Page, cells: Sequence[Line]) -> Iterator[Place]:
    """Runs of underscores behind a label to sign at, or over the name or the office of who signs."""
    for line in page.lines:
        for at, word in enumerate(line.words):
            run = RUN.search(word.text)
            if run is None or (at and RUN.search(line.words[at - 1].text) and word.x0 - line.words[at - 1].x1 < 3):
                continue
            share = (word.x1 - word.x0) / len(word.text)
            x0, x1 = word.x0 + share * run.start(), word.x0 + share * (word.text.rindex("_") + 1)
            before = _label_before(line, at)
            label = " ".join([*(w.text for w in before), word.text[: run.start()]]).strip()
            is_label = bool(SIGNS.search(label)) and not OTHERS_BY.search(label)
            left = before[0].x0 if before else word.x0
            own = (*(w.box for w in before), (word.x0, word.bottom - 0.4 * word.height, word.x1, word.bottom + 1.5))
            place = Place(left, x0, x1, word.bottom, word.height, label, own)
            if is_label or (not label and _is_captioned(place, cells)):
                yield place


def _label_before(line: Line, at: int) -> list[Word]:
    """The words between the run before a run and it, up to a wide gap."""
    before: list[Word] = []
    right = line.words[at].x0
    for word in reversed(line.words[max(0, at - 4) : at]):
        if RUN.search(word.text) or right - word.x1 > OFF_LABEL:
            break
        before.insert(0, word)
        right = word.x0
    return before


def _is_captioned(place: Place, cells: Sequence[Line]) -> bool:
    """Whether a name, an office or ``Signature`` stands right under a line without a label."""
    under = captions_under(place, cells)[:1]
    return any(not FILLED_IN.match(cell.text) and tells_who(cell.text) for cell in under)


def drawn_lines(page: Page, cells: Sequence[Line]) -> Iterator[Place]:
    """Drawn lines beside a label to sign at or over ``Signature`` or an office, and labels whose line is not seen."""
    rules: list[Rule] | None = None
    for cell in cells:
        if RUN.search(cell.text):
            continue
        label, is_caption = label_of(cell), bool(UNDER.fullmatch(cell.text)) or _is_office(cell, cells)
        if label is None and not is_caption:
            continue
        if rules is None:
            rules = [r for r in page.rules if r.top == r.bottom and r.x1 - r.x0 >= LENGTHS[0]]
        over = _line_over(cell, rules, page) if is_caption else None
        if over:
            yield Place(over.x0, over.x0, over.x1, over.top, cell.words[0].height, "", ())
        elif label is not None:
            yield _beside(cell, label, cells, rules, page)


def _is_office(cell: Line, cells: Sequence[Line]) -> bool:
    """Whether a cell gives an office, and not as what ``Title:`` beside it asks for."""
    if not names_office(cell.text) or FILLED_IN.match(cell.text):
        return False
    x0, top, _, bottom = cell.box
    beside = [c for c in cells if c.box[2] <= x0 and c.box[1] < bottom and c.box[3] > top]
    return not any(FILLED_IN.match(c.text) for c in beside)


def _line_over(caption: Line, rules: Sequence[Rule], page: Page) -> Rule | None:
    """The line that a caption stands under; edges of boxes and underlined words are none."""
    x0, top, x1, _ = caption.box
    over = [r for r in rules if -2 <= top - r.top <= 10 and r.x0 < x1 and r.x1 > x0 and r.x1 - r.x0 <= LENGTHS[1]]
    return next((rule for rule in over if not _is_edge(rule, page)), None)


def _is_edge(rule: Rule, page: Page) -> bool:
    """Whether an upright line meets one end of a level line."""
    return any(
        r.x0 == r.x1 and r.top - 2 <= rule.top <= r.bottom + 2 and min(abs(r.x0 - rule.x0), abs(r.x0 - rule.x1)) <= 2
        for r in page.rules
    )


def _beside(cell: Line, label: Sequence[Word], cells: Sequence[Line], rules: Sequence[Rule], page: Page) -> Place:
    """The line to sign on at the right of a label; where none is drawn, the room there."""
    x0, top, _, bottom = cell.box
    label_end, height = label[-1].x1, label[0].height
    others = [c.box[0] for c in cells if c.box[0] > label_end + 20 and c.box[1] < bottom and c.box[3] > top]
    at_its_foot = [
        r
        for r in rules
        if label_end - 90 <= r.x0 <= label_end + OFF_LABEL
        and r.x1 >= label_end + 60
        and -5 <= r.top - bottom <= (26 if _is_edge(r, page) else 8)
    ]
    own = tuple(word.box for word in label)
    if not at_its_foot:
        return Place(
            x0, label_end + 1, min([*others, label_end + 220, page.width - 18]), bottom, height, cell.text, own, False
        )
    rule = min(at_its_foot, key=lambda r: abs(r.top - bottom))
    is_wide = rule.x1 - rule.x0 > LENGTHS[1]
    end = min(rule.x1, *others, label_end + LENGTHS[1]) if is_wide else rule.x1
    return Place(x0, max(label_end + 1, rule.x0), end, rule.top, height, cell.text, own)


def label_of(cell: Line) -> Sequence[Word] | None:
    """The words of a cell that are a label to sign at, from its beginning: ``By:``, ``Authorized Signature``."""
    if GLUED.match(cell.words[0].text):
        return cell.words[:1]
    for count in range(min(4, len(cell.words)), 0, -1):
        text = " ".join(word.text for word in cell.words[:count])
        is_bare = count == len(cell.words) and text.lower() in ("by", "signature", "authorized signature")
        if (is_bare or text.endswith(":")) and SIGNS.search(text) and not OTHERS_BY.search(text):
            return cell.words[:count]
    return None


def captions_under(place: Place, cells: Sequence[Line]) -> list[Line]:
    """What stands right under a line in its column, up to three rows without a gap."""
    rows: list[Line] = []
    floor = place.bottom
    for cell in cells:
        x0, top, x1, bottom = cell.box
        if x0 >= place.x1 or x1 <= place.left or top < place.bottom - 0.3 * place.height:
            continue
        if len(rows) == CAPTIONS or top - floor > (GAP if rows else CAPTION_ROWS) * place.height:
            break
        if RUN.search(cell.text) or label_of(cell) is not None:
            break
        rows.append(cell)
        floor = bottom
    return rows
