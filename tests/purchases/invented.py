"""Invented cities whose papers are drawn by lot, and what is true of each deal because it was made so.

A deal has some of: a call for offers, a quote, a staff report, a vote, a contract with amendments, orders with
revisions and changes, invoices with tax and credits, checks in registers that overlap, voided checks and their second
issue. Then
the papers come as papers do: scanned twice, with letters for digits in numbers and names, and in two releases.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.purchases.desk import Fields, paper, value
from watchbill.model import Kind, Record, Row

Draw = Callable[[st.SearchStrategy[Any]], Any]
POLICE, WORKS = "Eugene Police Department", "City of Eugene, Public Works Department"
READERS = "Falcon license plate readers"


@dataclass(frozen=True)
class Laid:
    """A paper as it lies on the desk: in whose release, and which scan of it."""

    record: Record
    agency: str
    copy: int = 0


@dataclass(frozen=True)
class Lot:
    """Between whom a deal is made. `buyers` and `sellers` are how papers print them."""

    number: int
    agency: str
    buyers: tuple[str, ...]
    sellers: tuple[str, ...]
    product: str
    rival: str = ""  # lots of one rivalry are deals of one agency with one maker: only numbers tell them apart


EUGENE, RENO = "us-or-eugene-pd", "us-nv-reno"
FLOCK = ("Flock Group Inc", "FLOCK SAFETY", "Flock Group Inc dba Flock Safety")
LOTS = (
    Lot(0, EUGENE, ("City of Eugene", POLICE, "OR - Eugene PD"), FLOCK, READERS, "Eugene buys readers"),
    Lot(1, EUGENE, ("City of Eugene", POLICE), ("Axon Enterprise, Inc.",), "Axon Body 3 body worn camera"),
    Lot(2, EUGENE, (POLICE,), ("Verkada Inc.", "VERKADA"), "Verkada security camera"),
    Lot(3, EUGENE, ("City of Eugene",), FLOCK, READERS, "Eugene buys readers"),
    Lot(4, RENO, ("City of Reno",), FLOCK, READERS),
    Lot(5, EUGENE, (WORKS,), FLOCK, READERS, "Eugene buys readers"),
    Lot(6, EUGENE, ("City of Eugene",), ("Insight Public Sector",), "Flock Safety Falcon LPR", "Eugene buys readers"),
    Lot(7, EUGENE, ("City of Eugene",), ("Ridgeline Optics LLC",), "license plate readers"),
)


@dataclass
class Truth:
    """What is true of one deal, in cents; an amount nobody states is left out."""

    lot: Lot
    amounts: dict[str, int] = field(default_factory=dict)
    rungs: set[str] = field(default_factory=set)
    papers: list[Record] = field(default_factory=list)  # in no order; the first is surely among the purchase's
    loose: list[Record] = field(default_factory=list)  # listings of payments

    def add(self, amount: str, cents: int) -> None:
        self.amounts[amount] = self.amounts.get(amount, 0) + cents


@dataclass(frozen=True)
class City:
    """Papers on their way to the desk, and what is true."""

    papers: tuple[Laid, ...] = field(repr=False)
    deals: tuple[Truth, ...] = field(repr=False)


def stating(record: Record, stated: Fields) -> Record:
    """The record with what its text states beside its fields."""
    rows = (Row({name: value(name, text, 40 + place)}) for place, (name, text) in enumerate(stated.items()))
    return dataclasses.replace(record, facts=tuple(rows))


def money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


@st.composite
def cities(draw: Draw, most: int = 3) -> City:
    """A city with one to `most` deals."""
    lots = draw(st.lists(st.sampled_from(LOTS), min_size=1, max_size=most, unique_by=lambda lot: lot.number))
    rivals = [lot.rival for lot in lots if lot.rival]
    deals = [_Deal(draw, lot, is_only=rivals.count(lot.rival) < 2).made() for lot in lots]
    laid = [Laid(record, deal.lot.agency) for deal in deals for record in (*deal.papers, *deal.loose)]
    return City(tuple(laid + _again(draw, laid)), tuple(deals))


class _Deal:
    """One deal in the making: what was drawn so far decides what can follow."""

    def __init__(self, draw: Draw, lot: Lot, is_only: bool) -> None:
        self.draw, self.lot, self.is_only = draw, lot, is_only
        self.truth = Truth(lot)
        self.day = dt.date(2025, 1, 6)
        self.contract = f"202{lot.number}-0{lot.number}1244"
        self.orders: list[tuple[str, int]] = []  # (number, cents)
        self.bills: list[tuple[str, str, int]] = []  # (number, number of its order, cents)

    def made(self) -> Truth:
        has_contract = self.some(2)
        if has_contract:
            self.sign()
        for place in range(self.draw(st.integers(1, 2)) if has_contract else 1):
            self.order(place, self.contract if has_contract else "")
        for number, cents in self.orders:
            self.bill(number, cents)
        self.pay()
        self.ask(has_contract)
        self.end(has_contract)
        return self.truth

    def some(self, one_in: int = 3) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == 1)

    def later(self) -> str:
        self.day += dt.timedelta(days=self.draw(st.integers(3, 40)))
        return self.day.isoformat()

    def fields(self, number: str, **more: str) -> dict[str, str]:
        head = {"agency": self.draw(st.sampled_from(self.lot.buyers)), "number": number}
        head |= {"vendor": self.draw(st.sampled_from(self.lot.sellers))} | more
        return {name: text for name, text in head.items() if text}

    def keep(
        self, kind: Kind, fields: Fields, rung: str = "", items: Sequence[Fields] = (), stated: Fields | None = None
    ) -> Record:
        made = stating(paper(kind, fields, items), stated or {})
        self.truth.papers.append(made)
        if rung:
            self.truth.rungs.add(rung)
        return made

    def line(self, cents: int, more: str = "") -> list[Fields]:
        return [{"description": f"{self.lot.product}{more}", "amount": money(cents)}]

    def sign(self) -> None:
        cents = self.draw(st.sampled_from((10000000, 34200000, 4999900)))
        name = self.draw(st.sampled_from(("total", "ceiling")))
        date = {"date": self.later()} if self.some(2) else {}
        self.keep(Kind.CONTRACT, self.fields(self.contract, **date, **{name: money(cents)}), "signed", self.line(cents))
        for number in range(1, self.draw(st.integers(0, 2)) + 1):
            changed = {"contract_number": self.contract, "date": self.later()}
            how = self.draw(st.sampled_from(("price", "ceiling", "adds", "adds to")))
            step = 0 if how == "price" else self.draw(st.sampled_from((1000000, 4500000)))
            cents += step
            changed |= {"price": {"total": money(4500000)}, "ceiling": {"ceiling": money(cents)}}.get(how, {})
            said = {"changed_by": money(step)} if how.startswith("adds") else {}
            said |= {"changed_to": money(cents)} if how == "adds to" else {}
            self.keep(Kind.AMENDMENT, self.fields(str(number), **changed), "signed", stated=said)
        self.truth.amounts["ceiling"] = cents

    def order(self, place: int, contract: str) -> None:
        number = f"25{self.lot.number}000233{place}"
        cents = self.draw(st.sampled_from((3000000, 17100000, 1200050)))
        more = {"contract_number": contract} if contract else {}
        head = self.fields(number, **more, date=self.later())
        if self.some():
            self.quote(f"Q-{self.lot.number}2451{place}", cents)
            items = self.line(cents, f" per Quote # Q-{self.lot.number}2451{place}")
        else:
            items = self.line(cents)
        self.keep(Kind.PURCHASE_ORDER, head | {"total": money(cents)}, "ordered", items)
        changed = self.draw(st.sampled_from(("", "", "revision", "change order")))
        if changed:
            cents += self.draw(st.sampled_from((-100000, 500000)))
        if changed == "revision":
            self.keep(Kind.PURCHASE_ORDER, head | {"date": self.later(), "total": money(cents)}, items=self.line(cents))
        if changed == "change order":
            new = {"po_number": number, "date": self.later(), "total": money(cents)}
            self.keep(Kind.AMENDMENT, self.fields("1", **new), "signed")
        self.orders.append((number, cents))
        self.truth.add("ordered", cents)

    def quote(self, number: str, cents: int) -> None:
        self.keep(Kind.QUOTE, self.fields(number, date="2025-01-02", total=money(cents)), "proposed", self.line(cents))

    def bill(self, order: str, cents: int) -> None:
        for place in range(self.draw(st.integers(0, 3))):
            number = f"INV-{order[2:]}1{place}0"
            share, tax = cents // 4, self.draw(st.sampled_from((0, 0, 12345)))
            head = self.fields(number, po_number=order, date=self.later(), total=money(share + tax))
            parts = self.line(share) if self.some(2) else [*self.line(share // 2), *self.line(share - share // 2)]
            self.keep(Kind.INVOICE, head | ({"tax": money(tax)} if tax else {}), "invoiced", parts)
            self.bills.append((number, order, share + tax))
            self.truth.add("invoiced", share + tax)
        if self.bills and self.bills[-1][1] == order and self.some():
            billed, _, cents = self.bills[-1]
            number = self.draw(st.sampled_from((billed, f"CM-{billed[4:]}")))
            back = -cents if self.some(2) else -5000
            head = self.fields(number, po_number=order, date=self.later(), total=money(back))
            self.keep(Kind.INVOICE, head)
            self.truth.add("invoiced", back)

    def pay(self) -> None:
        """Checks for some bills, in one or two registers; some are voided and issued again."""
        first: list[Fields] = [
            {"payee": "OFFICE DEPOT", "check_number": "8000", "date": "2025-06-01", "amount": "9.00"}
        ]
        second: list[Fields] = []
        for place, (number, order, cents) in enumerate(self.bills):
            if self.some():
                continue
            names = {"payee": self.draw(st.sampled_from(self.lot.sellers)), "date": self.later()}
            named = self.draw(
                st.sampled_from(({"po_number": order}, {"number": number}, {"description": f"PO {order}"}))
            )
            if self.is_only and not self.lot.rival and self.some():
                named = {}
            row = {**names, **named, "check_number": f"90{self.lot.number}1{place}", "amount": money(cents)}
            first.append(row)
            fate = self.draw(st.sampled_from(("", "", "listed again", "voided", "issued again", "taken back")))
            if fate == "listed again":
                second.append(row)
            if fate in ("voided", "issued again"):
                second.append({**row, "description": f"VOID {row.get('description', '')}".strip()})
            if fate == "taken back":
                second.append({**row, "date": self.later(), "amount": money(-cents)})
            if fate == "issued again":
                second.append({**row, "check_number": f"91{self.lot.number}1{place}", "date": self.later()})
            if fate not in ("voided", "taken back"):
                self.truth.add("paid", cents)
                self.truth.rungs.add("paid")
        agency = {"agency": self.lot.buyers[0] if self.lot.buyers[0] != WORKS else "City of Eugene"}
        for name, rows in (("1", first), ("2", second)):
            if len(rows) > (name == "1"):
                self.truth.loose.append(paper(Kind.REGISTER, agency | {"number": f"Register {name}"}, payments=rows))

    def ask(self, has_contract: bool) -> None:
        """What came before: a call for offers, a recommendation, a vote."""
        number = {"contract_number": self.contract} if has_contract else {}
        if not number and not (self.is_only and self.orders):
            return
        cents = self.draw(st.sampled_from((10000000, 34200000)))
        asked = {"date": "2024-12-20", "total": money(cents), **number}
        if self.some(2):
            self.keep(Kind.STAFF_REPORT, self.fields("", **asked, product=self.lot.product), "recommended")
        if self.some(2):
            self.keep(
                Kind.RESOLUTION, self.fields(f"51{self.lot.number}0", **asked, product=self.lot.product), "approved"
            )
            self.truth.add("authorised", cents)
            self.vote_again(cents, number)

    def vote_again(self, cents: int, number: Fields) -> None:
        """A second reading, money for another year, or a vote that raises the total."""
        how = self.draw(st.sampled_from(("", "", "second reading", "another year", "raised")))
        date = "2025-12-15" if how in ("another year", "raised") else "2025-01-03"
        fields = {"date": date, "product": self.lot.product, **number}
        if how in ("second reading", "another year"):
            self.keep(Kind.RESOLUTION, self.fields(f"51{self.lot.number}7", **fields, total=money(cents)))
            self.truth.add("authorised", cents if how == "another year" else 0)
        if how == "raised":
            said = {"changed_by": money(500000), "changed_to": money(cents + 500000)}
            self.keep(Kind.RESOLUTION, self.fields(f"51{self.lot.number}9", **fields), stated=said)
            self.truth.add("authorised", 500000)

    def end(self, has_contract: bool) -> None:
        """An e-mail that says that the contract was ended."""
        if has_contract and self.some(4):
            said = {"ended": f"the City has terminated contract {self.contract}"}
            fields = {"agency": self.lot.buyers[0], "date": "2026-02-02"}
            self.truth.loose.append(stating(paper(Kind.EMAIL, fields), said))
            self.truth.rungs.add("ended")


def _again(draw: Draw, laid: Sequence[Laid]) -> list[Laid]:
    """Second scans, scans with slips, and the same papers in another release."""
    found: list[Laid] = []
    for one in draw(st.lists(st.sampled_from(laid), max_size=4)):
        how = draw(st.sampled_from(("scan", "release", "number", "digit", "order", "vendor")))
        if how == "release" and one.agency == EUGENE:
            found.append(dataclasses.replace(one, agency="us-or-eugene"))
        else:
            found.append(Laid(slipped(one.record, how), one.agency, copy=1))
    return found


#: Papers joined by another number than their own: one with a misread digit still lies beside the first scan of it.
_MISREAD = frozenset({Kind.INVOICE})


def slipped(record: Record, how: str) -> Record:
    """A record as a poor scan of the same paper shows it: letters for digits in a number, or digits in a name."""
    if how == "vendor" and "vendor" in record.fields:
        return _with(record, "vendor", record.fields["vendor"].value.replace("l", "1", 1).replace("o", "0", 1))
    if how == "digit" and record.kind in _MISREAD and any(sign.isdigit() for sign in record.fields["number"].value):
        number = record.fields["number"].value
        return _with(record, "number", f"~{number[:-1]}{(int(number[-1]) + 5) % 10}")
    name = {"number": "number", "order": "po_number"}.get(how)
    if name and name in record.fields and any(sign in record.fields[name].value for sign in "01"):
        return _with(record, name, record.fields[name].value.replace("0", "O", 1).replace("1", "l", 1))
    return record


def _with(record: Record, name: str, text: str) -> Record:
    line = round((record.fields[name].bbox[1] - 72) / 14)
    return dataclasses.replace(record, fields={**record.fields, name: value(name, text, line)})
