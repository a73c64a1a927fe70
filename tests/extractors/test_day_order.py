"""Dates that two orders explain: read by the paper's own use, held where nothing proves it."""

from __future__ import annotations

import pytest

from extractors.day_order import with_day_order
from extractors.fields import pick
from extractors.labels import Form
from extractors.names import has_us_place
from extractors.tongues import has_foreign_name, is_foreign
from tests.extractors.setting import pages_of
from watchbill.model import AUTO_ACCEPT, Kind, Record

DAY = "Invoice date: 03/04/2024"


@pytest.mark.parametrize(
    ("text", "day", "is_sure"),
    [
        (f"McAllen TX\nINVOICE / FACTURA\nFactura # 88121\n{DAY}", "2024-03-04", True),
        (f"INVOICE / FACTURA\nFactura # 88121\n{DAY}", "2024-03-04", False),
        (
            "Calle Sol 12, San Juan, Puerto Rico\nFACTURA\nFactura date: 1\nFecha de expedición: 03/04/2024",
            "2024-03-04",
            True,
        ),
        ("FACTURE\nNuméro de facture 12\nTotal 12,00 €\nDate de la facture : 03/04/2024", "2024-04-03", True),
        ("FACTURE\nMontant TTC 12,00\nDate de la facture : 03/04/2024", "2024-04-03", False),
        ("FACTURE\nMontant TTC 12,00 €\nDate de la facture : 03/04/2024", "2024-04-03", True),
        ("FACTURE\nMontant TTC 12,00\nDate de la facture : 03/04/2024\n29/04/2024", "2024-04-03", True),
        ("RECHNUNG\nBetrag 12,00\nRechnungsdatum: 03.04.2024", "2024-04-03", True),
        (f"Leeds LS1 4AP\nVAT No GB 123 4567 89\n{DAY}\nTotal £12.00", "2024-03-04", False),
        (f"Toronto, ON M5H 1A1\n{DAY}\nTotal $12.00", "2024-03-04", False),
        (f"Toronto, ON M5H 1A1\n{DAY}\nDue 03/28/2024", "2024-03-04", True),
        (f"Dallas, TX 75201\n{DAY}\nManufacturer part 12", "2024-03-04", True),
        (DAY, "2024-03-04", True),
    ],
)
def test_a_date_of_two_orders_is_sure_only_where_the_paper_tells(text: str, day: str, is_sure: bool) -> None:
    pages = pages_of(text)
    value = pick(Form.of(pages), {"invoice_date": 1.0}, "date")
    assert value is not None
    held = with_day_order(Record(Kind.INVOICE, (1, 1), 0.9, {"date": value}, ()), pages).fields["date"]
    assert (held.value, held.confidence >= AUTO_ACCEPT) == (day, is_sure)
    assert is_sure or held.reason


def test_a_manufacturer_is_no_factura() -> None:
    assert not has_foreign_name(pages_of("Manufacturer   Manufactured by"))
    assert has_foreign_name(pages_of("Factura # 12"))
    assert not is_foreign(pages_of("Factura # 12\nFactura date 1"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Dallas, TX", True),
        ("McAllen TX", True),
        ("San Juan, Puerto Rico", True),
        ("20121 Milano MI", False),
        ("1 of IN", False),
    ],
)
def test_a_town_with_its_state_is_american(text: str, is_one: bool) -> None:
    assert has_us_place(text) is is_one
