"""Forms filled in on a computer: what was typed into them is no text of the page until it is printed on it."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_TYPED = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
_NOTHING = 2  # bytes of an empty value: its closing zero in UTF-16
#: A page with more annotations than this is not a form that a person filled in.
_MOST_FIELDS = 2_000


def page_with_forms(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page (`index` from 0) with the values of its form fields printed where they show."""
    page = document[index]
    if document.formenv is None or not _is_filled_in(page, document.formenv):
        return page
    page.flatten()
    page.close()
    return document[index]


def prepare_forms(document: pdfium.PdfDocument) -> None:
    """Let pages show their form fields; to be called before any page is loaded. Scripts never run."""
    if document.get_formtype() == raw.FORMTYPE_ACRO_FORM:
        document.init_forms()


def _is_filled_in(page: pdfium.PdfPage, forms: pdfium.PdfFormEnv) -> bool:
    for position in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_FIELDS)):
        field = raw.FPDFPage_GetAnnot(page.raw, position)
        try:
            if (
                raw.FPDFAnnot_GetFormFieldType(forms.raw, field) in _TYPED
                and raw.FPDFAnnot_GetFormFieldValue(forms.raw, field, None, 0) > _NOTHING
            ):
                return True
        finally:
            raw.FPDFPage_CloseAnnot(field)
    return False
