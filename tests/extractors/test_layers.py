"""Text layers that somebody's OCR laid under a scan: good ones stay, poor ones give way to our own OCR."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors import media
from extractors.layers import borne_out, is_garbled, is_mixed_figure, is_suspect, reads_worse
from extractors.media import open_paper
from extractors.paper import Page, Word
from extractors.pdf import is_doubtful_layer, native_text
from extractors.sniff import PDF
from tests.extractors import papers

#: The lines of `papers.INVOICE` as a poor engine reads them.
GARBLED = (
    "Fl~ck Gr0up lnc. lnv{ice lNV-6ll5Z",
    "Bll t|: Evgane Pol«ce Dprtmnt, Eug~ne, Or3g0n",
    "lnvo1ce dste O3/Z7/Z0Z5 f¥r the prchs ordr Z5lOOOZ336",
    "Aut0mat|c lcns pl^te r3aders, f=rst year, flfty-s€ven cam3ras",
    "The b@lance d*e of th!s inv0ice is $l7l,0OO.OO in th|rty d^ys",
)
MORE = ("Cameras, poles and service for each of the stations of the department",)


def layered(lines: tuple[str, ...], mode: int = 3, *, is_below: bool = False, more: int = 0) -> bytes:
    """A scan of the invoice, with so many lines more, and with these lines as its text, drawn with this render mode
    above or below the picture."""
    image = ImageReader(papers.picture(papers.invoice(papers.INVOICE + MORE * more), 200))

    def draw(canvas: Canvas) -> None:
        if not is_below:
            canvas.drawImage(image, 0, 0, 612, 792)
        for row, line in enumerate(lines):
            text = canvas.beginText(72, 700 - 24 * row)
            text.setFont("Helvetica", 12)
            text.setTextRenderMode(mode)  # type: ignore[arg-type]
            text.textOut(line)
            canvas.drawText(text)
        if is_below:
            canvas.drawImage(image, 0, 0, 612, 792)

    return papers.pdf(draw)


def opened(data: bytes) -> Page:
    (page,) = open_paper(data, "x.pdf", PDF, lambda: False)[0].pages
    return page


def is_doubtful(data: bytes) -> bool:
    with pdfium.PdfDocument(data) as document:
        page = document[0]
        return is_doubtful_layer(page, native_text(page, 1))


def shifted(page: Page, text: str) -> tuple[Word, ...]:
    """The page's words, each read as `text`."""
    return tuple(Word(text, *word.box, 1) for word in page.words)


def test_a_good_layer_stays_and_costs_no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Page:
        raise AssertionError("this page needs no OCR")

    monkeypatch.setattr(media, "scanned_page", never)
    page = opened(layered(papers.INVOICE))
    assert page.origin == "native"
    assert page.text.split() == " ".join(papers.INVOICE).split()
    assert all(word.confidence == 1.0 for word in page.words)


@pytest.mark.parametrize(("mode", "is_below"), [(3, False), (0, True)])
def test_a_poor_layer_gives_way_to_our_ocr(mode: int, is_below: bool) -> None:
    page = opened(layered(GARBLED, mode, is_below=is_below))
    assert page.origin == "ocr"
    amount = next(word for word in page.words if "171,000.00" in word.text)
    assert amount.confidence < 1.0
    assert "INV-61152" in page.text
    assert "~" not in page.text


def test_a_clean_layer_that_lost_most_words_gives_way() -> None:
    data = layered(papers.INVOICE[:1])  # so few letters that the page counts as a scan without text
    page = opened(data)
    assert page.origin == "ocr"
    assert "$171,000.00" in page.text
    (number,) = [word for word in page.words if word.text == "INV-61152"]
    assert number.confidence == 0.98  # both engines read it


def test_lost_words_are_known_by_the_ink_without_words() -> None:
    assert is_doubtful(layered(papers.INVOICE, more=12))
    assert not is_doubtful(layered(papers.INVOICE, more=1))


def test_text_that_is_seen_is_the_pages_own_however_odd() -> None:
    assert not is_doubtful(layered(GARBLED, mode=0))
    assert is_doubtful(layered(GARBLED))
    assert not is_doubtful(layered(papers.INVOICE))


def test_a_suspect_layer_that_reads_as_we_do_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    read = media.scanned_page

    def look(*arguments: object) -> Page:
        looked.append(1)
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(media, "scanned_page", look)
    page = opened(layered((*papers.INVOICE, "~~|{ (^»= \\_¥ §§]~", "<~«¬ |}\\^ ~~·!=")))
    assert looked == [1]
    assert page.origin == "native"
    assert {word.confidence for word in page.words} == {0.99}  # no more than OCR's words
    assert not any(word.doubt for word in page.words)


def test_figures_of_a_layer_that_stays_are_doubted_where_we_read_otherwise() -> None:
    """The layer read $171,000.00 as $177,000.00, and little else wrongly."""
    lines = (*papers.INVOICE[:4], papers.INVOICE[4].replace("171", "177"), "~~|{ (^»= \\_¥ §§]~", "<~«¬ |}\\^ ~~·!=")
    page = opened(layered(lines))
    assert page.origin == "native"
    assert [(word.text, word.confidence) for word in page.words if word.doubt] == [("$177,000.00", 0.5)]


def test_words_on_top_of_each_other_make_a_layer_suspect() -> None:
    side = [Word("plain", 72 + 40 * n, 100, 104 + 40 * n, 110, 1) for n in range(10)]
    assert not is_suspect(side)
    assert is_suspect([*side, Word("words", 75, 103, 107, 113, 1)])


@pytest.mark.parametrize("text", ["Dprtmnt", "inv0ice", "f=rst", "wi~hout", "NVO|", "$2;500:00", "HlhHtuP"])
def test_what_nobody_prints(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        *("$1,234.50-", "(1,234.50)", "INV-61152", "11th", "10am-9pm", "3rd", "clerk@city.gov", "M-F", "O'Brien"),
        *(
            "DocuSign",
            "P-0001",
            "2000-2020",
            "km2",
            "KPTH",
            "Čtvrť",
            "rhythm,",
            "3/4",
            "a1",
            "[signed]",
            "<paid>",
            "—",
            "AT&T",
        ),
    ],
)
def test_what_is_plain_print(text: str) -> None:
    assert not is_garbled(text)


def test_a_layer_whose_letters_stand_apart_gives_way() -> None:
    data = layered(tuple(" ".join(line) for line in papers.INVOICE))
    assert is_doubtful(data)
    page = opened(data)
    assert page.origin == "ocr"
    assert "$171,000.00" in page.text


@pytest.mark.parametrize(("sure", "is_worse"), [(0.95, True), (0.6, False)])
def test_only_what_our_ocr_is_sure_of_speaks_against_a_layer(sure: float, is_worse: bool) -> None:
    words = tuple(Word("Department", 72, 100 + 20 * n, 140, 110 + 20 * n, 1, sure) for n in range(12))
    scan = Page(1, 612, 792, "ocr", words)
    assert reads_worse(shifted(scan, "Dprtmn{"), scan) == is_worse
    assert not reads_worse(shifted(scan, "Department"), scan)
    assert not reads_worse(shifted(scan, "Compartment"), scan)  # as well printed as ours: who is right is not known
    assert reads_worse(shifted(scan, "Department")[2:], scan) == is_worse


def test_what_both_read_alike_gains_and_no_more_than_ocr_may() -> None:
    words = (
        Word("$40.00", 72, 100, 110, 110, 1, 0.5, doubt="two looks read 1 and 2"),
        Word("x", 72, 120, 80, 130, 1, 0.5),
    )
    page = borne_out(
        Page(1, 612, 792, "ocr", words), (Word("$40.00", 72, 100, 110, 110, 1), Word("y", 72, 120, 80, 130, 1))
    )
    assert [(word.confidence, word.doubt) for word in page.words] == [(0.98, ""), (0.5, "")]


@pytest.mark.parametrize("text", ["7O.00", "23.l7", "($S8,O00.00),", "6,80O.00)."])
def test_letters_in_an_amount_are_seen(text: str) -> None:
    assert is_mixed_figure(text)


@pytest.mark.parametrize("text", ["70.00", "$58,000.00", "B.10", "SO.10", "I.20", "O.OO", "S.12", "IB.50"])
def test_plain_amounts_and_sections_are_no_such_thing(text: str) -> None:
    assert not is_mixed_figure(text)
