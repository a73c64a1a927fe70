"""A paper of several sellers on the pages: each award shows whose it is, how it was voted, and its own purchase."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.store import ask
from tests.dashboard.test_pages import visit, words_of
from tests.purchases.desk import joined, lay, new_desk, paper
from watchbill.model import Kind

pytestmark = pytest.mark.usefixtures("store_of_awards")


@pytest.fixture
def store_of_awards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with one resolution that buys from two sellers."""
    desk = new_desk(tmp_path / "desk.db")
    told = {
        "agency": "City of Eugene",
        "number": "5501",
        "vote": "7-1",
        "fund": "General Fund",
        "method": "Sole Source",
    }
    awards = ("Flock Group Inc", "48210.00"), ("Axon Enterprise, Inc.", "21790.00")
    rows = [{"vendor": vendor, "amount": amount} for vendor, amount in awards]
    lay(desk, paper(Kind.RESOLUTION, told | {"total": "70000.00"}, rows), agency="us-or-eugene-pd")
    joined(desk)
    desk.dispose()
    monkeypatch.setenv("WATCHBILL_DATABASE", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("WATCHBILL_ARCHIVE", str(tmp_path / "archive"))


def test_a_purchase_shows_its_own_award_and_what_the_body_was_told() -> None:
    found = ask("purchases")
    flock = found.loc[found["maker_name"] == "Flock Safety", "purchase_id"].iloc[0]
    page = words_of(visit("purchase", id=flock))
    assert "its award to Flock Group Inc" in page
    assert "method Sole Source; fund General Fund; vote 7-1" in page
    assert "$48,210.00" in page
    assert "$21,790.00" not in page
    assert "$70,000.00" not in page


def test_the_evidence_of_an_award_names_its_seller_and_leads_to_its_purchase() -> None:
    for amount in ask("purchase_amounts").itertuples(index=False):
        page = words_of(visit("evidence", value=amount.value_id))
        assert f"/purchase?id={amount.purchase_id}" in page
        assert amount.row_vendor in page
        assert "of Flock Group Inc" in page or "of Axon Enterprise, Inc." in page  # the other award, in the table


def test_the_evidence_of_what_is_said_of_all_names_no_single_purchase() -> None:
    values = ask("values")
    vote = values.loc[values["field"] == "vote", "value_id"].iloc[0]
    assert "the paper belongs to 2 purchases, one for each seller it names" in words_of(visit("evidence", value=vote))
