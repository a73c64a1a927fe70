"""Thirteen papers that an invented release of a city holds: two departments, three makers, four deals.

Both departments buy from one maker, and one invoice of each department bears no order number. One scanned number reads
a letter for a digit. Names, numbers and sums are made up; only the vendors' names are those of real firms.
"""

from __future__ import annotations

from tests.purchases.release import Sheet, bill, order

CITY = "City of Reno"
POLICE, WORKS = "Reno Police Department", "Public Works Department"
READERS = "Flock Safety Falcon license plate reader"
CAMERAS = "Verkada security camera, outdoor dome"


def _line(what: str, quantity: str, price: str, amount: str) -> list[list[str]]:
    return [["1", what, quantity, price, amount]]


RELEASE: dict[str, Sheet] = {
    "po-22-00417.pdf": order(
        CITY, POLICE, "22-00417", "02/14/2022", "Flock Group Inc",
        _line(READERS, "20", "2,500.00", "50,000.00"), "$50,000.00",
    ),
    "inv-1001.pdf": bill(
        "Flock Group Inc", "INV-1001", "03/01/2022", [CITY, POLICE],
        _line(READERS, "10", "2,500.00", "25,000.00"), "$25,000.00", PO_Number="22-00417",
    ),
    "inv-1002.pdf": bill(  # an O for a zero, and no hyphen
        "Flock Group Inc", "INV-1002", "09/01/2022", [CITY, POLICE],
        _line(READERS, "10", "2,500.00", "25,000.00"), "$25,000.00", PO_Number="22O0417",
    ),
    "po-22-00533.pdf": order(
        CITY, POLICE, "22-00533", "05/02/2022", "Axon Enterprise, Inc.",
        _line("Axon Body 3 body worn camera", "100", "700.00", "70,000.00"), "$70,000.00",
    ),
    "inv-us77.pdf": bill(
        "Axon Enterprise, Inc.", "INUS077001", "06/01/2022", [CITY, POLICE],
        _line("Axon Body 3 body worn camera", "100", "700.00", "70,000.00"), "$70,000.00", PO_Number="22-00533",
    ),
    "po-23-00108.pdf": order(
        CITY, WORKS, "23-00108", "01/09/2023", "Flock Group Inc",
        _line(READERS, "5", "2,500.00", "12,500.00"), "$12,500.00",
    ),
    "inv-2001.pdf": bill(
        "Flock Group Inc", "INV-2001", "02/01/2023", [CITY, WORKS],
        _line(READERS, "4", "2,500.00", "10,000.00"), "$10,000.00", PO_Number="23-00108",
    ),
    "inv-2002.pdf": bill(  # without a number of an order: only the department says whose it is
        "Flock Group Inc", "INV-2002", "06/01/2023", [CITY, WORKS],
        _line(READERS, "1", "2,500.00", "2,500.00"), "$2,500.00",
    ),
    "po-23-00222.pdf": order(
        CITY, WORKS, "23-00222", "03/06/2023", "Verkada Inc.",
        _line(CAMERAS, "12", "1,000.00", "12,000.00"), "$12,000.00",
    ),
    "inv-v1.pdf": bill(
        "Verkada Inc.", "V-90001", "04/03/2023", [CITY, WORKS],
        _line(CAMERAS, "6", "1,000.00", "6,000.00"), "$6,000.00", PO_Number="23-00222",
    ),
    "inv-v2.pdf": bill(
        "Verkada Inc.", "V-90002", "05/01/2023", [CITY, WORKS],
        _line(CAMERAS, "6", "1,000.00", "6,000.00"), "$6,000.00", PO_Number="23-00222",
    ),
    "inv-v2-again.pdf": bill(  # the same invoice, printed again
        "Verkada Inc.", "V-90002", "05/01/2023", [CITY, WORKS],
        _line(CAMERAS, "6", "1,000.00", "6,000.00"), "$6,000.00", PO_Number="23-00222", Copy="2",
    ),
    "inv-paper.pdf": bill(  # no surveillance
        "Truckee Paper Supply", "88120", "05/01/2023", [CITY, WORKS],
        _line("Copy paper, cartons", "10", "40.00", "400.00"), "$400.00",
    ),
}  # fmt: skip
