"""Workbooks as programs really write them, with faults that Excel passes over: each must say what the sound one says.

Most are reported against openpyxl, which refuses them whole, or reads them as empty (`docs/reading.md`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import pytest

from tests.extractors.office.test_workbook import changed, opened, register, texts

SHEET, BOOK, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
TYPES, MADE = "[Content_Types].xml", "docProps/core.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SOUND = register(2)

#: What is odd -> the part, what stands there, and what the other program wrote.
ODD: Mapping[str, tuple[str, str, str]] = {
    "an underline of no kind": (STYLES, "<font>", '<font><u val="1"/>'),
    "a font of no family": (STYLES, '<family val="2"/>', '<family val="34"/>'),
    "a fill of nothing": (STYLES, "<fill>.*?</fill>", "<fill/>"),
    "a colour by its name": (STYLES, '<color theme="1"/>', '<color rgb="Red"/>'),
    "a border of no kind": (STYLES, "<left/>", '<left style="solid"/>'),
    "a day of another country": (MADE, "(<dcterms:created[^>]*>)[^<]*", r"\g<1>3/4/2025"),
    "paper that lies in no direction": (SHEET, "</worksheet>", '<pageSetup orientation="auto"/></worksheet>'),
    "a scale of no number": (SHEET, "</worksheet>", '<pageSetup scale="fit"/></worksheet>'),
    "a pane of no state": (
        SHEET, "<sheetView ([^>]*)/>", r'<sheetView \1><pane ySplit="1" state="froze"/></sheetView>',
    ),
    "a link that leads nowhere": (
        SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1" r:id="rId9"/></hyperlinks>',
    ),
    "a filter of no kind": (
        SHEET, "</sheetData>",
        '</sheetData><autoFilter><sortState><sortCondition ref="A4" sortBy="x"/></sortState></autoFilter>',
    ),
    "a validation of no kind": (
        SHEET, "</sheetData>", '</sheetData><dataValidations><dataValidation type="any" sqref="A1"/></dataValidations>',
    ),
    "half a merge": (SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:"/></mergeCells>'),
    "a sheet that claims one cell": (SHEET, '<dimension ref="[^"]*"/>', '<dimension ref="A1"/>'),
    "a lock without its hash": (SHEET, "</sheetData>", '</sheetData><sheetProtection password="ZZ" sheet="yes"/>'),
    "columns with attributes of their own": (
        SHEET, "<sheetData>", '<cols><col min="1" max="2" width="9" visible="1"/></cols><sheetData>',
    ),
    "a row with an attribute of its own": (SHEET, "<row ", '<row name="x" '),
    "a name of a sheet that is not there": (
        BOOK, "</sheets>",
        '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="7">x</definedName></definedNames>',
    ),
    "texts of no type": (TYPES, '<Override PartName="/xl/sharedStrings.xml"[^>]*/>', ""),
    "a workbook of another type": (TYPES, r"sheet\.main\+xml", "sheet+xml"),
    "a document type": (SHEET, r"\?>", "?><!DOCTYPE worksheet>"),
    "an escaped end of line": (TEXTS, "Check Register", "Check_x000D_ Register"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_only_a_checker_minds_does_not_keep_a_workbook_from_being_read(name: str) -> None:
    part, stands, written = ODD[name]

    def spoiled(xml: bytes) -> bytes:
        text, count = re.subn(stands, written, xml.decode(), count=1, flags=re.S)
        assert count == 1
        return text.encode()

    assert opened(changed(SOUND, part, spoiled)) == opened(SOUND)


def rezipped(rename: Callable[[str], str | None], change: Callable[[bytes], bytes] = bytes) -> bytes:
    """The workbook with its parts renamed (None leaves one out) and changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            other = rename(name)
            if other:
                new.writestr(other, change(old.read(name)))
    return out.getvalue()


def test_names_of_parts_may_be_in_other_cases() -> None:
    data = rezipped(lambda name: name.replace("sharedStrings", "SharedStrings").replace("styles", "Styles"))
    assert opened(data) == opened(SOUND)


def test_what_tells_nothing_of_the_cells_may_be_missing() -> None:
    data = rezipped(lambda name: None if name.startswith(("docProps/", "xl/theme/")) else name)
    assert opened(data) == opened(SOUND)


def test_a_workbook_saved_in_the_strict_form_says_the_same() -> None:
    def strict(xml: bytes) -> bytes:
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xml = xml.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        return xml.replace(RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")

    assert opened(rezipped(str, strict)) == opened(SOUND)


def test_a_text_that_is_not_there_leaves_its_cell_empty_and_a_number_of_no_form_stands_as_it_is() -> None:
    lost = changed(SOUND, SHEET, lambda xml: xml.replace(b't="s"><v>8<', b't="s"><v>800<'))
    assert "70101 03/02/2025 Vendor B Supply Co $11.00" in texts(opened(lost)[0])
    commas = changed(SOUND, SHEET, lambda xml: xml.replace(b"<v>10</v>", b"<v>1,010.00</v>"))
    assert "70100 03/01/2025 Vendor A Supply Co Parts & labor 1,010.00" in texts(opened(commas)[0])


def test_letters_that_xml_cannot_hold_are_read_or_left_out() -> None:
    """Half a letter (D83D) and a bell would reach the store as what no database keeps."""
    data = changed(SOUND, TEXTS, lambda xml: xml.replace(b"Check Register", b"Check_x005F_Register_xD83D__x0007_"))
    assert texts(opened(data)[0])[2] == "Check_Register"


def test_rows_without_height_and_columns_without_width_are_hidden() -> None:
    def flat(xml: bytes) -> bytes:
        xml = xml.replace(b"<sheetData>", b'<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>')
        return xml.replace(b'<row r="5"', b'<row ht="0.0" customHeight="1" r="5"')

    assert texts(opened(changed(SOUND, SHEET, flat))[0])[3:] == [
        "Check No Check Date Description Amount",
        "70101 03/02/2025 Parts & labor $11.00",
        "[not shown: 1 hidden row; 2 cells of hidden columns]",
    ]
