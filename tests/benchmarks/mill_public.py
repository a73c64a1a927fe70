"""The papers of public bodies drawn by lot: orders, registers of checks, resolutions. See `mill.py`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from tests.benchmarks.mill import (
    AGENCIES,
    DATE_FORMS,
    DATED,
    NUMBERED,
    STREETS,
    SUMMED,
    TITLES,
    TOWNS,
    VENDORS,
    Block,
    Draft,
    Invented,
    grid,
    heads_over_values,
    idle,
    item_table,
    money,
    shuffled,
    side_by_side,
    sums_of,
    truth_of,
)


def order(lot: Random) -> Invented:
    """A purchase order of an agency, in one of four layouts."""
    draft = Draft(lot, "purchase_order")
    labels = {lot.choice(NUMBERED[draft.kind]): draft.number, lot.choice(DATED[draft.kind]): draft.printed(draft.date)}
    labels |= idle(
        draft, 5, ("Requisition No.", "Vendor No.", "Buyer", "Required By", "Quote Ref", "Terms", "Department")
    )
    labels = shuffled(lot, labels)
    vendor = lot.choice(("Vendor", "Vendor:", "To", "Supplier", "Seller", "Contractor"))
    blocks = [{vendor: draft.block(draft.vendor)}, {lot.choice(("Ship To", "Deliver To")): draft.block(draft.agency)}]
    if lot.random() < 0.5:
        blocks.append({"Bill To": ["Accounts Payable", lot.choice(STREETS), lot.choice(TOWNS)]})
    columns: Block = {"columns": blocks}
    title: Block = {"title": lot.choice(TITLES[draft.kind])}
    layout = lot.choice(("letter", "boxes", "two sides", "under heads"))
    top: list[Block]
    if layout == "letter":
        top = [{"letterhead": draft.block(draft.agency)}, title, {"fields": labels}, columns]
    elif layout == "boxes":
        top = [{"letterhead": draft.block(draft.agency)}, title, grid(labels), columns]
    elif layout == "two sides":
        right = [str(title["title"]), *(f"{name}: {printed}" for name, printed in labels.items())]
        top = [side_by_side(draft.block(draft.agency), right), columns]
    else:
        top = [title, {"rows": [[[0, draft.agency]]]}, *heads_over_values(labels), columns]
    ending = [item_table(draft), sums_of(draft, lot.choice(SUMMED[draft.kind]))]
    if lot.random() < 0.4:
        half = (draft.total / 2).quantize(Decimal("0.01"))
        codes = (("GL 100-4410-53900", half), ("GL 220-4410-53900", draft.total - half))
        ending.append({"rows": [[[0, code], [200, money(amount)]] for code, amount in codes]})
    amounts = tuple(item[3] for item in draft.items)
    return Invented({"pages": [[*top, *ending]]}, draft.kind, layout, truth_of(draft), amounts)


def register(lot: Random) -> Invented:
    """A register of checks with sections and sums of sections."""
    agency, form = lot.choice(AGENCIES), lot.choice(DATE_FORMS[:3])
    first = dt.date(2020, 1, 1) + dt.timedelta(days=lot.randint(0, 2000))
    heads = lot.choice((("Check No", "Date", "Payee", "Amount"), ("Warrant", "Issued", "Vendor Name", "Net Amount")))
    payments, rows, at = [], [], lot.randint(10_000, 90_000)
    for section in range(lot.randint(1, 3)):
        amounts = []
        for _ in range(lot.randint(2, 7)):
            at += lot.randint(1, 3)
            amount = Decimal(lot.randint(1_000, 5_000_000)) / 100
            payments.append((lot.choice(VENDORS), amount))
            amounts.append(amount)
            rows.append([str(at), first.strftime(form), payments[-1][0], money(amount, has_sign=False)])
        if lot.random() < 0.5:
            rows.append(["", "", f"Total fund {100 + section}", money(sum(amounts, Decimal(0)), has_sign=False)])
    total = sum((amount for _, amount in payments), Decimal(0))
    if lot.random() < 0.7:
        rows.append(["", "", lot.choice(("Grand Total", "TOTAL", "Report Total")), money(total, has_sign=False)])
    title = lot.choice(("CHECK REGISTER", "Warrant Register", "Accounts Payable Check Register"))
    table = {"table": {"head": list(heads), "rows": rows, "widths": [80, 90, 220, 102]}}
    paper = {"pages": [[{"letterhead": [agency, "Finance Department"]}, {"title": title}, table]]}
    return Invented(paper, "register", "table", {"agency": (agency,)}, payments=tuple(payments))


def resolution(lot: Random) -> Invented:
    """A resolution of a governing body: one purchase, among sums that are not it."""
    draft = Draft(lot, "resolution")
    amount, budget = money(draft.total), money(draft.total * 3)
    is_ceiling = lot.random() < 0.5
    cost = f"in an amount not to exceed {amount}" if is_ceiling else f"at a total cost of {amount}"
    earlier = (draft.date - dt.timedelta(days=200)).strftime("%B %d, %Y")
    bought = f"{draft.items[0][0].lower()} from {draft.vendor} {cost}"
    recitals = [
        f"WHEREAS, the {draft.agency} budgeted {budget} for public safety equipment in the current fiscal year; and",
        f"WHEREAS, on {earlier} staff sought bids, and Civic Source Inc. bid {money(draft.total + 5000)}; and",
        f"WHEREAS, {draft.vendor} was the lowest responsible bidder;",
        f"NOW, THEREFORE, BE IT RESOLVED that the {draft.agency} approves the purchase of {bought}.",
        f"PASSED AND ADOPTED this {draft.date.day} day of {draft.date.strftime('%B, %Y')}.",
    ]
    name = f"{draft.date.year}-{lot.randint(10, 400)}"
    head: list[Block] = [{"letterhead": [draft.agency.upper()]}, {"title": f"RESOLUTION NO. {name}"}]
    truth = {
        "number": (name,),
        "date": (draft.date.isoformat(),),
        "agency": (draft.agency,),
        "vendor": (draft.vendor,),
        "ceiling" if is_ceiling else "total": (str(draft.total),),
        "total" if is_ceiling else "ceiling": (),
    }
    return Invented({"pages": [[*head, *({"text": line} for line in recitals)]]}, "resolution", "prose", truth)
