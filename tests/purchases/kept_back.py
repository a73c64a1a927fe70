"""Two invented releases, as a records officer would hand them out; every agency, vendor, number and sum is made up.

CITY: thirteen scans of two departments that buy from the same vendors, with a bill in three parts, an order without an
invoice, an invoice without an order, a paper scanned twice, and one that is no surveillance. RESALE: a purchase through
a reseller on a cooperative contract, the same reseller a year later, another department, and the maker itself.
"""

from __future__ import annotations

from tests.purchases.release import Sheet, bill, order

CITY_NAME, POLICE, WORKS = "City of Larkspur Falls", "Police Department", "Public Works Department"
OPTICS, AERIAL = "Tallgrass Optics LLC", "Nimbus Aerial Systems Inc"
WORN, POLE, DRONE = "Body worn camera, model BW-2", "Fixed pole camera (CCTV)", "Drone, unmanned aircraft Stratus X4"


def _line(what: str, quantity: str, price: str, amount: str) -> list[list[str]]:
    return [["1", what, quantity, price, amount]]


CITY: dict[str, Sheet] = {
    "001.pdf": order(CITY_NAME, POLICE, "0012-345", "02/14/2023", OPTICS,
                     _line(WORN, "40", "900.00", "36,000.00"), "$36,000.00"),
    "002.pdf": bill(OPTICS, "TG-2201", "03/06/2023", [CITY_NAME, POLICE],
                    _line(WORN, "15", "900.00", "13,500.00"), "$13,500.00", PO_Number="0012-345"),
    "003.pdf": bill(OPTICS, "TG-2230", "04/10/2023", [CITY_NAME, POLICE],
                    _line(WORN, "15", "900.00", "13,500.00"), "$13,500.00", PO_Number="PO# 0012345"),
    "004.pdf": bill(OPTICS, "TG-2277", "05/22/2023", [CITY_NAME, POLICE],
                    _line(WORN, "10", "900.00", "9,000.00"), "$9,000.00", PO_Number="12345"),
    "005.pdf": order(CITY_NAME, WORKS, "0012-402", "03/20/2023", OPTICS,
                     _line(POLE, "15", "1,250.00", "18,750.00"), "$18,750.00"),
    "006.pdf": bill(OPTICS, "TG-2251", "05/01/2023", [CITY_NAME, WORKS],
                    _line(POLE, "15", "1,250.00", "18,750.00"), "$18,750.00", PO_Number="12402"),
    "007.pdf": order(CITY_NAME, POLICE, "0013-018", "05/02/2023", AERIAL,
                     _line(DRONE, "2", "14,250.00", "28,500.00"), "$28,500.00"),
    "008.pdf": bill("NIMBUS AERIAL SYSTEMS, INC.", "NAS-00871", "05/30/2023", [CITY_NAME, POLICE],
                    _line(DRONE, "2", "14,250.00", "28,500.00"), "$28,500.00", PO_Number="0013-018"),
    "009.pdf": bill("NIMBUS AERIAL SYSTEMS, INC.", "NAS-00871", "05/30/2023", [CITY_NAME, POLICE],
                    _line(DRONE, "2", "14,250.00", "28,500.00"), "$28,500.00", PO_Number="0013-018", Copy="2"),
    "010.pdf": order(CITY_NAME, WORKS, "0013-077", "05/25/2023", AERIAL,
                     _line(DRONE, "1", "9,900.00", "9,900.00"), "$9,900.00"),
    "011.pdf": order(CITY_NAME, WORKS, "0013-121", "06/08/2023", "Harborline Office Supply Co.",
                     _line("Toner cartridge, black", "15", "74.50", "1,117.50"), "$1,117.50"),
    "012.pdf": bill("Harborline Office Supply Co.", "88213", "06/19/2023", [CITY_NAME, WORKS],
                    _line("Toner cartridge, black", "15", "74.50", "1,117.50"), "$1,117.50", PO_Number="13121"),
    "013.pdf": bill("Sentrygate Acoustics Inc.", "SGA-0417", "04/17/2023", [CITY_NAME, POLICE],
                    _line("Gunshot detection subscription, year 1", "3", "15,000.00", "45,000.00"), "$45,000.00"),
}  # fmt: skip

COUNTY, SHERIFF, FIRE = "Fallow County", "Fallow County Sheriff's Office", "Fallow County Fire Department"
RESELLER, MAKER = "Crestline Public Safety Supply, LLC", "Aerolith Robotics, Inc."
HERON = "Aerolith Heron drone with thermal camera"

_REPORT = (
    "Summary: The Sheriff's Office asks the Board to approve the purchase of three Aerolith Heron drones. The drones "
    f"are manufactured by {MAKER} and sold by {RESELLER} under HGACBuy contract EF04-21. Quote 88-20417 is attached."
)
_ADVICE = (
    f"Recommendation: Approve Resolution 23-118 and authorize the Sheriff to buy the drones from {RESELLER} in an "
    "amount not to exceed $65,000.00."
)
_RESOLVED = (
    "NOW, THEREFORE, BE IT RESOLVED that the Sheriff is authorized to purchase three drones from "
    f"{RESELLER} under HGACBuy contract EF04-21 in an amount not to exceed $65,000.00."
)
_LICENCE = (
    f'This Software License Agreement is entered into as of September 18, 2023 between {MAKER} ("Licensor") and '
    f'{SHERIFF} ("Licensee").'
)


def _prose(*parts: dict[str, object]) -> Sheet:
    return {"pages": [list(parts)]}


RESALE: dict[str, Sheet] = {
    "a.pdf": _prose(
        {"letterhead": ["FALLOW COUNTY BOARD OF COMMISSIONERS"]}, {"title": "STAFF REPORT"},
        {"fields": {"Agenda date": "August 22, 2023", "Department": "Sheriff's Office", "Title": "Purchase of drones"}},
        {"text": _REPORT}, {"text": _ADVICE},
    ),
    "b.pdf": _prose(
        {"letterhead": ["BEFORE THE BOARD OF COMMISSIONERS", "FALLOW COUNTY, IDAHO"]},
        {"title": "RESOLUTION NO. 23-118"}, {"text": f"A RESOLUTION approving the purchase of drones from {RESELLER}."},
        {"text": _RESOLVED}, {"text": "ADOPTED this 22nd day of August, 2023, by a vote of 3 to 0."},
    ),
    "c.pdf": {
        "pages": [[
            {"letterhead": [RESELLER, "12 Depot Street"]}, {"title": "QUOTATION"},
            {"fields": {"Quote No": "88-20417", "Date": "08/01/2023", "Contract": "HGACBuy EF04-21"}},
            {"columns": [{"Quote To": [SHERIFF, "400 Court Ave"]}]},
            {"table": {"head": ["Description", "Qty", "Price", "Amount"], "widths": [280, 50, 80, 80],
                       "rows": [[HERON, "3", "21,450.00", "64,350.00"]]}},
            {"fields": {"Total": "$64,350.00"}},
        ]]
    },
    "d.pdf": order(COUNTY, SHERIFF, "231145", "08/28/2023", RESELLER,
                   _line(HERON, "3", "21,450.00", "64,350.00"), "$64,350.00"),
    "e.pdf": bill(RESELLER, "600911", "09/25/2023", [SHERIFF, "400 Court Ave"],
                  _line(HERON, "3", "21,450.00", "64,350.00"), "$64,350.00", PO_Number="0231145"),
    "f.pdf": _prose(
        {"title": "SOFTWARE LICENSE AGREEMENT"}, {"text": _LICENCE},
        {"text": "1. Grant. Licensor grants Licensee a license to use the flight software with drones of a dealer."},
        {"text": "2. No fees are due under this Agreement; the price of the equipment is paid to the dealer."},
        {"text": f"LICENSOR: {MAKER}   By: /s/ T. Bellamy   Date: 9/18/2023"},
        {"text": f"LICENSEE: {SHERIFF}   By: /s/ Sheriff A. Moran   Date: 9/18/2023"},
    ),
    "g.pdf": order(COUNTY, SHERIFF, "240877", "07/15/2024", RESELLER,
                   _line("Aerolith Heron drone maintenance plan", "1", "8,900.00", "8,900.00"), "$8,900.00"),
    "h.pdf": order(COUNTY, FIRE, "240912", "07/30/2024", RESELLER,
                   _line(HERON, "1", "21,450.00", "21,450.00"), "$21,450.00"),
    "i.pdf": bill(RESELLER, "612200", "08/20/2024", [FIRE, "2 Station Road"],
                  _line(HERON, "1", "21,450.00", "21,450.00"), "$21,450.00", PO_Number="PO 240912"),
    "j.pdf": bill(MAKER, "AR-3301", "03/04/2024", [SHERIFF, "400 Court Ave"],
                  _line("Repair of Aerolith Heron drone, gimbal", "1", "1,975.00", "1,975.00"), "$1,975.00"),
}  # fmt: skip
