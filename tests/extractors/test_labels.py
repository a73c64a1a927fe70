"""Labels and the words that are their values."""

from __future__ import annotations

import pytest

from extractors.fields import period, pick
from extractors.label_words import label_tokens, near_token, phrases
from extractors.labels import Form, candidates, find_labels
from tests.extractors.setting import form_of, pages_of, scanned

NUMBER = {"invoice_number": 1.0}


@pytest.mark.parametrize(
    ("printed", "tokens"),
    [
        ("Invoice#:", ("invoice", "#")),
        ("P.O.", ("po",)),
        ("Number", ("#",)),
        ("(7.75%)", ()),
        ("Total:", ("total",)),
        ("ContractNumber:", ("contract", "#")),
        ("McDonald", ("mcdonald",)),
    ],
)
def test_label_tokens(printed: str, tokens: tuple[str, ...]) -> None:
    assert label_tokens(printed) == tokens


@pytest.mark.parametrize(
    ("misread", "word"),
    [("p.0", "po"), ("inv0ice", "invoice"), ("n0", "#"), ("b1ll", "bill"), ("a5", "a5"), ("x105", "x105")],
)
def test_digits_that_ocr_took_letters_for(misread: str, word: str) -> None:
    assert near_token(misread) == word


def test_the_customers_order_behind_a_misread_label() -> None:
    value = pick(Form.of(scanned(pages_of("YOUR P.0.: 4500012411"))), {"po_number": 1.0}, "number")
    assert value is not None
    assert value.value == "4500012411"


def test_every_phrase_can_be_found() -> None:
    for rest in phrases().values():
        for tokens in rest:
            labels = find_labels(pages_of(" ".join(tokens) + ":\n\nRechnung")[0])
            assert labels, tokens


@pytest.mark.parametrize(
    "text",
    [
        "Invoice Number: INV-1007",
        "Invoice No.     INV-1007",
        "INVOICE #INV-1007",
        "Invoice Number     Invoice Date\nINV-1007           3/27/2025",
        "Customer ID: 74570     Invoice # : INV-1007",
        "          Invoice\n          Number          INV-1007",
    ],
)
def test_a_value_right_of_its_label_or_below(text: str) -> None:
    value = pick(form_of(text), NUMBER, "number")
    assert value is not None
    assert value.value == "INV-1007"


def test_the_type_decides() -> None:
    form = form_of("Due Date     Terms     Total\n4/26/2025    Net 30    $12.50")
    due = pick(form, {"due_date": 1.0}, "date")
    assert due is not None
    assert due.value == "2025-04-26"
    assert pick(form, {"due_date": 1.0}, "number") is None


def test_a_sentence_is_no_label() -> None:
    form = form_of("The total amount of the invoice must show the invoice number of each order.")
    assert pick(form, NUMBER, "number") is None
    assert not candidates(form, ["grand_total", "plain_total"], "money")


def test_missing_facts_are_no_values() -> None:
    form = form_of("Invoice Number: not published\nInvoice Date: not published\nTotal: $343.95")
    assert pick(form, NUMBER, "number") is None
    assert pick(form, {"invoice_date": 1.0}, "date") is None


def test_a_longer_label_keeps_its_value_to_itself() -> None:
    form = form_of("Customer PO Number: 14582\nPO Doc Number: 69123419\nChange Order Date: 8/28/2025")
    own = pick(form, {"own_po_number": 1.0}, "number")
    theirs = pick(form, {"po_number": 1.0}, "number")
    assert own is not None
    assert theirs is not None
    assert (own.value, theirs.value) == ("69123419", "14582")
    assert pick(form, {"po_date": 1.0}, "date") is None


def test_two_candidates_leave_doubt() -> None:
    sure = pick(form_of("Invoice Number: A-100"), NUMBER, "number")
    torn = pick(form_of("Invoice Number: A-100\nInvoice Number: B-200"), NUMBER, "number")
    assert sure is not None
    assert torn is not None
    assert sure.confidence >= 0.95 > torn.confidence
    assert torn.reason


def test_misread_labels_of_a_scan() -> None:
    pages = pages_of("lnvoice Numbe: 7005")
    assert pick(Form.of(pages), NUMBER, "number") is None
    value = pick(Form.of(scanned(pages)), NUMBER, "number")
    assert value is not None
    assert value.value == "7005"


def test_a_period_is_two_dates() -> None:
    start, end = period(form_of("Contract Dates: 02/19/20 - 03/03/20"), {"flight": 1.0})
    assert start is not None
    assert end is not None
    assert (start.value, end.value) == ("2020-02-19", "2020-03-03")


def test_a_label_may_follow_a_date_in_its_cell() -> None:
    found = pick(form_of("Invoice Date    09/27/20 Order # 551201"), {"order_number": 1.0}, "number")
    assert found is not None
    assert found.value == "551201"


def meanings_of(text: str) -> set[str]:
    return {label.meaning for label in find_labels(pages_of(text)[0])}


def test_labels_of_other_languages_count_only_among_words_of_them() -> None:
    assert not meanings_of("Data   02/06/2021\nPorto: 12.00\nNetto: 12.00\nSwift: 1")
    assert "document_date" in meanings_of("FATTURA\nData   02/06/2021")
    assert "freight" in meanings_of("Betrag für zwei\nPorto: 12.00")


def test_a_folio_is_a_parcel_of_land() -> None:
    assert "invoice_number" not in meanings_of("Folio: 30-4012-001")


def test_an_amount_before_tax_is_no_tax() -> None:
    assert "tax" not in meanings_of("Before Tax   2,500.00")
    assert "tax" in meanings_of("Idaho sales tax   25.00")
