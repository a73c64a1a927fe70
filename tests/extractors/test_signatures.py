"""Blank lines for signatures say that a paper is unsigned, also where only one side signed; what cannot be told stays
open: scans, services that list who signed, and whatever is written or painted over a line."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.reader import read_document
from extractors.signatures import blank_signatures
from extractors.signing import signature_lines
from tests.extractors import papers
from tests.extractors.setting import pages_of, scanned
from tests.extractors.signature_pages import RUN, Draw, boxed, opened, penned, ruled, says, sheets, stamped
from watchbill.model import Check

BLANK = "BY: ______________________\nThe City Manager\nBY: ______________________\nHale Video Systems"


def detail(check: Check | None) -> str | None:
    """What a failed check says; None where there is none."""
    assert check is None or (check.name, check.passed) == ("signed", False)
    return check.detail if check else None


def told(*drawn: Draw) -> str | None:
    return detail(blank_signatures(opened(sheets(drawn))))


def test_blank_lines_fail_the_check() -> None:
    assert detail(blank_signatures(pages_of(BLANK))) == "2 signature lines are blank"


def test_what_may_be_signed_is_left_open() -> None:
    assert blank_signatures(scanned(pages_of(BLANK))) is None
    assert blank_signatures(pages_of(BLANK + "\nDocuSign Envelope ID: 245C")) is None
    assert blank_signatures(pages_of("BY: /s/ Ann Moss\nBY: /s/ Bo Reed")) is None
    assert blank_signatures(pages_of("BY: ____/s/ Ann Moss_______\nMayor\nBY: ____/s/ Bo Reed_______\nOwner")) is None


# --- layouts: each prints a buyer's block and a seller's, and where a name is written on the lines of the two -------

Layout = tuple[list[Draw], tuple[float, float], tuple[float, float], str]


def one_under_the_other() -> Layout:
    page = [
        says(20, 20, "DocuSign Envelope ID: 0A1B-22C3"),
        says(288, 120, "CITY:", "", "CITY OF HARLAN, OHIO", "", f"BY: {RUN}", "      MAYOR RUTH VALE"),
        says(72, 150, "ATTEST:", "", RUN, "TOM ASH, CITY CLERK"),
        says(288, 330, "CONTRACTOR:", "", "NORTHGATE OPTICS, INC.", "", f"Signed By: {RUN}", f"Printed Name: {RUN}"),
    ]
    return page, (380, 184), (400, 394), "the city's signature line is blank; the contractor's is signed"


def side_by_side() -> Layout:
    page = [
        says(72, 80, "IN WITNESS WHEREOF, the parties have executed this Agreement."),
        says(
            72,
            130,
            "COUNTY OF LARCH",
            f"By: {RUN[:24]}",
            "Name: Ada Birch",
            "Title: Purchasing Agent",
            "Date: _________",
        ),
        says(
            320,
            130,
            "Northgate Optics, LLC",
            f"By: {RUN[:24]}",
            "Name: Lee Moor",
            "Title: President",
            "Date: _________",
        ),
    ]
    return page, (110, 146), (350, 146), "the county's signature line is blank; the company's is signed"


def drawn_lines() -> Layout:
    page = [
        says(60, 100, "The Parties have executed this Agreement as of the dates set forth below."),
        says(
            60, 140, "VENDOR: Northgate Optics, Inc.", "", "By:", "", "Name: Lee Moor", "", "Title: President", step=15
        ),
        says(320, 140, "CUSTOMER: Town of Harlan", "", "By:", "", "Name:", "", "Title:", step=15),
        ruled(*[(x, x + 170, y) for x in (95, 355) for y in (172, 202, 232)]),
    ]
    return page, (370, 171), (110, 171), "the customer's signature line is blank; the vendor's is signed"


def captions_under_the_lines() -> Layout:
    page = [
        says(72, 100, "ACCEPTED AND AGREED:"),
        says(72, 140, "FOR THE AGENCY", "", "", "Authorized Signature", "", "Print Name and Title", step=17),
        says(330, 140, "FOR THE SUPPLIER", "", "", "Authorized Signature", "", "Print Name and Title", step=17),
        ruled((72, 270, 180), (330, 530, 180), (72, 270, 214), (330, 530, 214)),
    ]
    return page, (90, 179), (350, 179), "the agency's signature line is blank; the supplier's is signed"


def names_under_the_lines() -> Layout:
    page = [
        says(72, 100, "Signed by the parties on the dates written below:"),
        says(72, 160, RUN, "Ruth Vale, Mayor", "Town of Harlan"),
        says(72, 260, RUN, "Lee Moor, President", "Northgate Optics, Inc."),
    ]
    return page, (90, 159), (90, 259), "the town's signature line is blank; the company's is signed"


def boxes_of_an_order_form() -> Layout:
    rows = ["Signature:", "Name:", "Title:", "Date:"]
    page = [
        says(60, 80, "This Order Form is signed by both parties."),
        says(66, 134, "Customer", "City of Harlan", *rows, step=24),
        says(326, 134, "Vendor", "Northgate Optics Inc.", *rows, step=24),
        *[boxed(x, 118 + 24 * row, 240, 24) for x in (60, 320) for row in range(6)],
    ]
    return page, (150, 182), (400, 182), "the customer's signature line is blank; the vendor's is signed"


def cells_beside_the_labels() -> Layout:
    """Each party's block is a table: the labels in boxes of their own, nothing in the boxes beside them."""
    rows = ["Signature", "Name", "Title", "Date"]
    page = [
        says(60, 80, "The parties accept this agreement."),
        says(60, 120, "AGENCY"),
        says(60, 290, "PROVIDER"),
        *[says(66, y + 14, *rows, step=28) for y in (128, 298)],
        *[boxed(60, y + 28 * row, 90, 28) for y in (128, 298) for row in range(4)],
        *[boxed(150, y + 28 * row, 230, 28) for y in (128, 298) for row in range(4)],
    ]
    return page, (180, 154), (180, 324), "the agency's signature line is blank; the provider's is signed"


def offices_under_drawn_lines() -> Layout:
    page = [
        says(72, 90, "EXECUTED by the duly authorized officers of the parties:"),
        says(72, 172, "Ruth Vale, City Manager", "Mailing Address:  10 Main Street", "City:  Harlan"),
        says(72, 272, "Lee Moor, Chief Executive Officer", "Mailing Address:  8 Mill Road", "City:  Dayton"),
        ruled((72, 300, 160), (72, 300, 260)),
    ]
    return page, (90, 159), (90, 259), "the city's signature line is blank; the company's is signed"


LAYOUTS = [
    one_under_the_other,
    side_by_side,
    drawn_lines,
    captions_under_the_lines,
    names_under_the_lines,
    boxes_of_an_order_form,
    cells_beside_the_labels,
    offices_under_drawn_lines,
]


@pytest.mark.parametrize("written", [stamped, penned])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_seller_signed(layout, written) -> None:
    page, _, sellers, expected = layout()
    assert told(*page, written(*sellers)) == expected


@pytest.mark.parametrize("written", [stamped, penned])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_signed_by_the_buyer_or_both(layout, written) -> None:
    page, buyers, sellers, _ = layout()
    assert told(*page, written(*buyers), written(*sellers)) is None
    assert told(*page, written(*buyers)) is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nobody_signed(layout) -> None:
    page, _, _, _ = layout()
    expected = None if layout is one_under_the_other else "2 signature lines are blank"  # it may be signed on a screen
    assert told(*page) == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_typed_on_the_lines(layout) -> None:
    page, (x, y), sellers, _ = layout()
    assert told(*page, stamped(*sellers), says(x, y - 2, "/s/ Ruth Vale", font="Times-Italic")) is None
    assert told(*page, stamped(*sellers), says(x, y - 4, "Ruth Vale", font="Times-Italic")) is None


# --- what else may stand over a line ----------------------------------------------------------------------------------


def test_marks_of_a_service_for_signing_are_no_signature() -> None:
    page, (x, y), sellers, expected = drawn_lines()
    tags = says(x, y - 4, "\\FSSignature1\\", grey=1.0)
    assert told(*page, tags, stamped(*sellers)) == expected
    assert told(*page, tags, stamped(*sellers), stamped(x, y)) is None


def test_a_day_beside_its_line_says_that_the_buyer_signed() -> None:
    page, _, sellers, _ = side_by_side()
    assert told(*page, stamped(*sellers), says(112, 193, "March 4, 2024")) is None
    assert told(*page, stamped(*sellers), says(360, 193, "March 4, 2024")) is not None


def test_lines_of_clerks_and_lawyers_never_decide() -> None:
    page, buyers, sellers, _ = one_under_the_other()
    lawyers = says(72, 500, "APPROVED AS TO FORM:", "", f"By: {RUN}", "CITY ATTORNEY", "", f"Witness: {RUN}")
    assert told(*page, lawyers, stamped(*buyers), stamped(*sellers)) is None
    sides = [line.side for line in signature_lines(opened(sheets([lawyers]))[0])]
    assert set(sides) == {"witness"}


@pytest.mark.parametrize("sort", ["Stamp", "Widget"])
def test_an_annotation_or_a_digital_signature_over_a_line(sort: str) -> None:
    page, (x, y), sellers, expected = side_by_side()
    data = sheets([*page, stamped(*sellers)])

    def annotate(document: pikepdf.Pdf) -> None:
        look = document.make_stream(b"0 0 0.6 RG 2 w 2 2 m 30 18 l 50 3 l 78 15 l S")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 80, 20]
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name("/" + sort),
            Rect=[x, 792 - y, x + 80, 812 - y],
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
        if sort == "Widget":
            note.FT, note.T = pikepdf.Name.Sig, pikepdf.String("Signature1")
        made = document.make_indirect(note)
        document.pages[0].Annots = pikepdf.Array([made])
        if sort == "Widget":
            document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made]), SigFlags=3)

    assert detail(blank_signatures(opened(data))) == expected
    assert blank_signatures(opened(papers.changed(data, annotate))) is None


def test_empty_fields_of_a_form_are_blank() -> None:
    page, (x, y), sellers, expected = side_by_side()

    def field(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="buyer", x=x, y=794 - y, width=120, height=14, borderWidth=0)

    assert told(*page, stamped(*sellers), field) == expected


def test_sheets_that_lie_on_their_side() -> None:
    page, buyers, sellers, expected = side_by_side()

    def turned(*drawn: Draw) -> str | None:
        def turn(document: pikepdf.Pdf) -> None:
            document.pages[0].rotate(90, relative=False)

        return detail(blank_signatures(opened(papers.changed(sheets(drawn), turn))))

    assert turned(*page, stamped(*sellers)) == expected
    assert turned(*page, stamped(*sellers), stamped(*buyers)) is None


def test_each_side_may_sign_its_own_copy() -> None:
    page, buyers, sellers, _ = side_by_side()
    data = sheets([*page, stamped(*buyers)], [*page, stamped(*sellers)])
    assert blank_signatures(opened(data)) is None


def test_a_list_of_who_signed_leaves_it_open() -> None:
    page, _, sellers, _ = side_by_side()
    data = sheets([*page, stamped(*sellers)], [says(72, 90, "Certificate Of Completion", "Signer Events")])
    assert blank_signatures(opened(data)) is None


def test_a_form_in_an_exhibit_does_not_undo_signatures() -> None:
    page, buyers, sellers, _ = one_under_the_other()
    form, _, _, _ = side_by_side()
    assert blank_signatures(opened(sheets([*page, stamped(*buyers), stamped(*sellers)], form))) is None


def test_a_heading_under_a_line_is_of_the_next_block() -> None:
    page = says(72, 100, "FOR HARLAN COUNTY:", "", f"By: {RUN}", "", "CONTRACTOR", "", f"By: {RUN}", "Its: Owner")
    assert told(page, stamped(110, 196)) == "the county's signature line is blank; the contractor's is signed"
    assert told(page, stamped(110, 196), stamped(265, 132)) is None  # it runs beyond its line


def test_an_office_tells_whose_a_line_is() -> None:
    page = says(72, 100, "CITY OF HARLAN", "", f"By: {RUN}", "", "", "WAYFINDER", "", f"By: {RUN}", "Its: President")
    assert told(page, stamped(110, 212)) == "the city's signature line is blank; the company's is signed"


def test_a_name_close_behind_its_label_is_a_signature() -> None:
    page, _, sellers, _ = drawn_lines()
    assert told(*page, stamped(*sellers), says(320, 170, "By:Ruth Vale")) is None
    assert told(says(72, 100, "CITY:", f"By:{RUN[:8]}Ruth_Vale{RUN[:8]}", "VENDOR:", f"By: {RUN}")) is None


# --- real papers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ppn-flock-agr-2024", "the city's 2 signature lines are blank; the contractor's is signed"),
        ("ppn-amend2", "2 signature lines are blank"),
        ("eug-flock-contract-p2", None),
    ],
)
def test_real_agreements(cases_folder: Path, name: str, expected: str | None) -> None:
    data = (cases_folder / "corpus" / "pdfs" / f"{name}.pdf").read_bytes()
    (record,) = read_document(data).records
    assert [check.detail for check in record.checks if check.name == "signed"] == ([expected] if expected else [])
