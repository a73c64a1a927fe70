"""Papers that nobody ever wrote, with what they say: layouts, labels, decoys and figures drawn by lot.

They are no likeness of any office's paper. What they are good for is number: a few hundred of them show which turn of a
layout makes the reader sure of something wrong, which the labelled papers are too few to show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

VENDORS = (
    "Sable & Finch LLC",
    "Orchard Public Safety, Inc.",
    "Lumen Trace Systems",
    "Kestrel Optical Corporation",
    "Three Rivers Radio & Alarm Co.",
    "Vantage Point Forensics, LP",
    "BRIGHTLINE",
    "Halcyon Data Services, Inc.",
    "Pike County Communications LLC",
    "Aster Government Solutions",
    "M. Dorsey & Sons",
    "Northern Lights Surveillance Ltd.",
    "Ostler Group",
    "Coverbase, Inc",
    "Municipal Vision Partners LLC",
    "Fourth Street Software",
)
AGENCIES = (
    "City of Ellery",
    "Ellery Police Department",
    "Tamsin County Sheriff's Office",
    "Port of Graywater",
    "Greater Hollis Transit Authority",
    "Village of Pinehurst Falls",
    "Marrow Valley Unified School District",
    "Regional Communications District 9-1-1",
    "Township of Upper Wexley",
    "Hadley County Board of Supervisors",
    "University of Norland Police",
    "Borough of Stillmore",
    "Lake Orrin Fire Rescue",
    "Office of the District Attorney, Tamsin County",
)
STREETS = ("118 Cooper Street", "PO Box 4417", "2200 N. Harlan Ave Suite 300", "9 Mill Lane", "45-B Industrial Pkwy")
TOWNS = ("Ellery, OH 43001", "Graywater, WA 98502", "Hollis, NH 03049", "Wexley, PA 19044", "Norland, MN 55040")
GOODS = (
    "Fixed camera, pole mount",
    "Mobile reader kit",
    "Annual software subscription",
    "Installation and commissioning",
    "Data retention, 1 year",
    "Gunshot sensor node",
    "Training, on-site (per day)",
    "Extended warranty",
    "Drone dock",
    "Body camera battery",
    "Evidence storage, per TB",
)
DATE_FORMS = ("%m/%d/%Y", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%d-%b-%Y", "%Y-%m-%d")
NUMBERED = {
    "invoice": ("Invoice Number", "Invoice #", "Invoice No.", "Inv. No", "Document No.", "Reference", "Bill Number"),
    "quote": ("Quote #", "Quotation No.", "Proposal Number", "Estimate #", "Quote ID"),
    "purchase_order": ("PO Number", "Purchase Order No.", "P.O. #", "Order Number"),
}
DATED = {
    "invoice": ("Invoice Date", "Date", "Date of Issue", "Billing Date"),
    "quote": ("Date", "Quote Date", "Prepared", "Issued"),
    "purchase_order": ("Date", "Order Date", "PO Date", "Date Issued"),
}
SUMMED = {
    "invoice": ("Total", "Amount Due", "Total Due", "Balance Due", "Invoice Total", "TOTAL DUE (USD)", "Please Pay"),
    "quote": ("Total", "Grand Total", "Quote Total", "Total Investment", "Project Total"),
    "purchase_order": ("Total", "PO Total", "Order Total", "Grand Total", "TOTAL"),
}
TITLES = {
    "invoice": ("INVOICE", "Invoice", "Tax Invoice", "BILL"),
    "quote": ("QUOTE", "Quotation", "PROPOSAL", "Price Quote", "Estimate"),
    "purchase_order": ("PURCHASE ORDER", "Purchase Order"),
}
ITEM_HEADS = (
    ("Description", "Qty", "Unit Price", "Amount"),
    ("Item", "Quantity", "Rate", "Amount"),
    ("Product", "QTY", "Price", "Ext. Price"),
    ("Service", "Hours", "Rate", "Total"),
    ("Qty", "Description", "Each", "Extended"),
)

Block = dict[str, Any]
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Invented:
    """A paper for the typesetter, its kind and layout, the right answers of each field, and its rows' amounts.

    An empty tuple of answers means that the paper prints none: any value is wrong.
    """

    paper: Block
    kind: str
    layout: str
    truth: Mapping[str, tuple[str, ...]]
    items: tuple[Decimal, ...] = ()
    payments: tuple[tuple[str, Decimal], ...] = ()


@dataclass
class Draft:
    """What a commercial paper says before it has a shape."""

    lot: Random
    kind: str
    vendor: str = field(init=False)
    agency: str = field(init=False)
    number: str = field(init=False)
    date: dt.date = field(init=False)
    items: list[tuple[str, int, Decimal, Decimal]] = field(init=False)

    def __post_init__(self) -> None:
        lot = self.lot
        self.vendor, self.agency, self.number = lot.choice(VENDORS), lot.choice(AGENCIES), number(lot)
        self.date = dt.date(2019, 1, 1) + dt.timedelta(days=lot.randint(0, 2400))
        self.due = self.date + dt.timedelta(days=lot.choice((15, 30, 45)))
        self.form = lot.choice(DATE_FORMS)
        self.has_sign = lot.random() < 0.6
        self.items = [self._item() for _ in range(lot.randint(1, 5))]
        self.subtotal = sum((item[3] for item in self.items), Decimal(0))
        self.tax = (self.subtotal * 7 / 100).quantize(Decimal("0.01")) if lot.random() < 0.4 else Decimal(0)
        self.freight = Decimal(lot.choice((0, 0, 0, 45, 210)))
        self.total = self.subtotal + self.tax + self.freight

    def _item(self) -> tuple[str, int, Decimal, Decimal]:
        quantity, cents = self.lot.choice((1, 1, 2, 3, 10, 24)), self.lot.randint(1_000, 2_000_000)
        price = Decimal(cents if self.lot.random() < 0.4 else cents // 10_000 * 10_000 + 10_000) / 100
        return self.lot.choice(GOODS), quantity, price, price * quantity

    def printed(self, day: dt.date) -> str:
        return day.strftime(self.form)

    def block(self, name: str) -> list[str]:
        return [name, self.lot.choice(STREETS), self.lot.choice(TOWNS)]


def number(lot: Random) -> str:
    """A number as offices print them."""
    form = lot.choice(("{0}", "INV-{0}", "24-{0}", "K{0}", "{0}/{1}", "SI{0}-{1}"))
    return form.format(lot.randint(1_000, 99_999), lot.randint(1, 99))


def money(amount: Decimal, has_sign: bool = True) -> str:
    return f"{'-' if amount < 0 else ''}{'$' if has_sign else ''}{abs(amount):,.2f}"


# --- invoices and quotes ----------------------------------------------------------------------------------------------


def sale(lot: Random) -> Invented:
    """An invoice or a quote, in one of seven layouts, with labels that mean other things beside the ones that count."""
    kind = lot.choice(("invoice", "invoice", "quote"))
    draft = Draft(lot, kind)
    labels: Fields = {lot.choice(NUMBERED[kind]): draft.number, lot.choice(DATED[kind]): draft.printed(draft.date)}
    truth = truth_of(draft)
    if kind == "invoice":
        truth |= {"po_number": (), "due_date": ()}
        if lot.random() < 0.6:
            order_number = str(lot.randint(10_000, 999_999))
            labels[lot.choice(("PO Number", "Customer PO", "Your Order No.", "P.O."))] = order_number
            truth["po_number"] = (order_number,)
        if lot.random() < 0.6:
            labels[lot.choice(("Due Date", "Payment Due", "Due"))] = draft.printed(draft.due)
            truth["due_date"] = (draft.due.isoformat(),)
    elif lot.random() < 0.6:
        labels[lot.choice(("Valid Until", "Expires", "Good Through"))] = draft.printed(draft.due)
    labels |= idle(draft, 4, ("Account No.", "Customer ID", "Sales Order", "Ship Date", "Ship Via", "Printed", "Terms"))
    layout = lot.choice(tuple(_SALES))
    blocks = _SALES[layout](draft, shuffled(lot, labels))
    blocks += [item_table(draft), *_ending(draft, truth)]
    if layout in ("logo", "side") or lot.random() < 0.3:
        street, town = lot.choice(STREETS), lot.choice(TOWNS)
        said = ("Make checks payable to {0}", "Remit payment to: {0}, {1}, {2}", "Thank you for choosing {0}!")
        blocks.append({"text": lot.choice(said).format(draft.vendor, street, town)})
    elif lot.random() < 0.3:
        other = ("Powered by LedgerPress Cloud", "Sold under a contract held by Civic Source Inc.")
        blocks.append({"text": lot.choice(other)})
    return Invented({"pages": [blocks]}, kind, layout, truth, tuple(item[3] for item in draft.items))


def truth_of(draft: Draft) -> dict[str, tuple[str, ...]]:
    taxes = (str(draft.tax),) if draft.tax else ("0.00",)
    return {
        "number": (draft.number,),
        "date": (draft.date.isoformat(),),
        "vendor": (draft.vendor,),
        "agency": (draft.agency,),
        "total": (str(draft.total),),
        "subtotal": (str(draft.subtotal),),
        "tax": taxes,
    }


def idle(draft: Draft, most: int, names: Sequence[str]) -> Fields:
    """Labels whose values are nobody's field."""
    lot, chosen = draft.lot, {}
    for name in lot.sample(names, lot.randint(0, min(most, len(names)))):
        if "Date" in name or name in ("Printed", "Required By"):
            chosen[name] = draft.printed(draft.date + dt.timedelta(days=lot.choice((-9, -4, 60, 90))))
        elif name in ("Terms", "Ship Via", "Department", "Buyer", "F.O.B."):
            chosen[name] = {"Terms": "Net 30", "Ship Via": "GROUND", "Department": "POLICE"}.get(name, "R. Okafor")
        else:
            chosen[name] = str(lot.randint(10_000, 999_999))
    return chosen


def shuffled(lot: Random, labels: Fields) -> Fields:
    pairs = list(labels.items())
    lot.shuffle(pairs)
    return dict(pairs)


def _bill_to(draft: Draft) -> str:
    return draft.lot.choice(("Bill To", "Bill To:", "Sold To", "Customer", "Invoice To", "Prepared For", "Client"))


def _letter(draft: Draft, labels: Fields) -> list[Block]:
    ship = {"Ship To": [draft.agency, draft.lot.choice(STREETS)]}
    title = {"title": draft.lot.choice(TITLES[draft.kind])}
    columns = {"columns": [{_bill_to(draft): draft.block(draft.agency)}, ship]}
    return [{"letterhead": draft.block(draft.vendor)}, title, {"fields": labels}, columns]


def _boxes(draft: Draft, labels: Fields) -> list[Block]:
    vendor = draft.block(draft.vendor)
    columns = {"columns": [{_bill_to(draft): draft.block(draft.agency)}, {"Remit To": vendor}]}
    return [{"letterhead": vendor}, {"title": draft.lot.choice(TITLES[draft.kind])}, columns, grid(labels)]


def grid(labels: Fields) -> Block:
    cells = [{name: printed} for name, printed in labels.items()]
    return {"grid": [cells[at : at + 3] for at in range(0, len(cells), 3)]}


def _two_sides(draft: Draft, labels: Fields) -> list[Block]:
    left = [*draft.block(draft.vendor), "", _bill_to(draft), *draft.block(draft.agency)]
    right = [draft.lot.choice(TITLES[draft.kind]), *(f"{name}: {printed}" for name, printed in labels.items())]
    return [side_by_side(left, right)]


def side_by_side(left: Sequence[str], right: Sequence[str]) -> Block:
    rows: list[list[list[Any]]] = []
    for at in range(max(len(left), len(right))):
        row: list[list[Any]] = [[0, left[at]]] if at < len(left) and left[at] else []
        if at < len(right):
            row.append([320, right[at]])
        rows.append(row or [[0, " "]])
    return {"rows": rows}


def _under_heads(draft: Draft, labels: Fields) -> list[Block]:
    to = draft.lot.choice(("To", _bill_to(draft)))
    columns = {"columns": [{"From": draft.block(draft.vendor)}, {to: draft.block(draft.agency)}]}
    return [{"title": draft.lot.choice(TITLES[draft.kind])}, columns, *heads_over_values(labels)]


def heads_over_values(labels: Fields) -> list[Block]:
    pairs = list(labels.items())
    groups = [pairs[at : at + 4] for at in range(0, len(pairs), 4)]
    return [
        {"rows": [[[125 * at, pair[part]] for at, pair in enumerate(group)] for part in (0, 1)]} for group in groups
    ]


def _logo(draft: Draft, labels: Fields) -> list[Block]:
    columns = {"columns": [{_bill_to(draft): draft.block(draft.agency)}]}
    return [{"title": draft.lot.choice(TITLES[draft.kind])}, {"fields": labels}, columns]


def _buyer_first(draft: Draft, labels: Fields) -> list[Block]:
    seller = draft.lot.choice(("Seller", "Vendor", "Company", "Issued by"))
    name, street, town = draft.block(draft.vendor)
    block = {"rows": [[[0, f"{seller}:"], [80, name]], [[80, street]], [[80, town]]]}
    top = {"rows": [[[0, line]] for line in draft.block(draft.agency)]}
    return [top, {"title": draft.lot.choice(TITLES[draft.kind])}, {"fields": labels}, block]


def _side(draft: Draft, labels: Fields) -> list[Block]:
    details = [f"{name} {printed}" for name, printed in labels.items()]
    columns = {"columns": [{_bill_to(draft): draft.block(draft.agency)}, {"Details": details}]}
    return [{"title": f"{draft.lot.choice(TITLES[draft.kind])} {draft.number}"}, columns]


_SALES: Mapping[str, Callable[[Draft, Fields], list[Block]]] = {
    "letter": _letter,
    "boxes": _boxes,
    "two sides": _two_sides,
    "under heads": _under_heads,
    "logo": _logo,
    "buyer first": _buyer_first,
    "side": _side,
}


def item_table(draft: Draft) -> Block:
    heads = draft.lot.choice(ITEM_HEADS)
    swapped = heads[0] == "Qty"
    rows = []
    for name, quantity, price, amount in draft.items:
        row = [name, str(quantity), money(price, draft.has_sign), money(amount, draft.has_sign)]
        rows.append([row[1], row[0], *row[2:]] if swapped else row)
    return {
        "table": {"head": list(heads), "rows": rows, "widths": [50, 240, 90, 102] if swapped else [230, 60, 90, 102]}
    }


def _ending(draft: Draft, truth: dict[str, tuple[str, ...]]) -> list[Block]:
    """The sums, sometimes with sums of something else around them."""
    lot = draft.lot
    sums = sums_of(draft, lot.choice(SUMMED[draft.kind]))
    chance = lot.random()
    if draft.kind == "invoice" and chance < 0.15:
        before = Decimal(lot.randint(10_000, 900_000)) / 100
        told = [("Previous balance", money(before)), ("Payment received - thank you", money(-before))]
        return [_sum_rows(told), sums]
    if draft.kind == "invoice" and chance < 0.3:
        deposit = (draft.total / 4).quantize(Decimal("0.01"))
        truth["total"] = (str(draft.total), str(draft.total - deposit))
        rest = [("Less deposit", money(-deposit)), ("Balance Due", money(draft.total - deposit))]
        return [sums_of(draft, "Invoice Total"), _sum_rows(rest)]
    if draft.kind == "quote" and chance < 0.3:
        later = money((draft.subtotal * 9 / 10).quantize(Decimal("0.01")))
        return [sums, _sum_rows([("Optional year 2", later), ("Optional year 3", later)])]
    if chance < 0.45:
        saved = money((draft.subtotal / 5).quantize(Decimal("0.01")))
        late = f"Late fee $35.00 after {draft.printed(draft.due)}."
        return [sums, {"text": f"Your savings versus list: {saved}. Minimum order $500.00. {late}"}]
    return [sums]


def sums_of(draft: Draft, last: str) -> Block:
    rows = []
    if draft.tax or draft.freight or draft.lot.random() < 0.4:
        rows.append((draft.lot.choice(("Subtotal", "Sub Total", "Net")), money(draft.subtotal)))
    if draft.tax:
        rows.append((draft.lot.choice(("Sales Tax", "Tax (7%)", "Tax")), money(draft.tax)))
    if draft.freight:
        rows.append((draft.lot.choice(("Shipping", "Freight", "S&H")), money(draft.freight)))
    return _sum_rows([*rows, (last, money(draft.total))])


def _sum_rows(rows: Sequence[tuple[str, str]]) -> Block:
    return {"rows": [[[300, name], [420, printed]] for name, printed in rows]}
