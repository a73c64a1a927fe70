"""Running text: words behind each character, amounts with their roles, agencies and sellers by what the text says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.named import find_agency, find_parties
from extractors.paper import Page, Word
from extractors.prose import Prose, ceiling_claims, total_claims
from extractors.sellers import find_seller, name_at
from extractors.spoken import free_of_charge, interest, labelled_date, labelled_name
from extractors.typeset import typeset


def prose_of(text: str) -> Prose:
    return Prose.of(typeset(text).pages)


def test_a_match_is_turned_back_into_the_words_that_print_it():
    prose = prose_of("The City may spend\nnot more than $ 520, 785 annually.")
    start = prose.text.index("$")
    assert [word.text for word in prose.words_at(start, start + 9)] == ["$", "520,", "785"]


def test_quotes_are_straight_in_the_text_and_as_printed_in_the_words():
    prose = prose_of("the City’s “Procurement” Code – as amended")
    assert prose.text == 'the City\'s "Procurement" Code - as amended'
    assert prose.words[1].text == "City’s"


def test_words_of_a_scan_that_were_found_last_stand_where_they_are_printed():
    """A second look finds words that the first passed over; they come behind all others."""
    texts = (("SUBJECT:", 72, 100, 54), ("correction", 172, 100, 60), ("of", 238, 100, 12), ("shares", 256, 100, 36))
    late = (("distribution", 132, 101, 34), ("payable", 72, 130, 40))
    words = tuple(Word(text, x, y, x + wide, y + 10, 1, 0.95) for text, x, y, wide in (*texts, *late))
    assert Prose.of([Page(1, 612.0, 792.0, "ocr", words)]).text == "SUBJECT: distribution correction of shares\npayable"


@pytest.mark.parametrize("text", ["a check in the amount of $389.823.46 for", "a total cost of $1,204.118,50 for"])
def test_an_amount_with_a_mark_in_the_wrong_place_is_not_cut(text: str) -> None:
    assert prose_of(text).figures == ()


def test_page_furniture_is_no_part_of_a_sentence():
    prose = prose_of("DocuSign Envelope ID: 028A415E\nThe contract is for\nPage 1 of 2\nthree years.")
    assert prose.text == "The contract is for three years."


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("in an amount not to exceed $116,300, pursuant to section 35", "116300"),
        ("AT AN AMOUNT NOT TO EXCEED $ 520, 785 ANNUALLY", "520785"),
        ("at an estimated annual amount of $285, 000 or an amount not to exceed the budget", "285000"),
        ("The total amount of $69,400.00 is the maximum payable under this contract", "69400.00"),
        ("a maximum of $1.5 million over two years", "1500000.0"),
    ],
)
def test_the_most_that_may_be_spent_is_a_ceiling(text: str, amount: str):
    claims = ceiling_claims(prose_of(text))
    assert [claim.amount for claim in claims] == [Decimal(amount)]
    assert total_claims(prose_of(text)) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("from Safeware, Inc. in the amount of $54,105.65.", "54105.65"),
        ("Purchase of Plate Readers - Dana Safety Supply, Inc. - $69,400", "69400"),
        ("invoices totaling: $108,495.66 for July", "108495.66"),
        ("The cost for equipment is $59,670.00. Because", "59670.00"),
    ],
)
def test_what_a_thing_costs_in_all_is_a_total(text: str, amount: str):
    assert [claim.amount for claim in total_claims(prose_of(text))] == [Decimal(amount)]


@pytest.mark.parametrize(
    "text",
    [
        "it was awarded a grant (Award FM# 453981) in the amount of $253,000; and",
        "will provide an advertising revenue guarantee in the amount of $24,000 that",
        "a purchase in excess of $25,000 shall require the approval of the Commission",
        "The price was lower than the grant allowance of $191,723.",
        "at a total cost of $55.44 per hour",
        "There is a $40,769.25 balance remaining",
    ],
)
def test_grants_thresholds_rates_and_balances_are_no_total(text: str):
    assert total_claims(prose_of(text)) == []
    assert ceiling_claims(prose_of(text)) == []


def test_an_amount_said_more_often_is_the_stronger_claim():
    text = "The total amount is $84,324.84: one part in the amount of $54,105.65. The total will be $84,324.84."
    claims = total_claims(prose_of(text))
    assert claims[0].amount == Decimal("84324.84")
    assert claims[0].times == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FLOCK GROUP, INC. FOR THE LEASING", "FLOCK GROUP, INC."),
        ("Visual Pro 360 Inc., in the amount", "Visual Pro 360 Inc.,"),
        ("CENTRALSQUARE AS A SPECIAL PROCUREMENT", "CENTRALSQUARE"),
        ("Freebee to provide", "Freebee"),
        ("CDW-G in the amount", "CDW-G"),
        ("lower case words", ""),
    ],
)
def test_where_a_name_ends(text: str, name: str):
    assert text[: name_at(text, 0)] == name


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("AUTHORIZING STAFF TO EXECUTE A CONTRACT WITH FREEBEE TO PROVIDE TRANSPORTATION", "FREEBEE"),
        (
            "approve the purchase from Xylem Water Solutions, Inc. in the estimated amount of $1",
            "Xylem Water Solutions, Inc.",
        ),
        (
            "award a contract to the top ranked proposer, Visual Pro 360 Inc., in the amount of $5",
            "Visual Pro 360 Inc.",
        ),
        ("payment of the attached Enterprise Fleet Services invoices totaling $5", "Enterprise Fleet Services"),
        ("Proprietary Purchase of Systems -Dana Safety Supply, Inc. - $69,400", "Dana Safety Supply, Inc."),
    ],
)
def test_the_seller_is_named_where_sellers_stand(text: str, vendor: str):
    found = find_seller(prose_of(text))
    assert found is not None
    assert found.value == vendor
    assert found.confidence < 0.95  # named in running text: a person looks at it


@pytest.mark.parametrize(
    "text",
    [
        "The purchase was approved by the City Commission with the Police Department.",
        "Request for Proposal 243-11315 was opened with five proposals received from December on.",
        "authorizes the City Manager to delegate authority to the Procurement Officer",
    ],
)
def test_public_bodies_and_papers_are_no_sellers(text: str):
    assert find_seller(prose_of(text)) is None


def test_two_sellers_of_one_paper_are_not_one():
    text = (
        "approve the purchase from Safeware, Inc. in the amount of $54,105.65 and the contract from "
        "Northwind Corp. in the amount of $30,219.19."
    )
    assert find_seller(prose_of(text)) is None


def test_a_heading_names_the_agency_more_surely_than_a_sentence():
    pages = typeset(
        "CITY OF FORT LAUDERDALE\nAgenda Memo\n\n\nThe City of Coral Springs bid was used. City of Coral Springs"
    ).pages
    found = find_agency(pages, Prose.of(pages))
    assert found is not None
    assert (found.value, found.confidence >= 0.95) == ("CITY OF FORT LAUDERDALE", True)
    pages = typeset("The request was received by the Chicago Police Department on Monday.").pages
    found = find_agency(pages, Prose.of(pages))
    assert found is not None
    assert (found.value, found.confidence >= 0.95) == ("Chicago Police Department", False)


def test_the_two_parties_of_an_agreement():
    agency, vendor = find_parties(
        prose_of(
            "entered into between Vigilant Solutions, Inc., a Delaware corporation and the City of Eugene, an agency"
        )
    )
    assert agency is not None
    assert vendor is not None
    assert agency.value == "City of Eugene"
    assert vendor.value == "Vigilant Solutions, Inc."


def test_words_of_a_scan_are_read_in_the_order_of_the_engine():
    """A page that stands askew: the right end of the first line lies as low as the left end of the second."""
    words = [("The", 72, 100), ("amount", 200, 104), ("is", 330, 108), ("in", 72, 110), ("full", 200, 114)]
    page = Page(1, 612, 792, "ocr", tuple(Word(text, x, y, x + 60, y + 9, 1, 0.9) for text, x, y in words))
    assert Prose.of([page]).text == "The amount is in full"


def test_labels_give_what_stands_after_their_colon():
    pages = typeset("Agency:        Orlando Police Department\nDate:          not published\nFile #: 15-0247").pages
    agency = labelled_name(pages, "agency")
    assert agency is not None
    assert agency.value == "Orlando Police Department"
    assert labelled_date(pages, "date") is None


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Total: $0.00", "$0.00"),
        ("Amazon gave free consulting to build a proof of concept.", "free consulting"),
        ("The pilot is provided to the City at no cost for ninety days.", None),
    ],
)
def test_nothing_is_paid_where_the_paper_says_so(text: str, raw: str | None):
    found = free_of_charge(prose_of(text))
    assert found is not None
    assert found.value == "0.00"
    assert raw is None or found.raw == raw


@pytest.mark.parametrize(
    "text",
    [
        "LEA Data is freely available to LEAs at no cost and is governed by policy.",
        "Total: $0.05",
        "repaired at no cost",
    ],
)
def test_a_free_part_makes_no_free_deal(text: str):
    assert free_of_charge(prose_of(text)) is None


def test_interest_is_the_printed_words():
    found = interest(prose_of("Agencies in Arizona expressed interest in Amazon Rekognition. Which ones was not said."))
    assert found is not None
    assert found.value == "expressed interest in Amazon Rekognition"


def test_who_passes_the_money_on_is_not_the_seller():
    text = "Please issue a check payable to Harbor Bank, Inc. who in turn will issue a cashier's check to the landlord."
    assert find_seller(prose_of(text)) is None


@pytest.mark.parametrize(("height", "agency"), [(6.0, "Alder Fork Fire & Sheriff Drone Unit"), (9.0, None)])
def test_on_a_scan_a_value_stands_under_a_caption_in_smaller_letters(height: float, agency: str | None) -> None:
    """Nobody draws lines on a scan: the size of its letters tells a caption from a column of words."""
    texts = [("AGENCY", 322.0, height), *((w, 326.0 + 40 * n, 9.0) for n, w in enumerate(AGENCY_BELOW))]
    words = tuple(
        Word(text, x, 100.0 + 12 * (n > 0), x + 34, 100.0 + 12 * (n > 0) + high, 1, 0.95)
        for n, (text, x, high) in enumerate(texts)
    )
    named = labelled_name([Page(1, 1012.0, 792.0, "ocr", words)], "agency|department")
    assert (named.value if named else None) == agency


AGENCY_BELOW = ("Alder", "Fork", "Fire", "&", "Sheriff", "Drone", "Unit")
