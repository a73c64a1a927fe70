"""Papers without numbers of one agency and maker: what is years apart is of several deals, and fees stay the same."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.purchases.desk import AGENCY, joined, lay, paper
from watchbill.answers import purchase_lines, show
from watchbill.model import Kind, Record

READERS = [{"description": "Vigilant LPR camera, trailer mounted", "amount": "40000.00"}]


def deals(engine: sa.Engine, *records: Record) -> list[set[str]]:
    """The purchases that the papers make, each as the numbers of its papers; names of kinds where they bear none."""
    for at, record in enumerate(records):
        lay(engine, record, agency=AGENCY, copy=at)
    joined(engine)
    with engine.connect() as connection:
        answers = [show(connection, line["id"]) for line in purchase_lines(connection)]
    return sorted(({_called(one) for one in answer["papers"]} for answer in answers), key=sorted)


def _called(one: dict[str, Any]) -> str:
    return str(one["number"] or one["kind"])


def quote(number: str, date: str = "", seller: str = "Vetted Security Solutions", **more: str) -> Record:
    fields = {"agency": "Eugene Police Department", "vendor": seller, "number": number, "date": date} | more
    return paper(Kind.QUOTE, {name: text for name, text in fields.items() if text}, READERS)


def test_quotes_of_different_years_are_of_different_deals(desk: sa.Engine) -> None:
    assert deals(desk, quote("VS-1", "2015-09-08"), quote("VS-2", "2018-05-29"), quote("VS-3", "2018-06-30")) == [
        {"VS-1"}, {"VS-2", "VS-3"},
    ]  # fmt: skip


def test_a_quote_without_a_day_is_of_neither_of_two_years(desk: sa.Engine) -> None:
    assert deals(desk, quote("VS-1", "2015-09-08"), quote("VS-2", "2018-05-29"), quote("VS-9")) == [
        {"VS-1"}, {"VS-2"}, {"VS-9"},
    ]  # fmt: skip


def test_what_is_asked_for_through_a_reseller_joins_the_quote_of_its_year(desk: sa.Engine) -> None:
    report = {"agency": "City of Eugene", "vendor": "Vetted Security Solutions", "number": "21-0140"}
    report |= {"date": "2021-03-17", "ceiling": "116300.00", "technology": "License plate readers"}
    papers = [quote("VS-1", "2015-09-08"), quote("VS-9"), quote("VS-2", "2018-05-29")]
    assert {"21-0140", "VS-9"} in deals(desk, *papers, paper(Kind.STAFF_REPORT, report))
    with desk.connect() as connection:
        [line] = [line for line in purchase_lines(connection) if "recommended" in line["rungs"]]
        reasons = {one["joined_by"] for one in show(connection, line["id"])["papers"]}
    assert all("has the same agency and seller" in reason for reason in reasons), reasons  # the report names no maker


def test_a_bill_within_the_term_of_an_agreement_is_of_it(desk: sa.Engine) -> None:
    terms = {"agency": "City of Eugene", "vendor": "Vigilant Solutions", "date": "2016-01-16"}
    terms |= {"start_date": "2016-01-16", "end_date": "2021-01-15", "technology": "License plate readers"}
    bill = {"agency": "City of Eugene", "vendor": "Vigilant Solutions", "number": "31909", "date": "2018-07-27"}
    bill |= {"total": "11782.00"}
    item = [{"description": "Annual CLK renewal", "amount": "11782.00"}]
    assert deals(desk, paper(Kind.AGREEMENT, terms), paper(Kind.INVOICE, bill, item)) == [{"31909", "agreement"}]


def test_a_statement_that_fits_several_deals_is_none_and_joins_none(desk: sa.Engine) -> None:
    told = {"agency": "City of Eugene", "maker": "Vigilant Solutions", "product": "Vigilant LPR"}
    summary = paper(Kind.OTHER, told, READERS)
    assert deals(desk, quote("VS-1", "2015-09-08"), quote("VS-2", "2018-05-29"), summary) == [{"VS-1"}, {"VS-2"}]


def test_a_statement_joins_the_only_deal_that_it_fits(desk: sa.Engine) -> None:
    told = {"agency": "City of Eugene", "maker": "Vigilant Solutions", "product": "Vigilant LPR", "date": "2018-01-01"}
    summary = paper(Kind.OTHER, told, READERS)
    assert deals(desk, quote("VS-1", "2015-09-08"), quote("VS-2", "2018-05-29"), summary) == [
        {"VS-1"},
        {"VS-2", "other"},
    ]


def test_an_offer_made_after_the_bill_is_for_the_next_year(desk: sa.Engine) -> None:
    fee = [{"description": "UFED software updates, one year", "amount": "999.00"}]
    maker = {"agency": "City of Eugene", "vendor": "Cellebrite", "total": "999.00"}
    bill = paper(Kind.INVOICE, maker | {"number": "9735", "po_number": "10156", "date": "2011-08-18"}, fee)
    earlier = paper(Kind.QUOTE, maker | {"number": "m14378", "date": "2011-08-18"}, fee)
    later = paper(Kind.QUOTE, maker | {"number": "m21025", "date": "2012-05-03"}, fee)
    assert deals(desk, bill, earlier, later) == [{"9735", "m14378"}, {"m21025"}]


def test_yearly_fees_of_one_price_join_the_bill_of_their_own_year(desk: sa.Engine) -> None:
    """An offer joins the bill that follows it; one without a day, of the same fee, may be of any year."""
    fee = [{"description": "UFED software updates, one year", "amount": "999.00"}]
    maker = {"agency": "City of Eugene", "vendor": "Cellebrite"}
    kit = paper(
        Kind.INVOICE,
        maker | {"number": "7005", "po_number": "15468", "due_date": "2009-10-22", "total": "7074.00"},
        fee,
    )
    bill = paper(
        Kind.INVOICE, maker | {"number": "9735", "po_number": "10156", "due_date": "2011-09-17", "total": "999.00"}, fee
    )
    offers = [
        paper(Kind.QUOTE, maker | {"number": number, "total": total} | ({"date": date} if date else {}), fee)
        for number, date, total in (
            ("m3854", "2009-07-29", "7074.00"), ("m14378", "2011-08-18", "999.00"), ("m21025", "", "999.00")
        )
    ]  # fmt: skip
    assert deals(desk, kit, bill, *offers) == [{"7005", "m3854"}, {"9735", "m14378"}, {"m21025"}]
