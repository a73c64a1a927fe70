"""Papers drawn by lot that hold more sums, dates and names than the ones that count: stubs, ages of debts, resellers,
years side by side, insurance, budgets. See `mill.py`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from tests.benchmarks.mill import (
    AGENCIES,
    GOODS,
    STREETS,
    TOWNS,
    VENDORS,
    Block,
    Draft,
    Invented,
    money,
    number,
    truth_of,
)


def statement(lot: Random) -> Invented:
    """An invoice with the ages of older debts and a stub to tear off, which says some of it again."""
    draft = Draft(lot, "invoice")
    older = Decimal(lot.randint(1_000, 90_000)) / 100
    truth = {name: answers for name, answers in truth_of(draft).items() if name not in ("subtotal", "tax")}
    truth |= {"total": (str(draft.subtotal),), "due_date": (draft.due.isoformat(),), "po_number": ()}
    account = str(lot.randint(100_000, 999_999))
    labels = {"Account": account, "Invoice": draft.number, "Date": draft.printed(draft.date)}
    rows = [[name, str(quantity), money(price), money(amount)] for name, quantity, price, amount in draft.items]
    ages: Block = {
        "table": {
            "head": ["Current", "31-60 days", "61-90 days", "Over 90 days"],
            "rows": [[money(draft.subtotal), money(older), "$0.00", "$0.00"]],
        }
    }
    stub = [
        [[0, "- - - - - - - - - please detach and return with your payment - - - - - - - - -"]],
        [[0, draft.agency], [300, "Account"], [420, account]],
        [[300, "Invoice"], [420, draft.number]],
        [[300, "Please pay by"], [420, draft.printed(draft.due)]],
        [[0, f"Remit to {draft.vendor}"], [300, "Amount due"], [420, money(draft.subtotal)]],
        [[300, "Amount enclosed"], [420, "$__________"]],
    ]
    blocks: list[Block] = [
        {"letterhead": draft.block(draft.vendor)},
        {"title": lot.choice(("INVOICE", "Invoice"))},
        {"columns": [{lot.choice(("Bill To", "Customer")): draft.block(draft.agency)}]},
        {"fields": labels},
        {"table": {"head": ["Description", "Qty", "Unit Price", "Amount"], "rows": rows, "widths": [230, 60, 90, 102]}},
        {"rows": [[[300, lot.choice(("Total new charges", "Invoice total", "Total"))], [420, money(draft.subtotal)]]]},
        ages,
        {"rows": stub},
    ]
    return Invented({"pages": [blocks]}, "invoice", "stub", truth, tuple(item[3] for item in draft.items))


def resold(lot: Random) -> Invented:
    """A reseller's quote of another firm's goods for an agency, under a cooperative contract of a third."""
    draft = Draft(lot, "quote")
    maker = lot.choice([name for name in VENDORS if name != draft.vendor])
    truth = truth_of(draft) | {"total": (str(draft.subtotal),)}
    del truth["subtotal"], truth["tax"]
    rows = [[f"{maker} {name}", str(qty), money(price), money(amount)] for name, qty, price, amount in draft.items]
    expires = draft.printed(draft.date + dt.timedelta(days=60))
    sums = (("Total", draft.subtotal), ("List price total", draft.subtotal + 999))
    left = [
        draft.vendor,
        lot.choice(STREETS),
        lot.choice(TOWNS),
        "",
        f"Manufacturer: {maker}",
        "Contract: Civic Source Cooperative 2021-77",
    ]
    right = [
        f"Quotation {draft.number}",
        f"Date {draft.printed(draft.date)}",
        f"Expires {expires}",
        "Account manager J. Ferrer",
        "",
        f"End user: {draft.agency}",
    ]
    blocks: list[Block] = [
        {"rows": [[[0, one or " "], [300, other or " "]] for one, other in zip(left, right, strict=True)]},
        {"columns": [{"Quote To": draft.block(draft.agency)}, {"Ship To": draft.block(draft.agency)}]},
        {"table": {"head": ["Part", "Qty", "Price", "Extended"], "rows": rows, "widths": [230, 60, 90, 102]}},
        {"rows": [[[300, name], [420, money(amount)]] for name, amount in sums]},
        {"text": f"Prices are those of {maker}, which may change them. Payment to {draft.vendor} within 30 days."},
    ]
    return Invented({"pages": [blocks]}, "quote", "resold", truth, tuple(item[3] for item in draft.items))


def years(lot: Random) -> Invented:
    """A quote over several years, each year's price in a column of its own."""
    draft = Draft(lot, "quote")
    count = lot.choice((2, 3))
    yearly = [sum((item[2] for item in draft.items), Decimal(0))] * count
    total = sum(yearly, Decimal(0))
    rows = [[name, *([money(price)] * count), money(price * count)] for name, _, price, _ in draft.items]
    rows.append(["Total per year", *(money(amount) for amount in yearly), money(total)])
    truth = {name: answers for name, answers in truth_of(draft).items() if name not in ("subtotal", "tax")}
    truth["total"] = (str(total),)
    head = ["Service", *(f"Year {year}" for year in range(1, count + 1)), "All years"]
    widths = [190, *([78] * count), 80]
    blocks: list[Block] = [
        {"letterhead": draft.block(draft.vendor)},
        {"title": "Proposal"},
        {"fields": {"Prepared for": draft.agency, "Proposal No.": draft.number, "Date": draft.printed(draft.date)}},
        {"table": {"head": head, "rows": rows, "widths": widths}},
        {"rows": [[[300, "Total contract value"], [420, money(total)]]]},
    ]
    return Invented({"pages": [blocks]}, "quote", "years", truth, tuple(item[2] * count for item in draft.items))


def staff_report(lot: Random) -> Invented:
    """A report of staff to its council: what to buy, of whom, for how much, and how much money there is."""
    draft = Draft(lot, "staff_report")
    agency = lot.choice([name for name in AGENCIES if name.split()[0] in ("City", "Village", "Township", "Borough")])
    item = f"{lot.randint(20, 26)}-{lot.randint(100, 999)}"
    written = draft.date - dt.timedelta(days=12)
    blocks: list[Block] = [
        {"letterhead": [agency.upper(), "STAFF REPORT"]},
        {"fields": {"Agenda Item": item, "Meeting Date": draft.date.strftime("%B %d, %Y"), "From": "Chief of Police"}},
        {"fields": {"Subject": f"Purchase of {draft.items[0][0].lower()} from {draft.vendor}"}},
        {"text": f"RECOMMENDATION: Approve the purchase from {draft.vendor} in the amount of {money(draft.total)}."},
        {
            "text": f"BACKGROUND: Prepared {written.strftime('%B %d, %Y')}. In 2018 the department paid "
            f"{money(draft.total / 2)} for a similar system. Three firms answered; the highest price was "
            f"{money(draft.total * 2)}."
        },
        {"text": f"FISCAL IMPACT: {money(draft.total * 4)} is budgeted in account 100-4410-53900 for this year."},
    ]
    truth = {
        "number": (item,),
        "date": (draft.date.isoformat(),),
        "agency": (agency,),
        "vendor": (draft.vendor,),
        "total": (str(draft.total),),
        "ceiling": (),
    }
    return Invented({"pages": [blocks]}, "staff_report", "prose", truth)


def contract(lot: Random) -> Invented:
    """An agreement for services: most it may cost, its days, and the insurance that is no price."""
    draft = Draft(lot, "contract")
    start = draft.date + dt.timedelta(days=lot.randint(5, 40))
    end = start + dt.timedelta(days=729)
    name = number(lot)
    long = "%B %d, %Y"
    blocks: list[Block] = [
        {"title": lot.choice(("PROFESSIONAL SERVICES AGREEMENT", "AGREEMENT FOR SERVICES", "SERVICES CONTRACT"))},
        {"fields": {lot.choice(("Contract No.", "Agreement Number")): name}},
        {
            "text": f"This Agreement is made on {draft.date.strftime(long)} by and between the {draft.agency} "
            f'("Agency") and {draft.vendor}, with offices at {lot.choice(STREETS)}, {lot.choice(TOWNS)} ("Contractor").'
        },
        {"text": f"1. Services. Contractor shall provide {lot.choice(GOODS).lower()} as set out in Exhibit A."},
        {"text": f"2. Term. From {start.strftime(long)} through {end.strftime(long)}, unless ended earlier."},
        {
            "text": f"3. Compensation. Total compensation under this Agreement shall not exceed {money(draft.total)}. "
            f"Invoices are paid within 30 days; no invoice may exceed {money(Decimal(25_000))}."
        },
        {"text": "4. Insurance. Contractor carries $1,000,000.00 per occurrence and $2,000,000.00 in the aggregate."},
        {
            "rows": [
                [[0, "By: ____________________"], [280, "By: ____________________"]],
                [[0, "Agency"], [280, "Contractor"]],
            ]
        },
    ]
    truth = {
        "number": (name,),
        "agency": (draft.agency,),
        "vendor": (draft.vendor,),
        "ceiling": (str(draft.total),),
        "total": (),
        "start_date": (start.isoformat(), draft.date.isoformat()),
        "end_date": (end.isoformat(),),
    }
    return Invented({"pages": [blocks]}, "contract", "prose", truth)


def long_invoice(lot: Random) -> Invented:
    """An invoice whose items fill two pages, with what is carried over at the foot of the first."""
    draft = Draft(lot, "invoice")
    rows = []
    amounts = []
    for at in range(lot.randint(12, 30)):
        amount = Decimal(lot.randint(1_000, 900_000)) / 100
        amounts.append(amount)
        rows.append([str(at + 1), lot.choice(GOODS), money(amount)])
    total = sum(amounts, Decimal(0))
    half = len(rows) // 2
    head = {"head": ["No.", "Description", "Amount"], "widths": [40, 350, 102]}
    carried = money(sum(amounts[:half], Decimal(0)))
    truth = {name: answers for name, answers in truth_of(draft).items() if name not in ("subtotal", "tax")}
    truth["total"] = (str(total),)
    first: list[Block] = [
        {"letterhead": draft.block(draft.vendor)},
        {"title": "INVOICE"},
        {"columns": [{"Bill To": draft.block(draft.agency)}]},
        {"fields": {"Invoice No.": draft.number, "Invoice Date": draft.printed(draft.date), "Page": "1 of 2"}},
        {"table": {**head, "rows": rows[:half]}},
        {"rows": [[[300, lot.choice(("Carried forward", "Page total", "Continued"))], [420, carried]]]},
    ]
    second: list[Block] = [
        {"fields": {"Invoice No.": draft.number, "Page": "2 of 2"}},
        {"table": {**head, "rows": rows[half:]}},
        {"rows": [[[300, lot.choice(("Total", "Total due", "Invoice total"))], [420, money(total)]]]},
    ]
    return Invented({"pages": [first, second]}, "invoice", "two pages", truth, tuple(amounts))
