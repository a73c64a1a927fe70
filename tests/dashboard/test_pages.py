"""Every page over the filled store, run by Streamlit itself without a browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.store import ask, shown_sha256
from dashboard.tables import csv_with_links
from tests.dashboard.filled import HOSTILE, Filled
from watchbill.store.engine import open_store

APP = str(Path(dashboard.__file__).parent / "app.py")

pytestmark = pytest.mark.usefixtures("settings_of_filled")


def visit(view: str, **parameters: str) -> AppTest:
    """Run one page as Streamlit would for an address with these parameters."""
    app = AppTest.from_file(APP, default_timeout=30)
    for name, words in parameters.items():
        app.query_params[name] = words
    app.switch_page(f"views/{view}.py")
    return app.run()


def words_of(app: AppTest) -> str:
    """Everything that is on the page as HTML or text."""
    assert not app.exception, app.exception
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def test_home_has_figures_flow_map_purchases_and_leads_apart() -> None:
    page = words_of(visit("search"))
    assert "<dt>purchases</dt><dd>2</dd>" in page
    assert "Who was billed, by whom: 1 agency, 1 maker" in page
    assert "$171,000 invoiced, as read, not reviewed" in page
    assert "Orlando Police Department and Amazon Web Services (no figure)" in page
    assert "$342,000.00" not in page, "what was ordered is never shown as billed"
    assert "Purchases are on record in 2 states" in page
    assert "Orlando Police Department got face recognition from Amazon Web Services at no cost" in page
    assert "Flock Safety billed Eugene Police Department $171,000.00 (as read, not reviewed) for plate readers" in page
    assert "<dt>named, no rung proved</dt><dd>1</dd>" in page
    purchases, leads = page.split("Expressed interest, not purchases")
    proved, named = purchases.split("Named by a paper, no rung proved")
    assert "Reno" not in proved
    assert "Reno Police Department is named together with face recognition" in named
    assert "Phoenix Police Department" not in purchases.split("The latest purchases")[1]
    assert "“expressed interest in Rekognition”" in leads


@pytest.mark.parametrize(
    ("amount", "title", "figures"),
    [
        ("ordered", "Who ordered from whom: 1 agency, 1 maker", "<div>$342,000.00</div>"),
        ("paid", "No sum is on record as paid", "no figure"),
        ("ceiling", "No sum is on record as ceiling", "<div>$0</div>"),
        ("lunch", "Who was billed, by whom", "as read, not reviewed"),
    ],
)
def test_the_address_says_which_amount_home_sums(amount: str, title: str, figures: str) -> None:
    page = words_of(visit("search", amount=amount))
    assert title in page
    summed = page.split("The latest purchases")[0]
    assert figures in summed
    shown = [figure for figure in ("$342,000.00", "$171,000.00") if figure in summed]
    assert len(shown) <= 1, "one kind of amount at a time"


def test_what_a_paper_only_names_is_not_worded_as_bought(filled: Filled) -> None:
    page = words_of(visit("purchase", id=filled.ids["named"]))
    assert "Named by a paper; nothing here proves a purchase." in page
    assert "What it names" in page
    assert "What was bought" not in page
    assert "who is paid" not in page
    agency = words_of(visit("agency", id="us-nv-reno-pd"))
    assert "Reno Police Department: no purchase on record" in agency
    assert "Named by a paper, no rung proved" in agency
    assert "1 maker" not in words_of(visit("vendor"))


def test_the_list_of_purchases_takes_the_filters_that_sums_lead_to(filled: Filled) -> None:
    for path in [*ask("money_flow")["path"], *ask("purchases_by_state")["path"]]:
        filters = dict(parse_qsl(urlsplit(path).query))
        page = words_of(visit("purchase", **filters))
        found = ask("purchases", **filters)
        assert f"{len(found[~found['is_only_named'].astype(bool)])} purchase" in page, path
    page = words_of(visit("purchase", state="AZ"))
    assert "0 purchases in AZ on record" in page or "No records yet in AZ" in page
    assert "“expressed interest in Rekognition”" in page
    assert "Nothing here" in words_of(visit("purchase", agency="nobody"))


def test_search_leads_to_the_page_with_the_words_marked(filled: Filled) -> None:
    page = words_of(visit("search", q="camera"))
    assert f'href="/evidence?document={filled.ids["document"]}&amp;page=1"' in page
    assert '<mark class="wb-mark">camera</mark>' in page


def test_a_lead_is_not_called_a_purchase() -> None:
    page = words_of(visit("search", q="Phoenix Rekognition"))
    assert "letter.pdf, page 1" in page
    assert "/purchase?id=" not in page


def test_search_finds_names(filled: Filled) -> None:
    page = words_of(visit("search", q="flock"))
    assert f'href="/vendor?id={filled.ids["vendor"]}"' in page
    assert "printed as “Flock Group Inc”" in page or "Flock Safety" in page


def test_a_search_for_nothing_is_answered_kindly() -> None:
    assert "Try fewer words" in words_of(visit("search", q="zzzz"))


def test_agency_says_what_is_proved_and_what_nobody_reviewed(filled: Filled) -> None:
    page = words_of(visit("agency", id=filled.ids["agency"]))
    assert "Eugene Police Department and Flock Safety: plate readers" in page
    assert "On record: $171,000.00 invoiced (as read, not reviewed) and $342,000.00 ordered" in page
    assert "1 of 1 purchase rests partly on figures that nobody has reviewed yet" in page
    assert "EUGENE POLICE" in page


def test_agency_by_registry_key_is_the_same_page(filled: Filled) -> None:
    assert words_of(visit("agency", id="us-or-eugene-pd")) == words_of(visit("agency", id=filled.ids["agency"]))


def test_an_agency_that_only_asked_has_no_purchase() -> None:
    page = words_of(visit("agency", id="us-az-phoenix-pd"))
    assert "no purchase on record" in page
    assert "Expressed interest, not purchases" in page


def test_vendor_has_dated_relations() -> None:
    page = words_of(visit("vendor", id="flock-safety"))
    assert "Flock Safety owns " in page
    assert "2019-05" in page
    assert "not verified" in page


def test_vendor_says_who_owns_it_and_whether_that_was_so_when_papers_were_signed() -> None:
    page = words_of(visit("vendor", id="amazon"))
    assert "Amazon Web Services (owned by Flock Safety since May 2019, not verified)." in page
    assert "on which day this was signed is not known): " in page
    assert "owned by" not in words_of(visit("vendor", id="flock-safety")).split("Owners, names and resellers")[0]


def test_purchase_has_its_ladder_amounts_parties_words_and_papers(filled: Filled) -> None:
    page = words_of(visit("purchase", id=filled.ids["purchase"]))
    assert page.count('<li class="wb-proved">') == 2
    assert page.count("no record yet</li>") == 6
    assert f'<a href="/evidence?value={filled.ids["value"]}">$342,000.00</a>' in page
    assert "as read, not reviewed" in page
    assert "very uncertain (71%)" in page
    assert "“Falcon license plate camera”" in page
    assert "invoice INV-61152 cites order 2510002336" in page


def test_a_pilot_is_a_purchase_of_nothing() -> None:
    pilot = ask("purchases", agency="us-fl-orlando-pd")["purchase_id"].iloc[0]
    page = words_of(visit("purchase", id=pilot))
    assert "at no cost" in page
    assert ">$0</a>" in page


def test_evidence_of_an_uncertain_value_says_so(filled: Filled) -> None:
    app = visit("evidence", value=filled.ids["uncertain"])
    page = words_of(app)
    assert "very uncertain (71%): do not quote without looking at the page: two amounts on the line" in page
    assert f'src="/page/{filled.ids["document"]}/2.jpg"' in page
    assert 'class="wb-box"' in page
    citation = app.code[0].value
    assert "“$171,000.00” (total), invoice INV-61152." in citation
    assert "Certainty: very uncertain (71%)" in citation
    assert f"/v/{filled.ids['uncertain']}" in citation
    assert "Understood as" not in citation, "printed and understood are the same"


def test_a_citation_says_what_the_printed_words_were_understood_as(filled: Filled) -> None:
    nothing = ask("purchase_amounts").set_index("amount")["value_id"]["ceiling"]
    citation = visit("evidence", value=nothing).code[0].value
    assert "“$0.00” (total)" in citation
    assert "Understood as $0." in citation
    assert "Certainty" not in citation


def test_evidence_of_a_page_lists_what_was_read_from_it(filled: Filled) -> None:
    page = words_of(visit("evidence", document=filled.ids["document"], page="2"))
    assert "2 values on this page" in page
    assert "Amount due $171,000.00" in page


def test_a_document_without_pictures_shows_its_words(filled: Filled) -> None:
    page = words_of(visit("evidence", value=filled.ids["words_value"]))
    assert '<mark class="wb-mark">&lt;b&gt;two&lt;/b&gt; cameras</mark>' in page
    assert "<img" not in page
    assert "<b>two" not in page


@pytest.mark.parametrize(
    ("view", "parameters"),
    [
        ("agency", {"id": "a-000000000000"}),
        ("vendor", {"id": "nobody"}),
        ("purchase", {"id": "p-000000000000"}),
        ("purchase", {"id": "1;drop table purchase"}),
        ("evidence", {"value": "v-000000000000"}),
        ("evidence", {"value": "'><script>"}),
        ("evidence", {"document": "d-000000000000", "page": "1"}),
        ("evidence", {"document": "%", "page": "1"}),
    ],
)
def test_unknown_addresses_get_a_kind_answer(view: str, parameters: dict[str, str]) -> None:
    page = words_of(visit(view, **parameters))
    assert "Nothing here" in page
    assert "Search for a name or a word" in page
    assert "<script" not in page


def test_a_page_the_document_does_not_have(filled: Filled) -> None:
    assert "has no page 9" in words_of(visit("evidence", document=filled.ids["document"], page="9"))


def test_what_was_taken_out_is_not_shown(filled: Filled) -> None:
    for parameters in ({"value": filled.ids["removed_value"]}, {"document": filled.ids["removed_document"]}):
        page = words_of(visit("evidence", **parameters))
        assert "Private words" not in page
        assert "Nothing here" in page
    assert shown_sha256(filled.ids["removed_document"]) is None


def test_sources_say_how_the_last_crawl_of_each_portal_ended() -> None:
    page = words_of(visit("sources"))
    assert "3 public sites crawled; the last crawl of 1 got everything on offer" in page
    rows = {row.partition("</small>")[0].rpartition(">")[2]: row for row in page.split("<tr")[2:]}
    assert "complete, 20 November 2026" in rows["us_or_eugene, pages"]
    assert ">12<" in rows["us_or_eugene, pages"]
    lossy = rows["us_fl_orlando, pages"]
    assert "incomplete, 21 November 2026" in lossy
    assert "1 failed &lt;img" in lossy
    assert "last complete 20 November 2026" in lossy
    killed = rows["documentcloud, pages"]
    assert "not finished, 20 November 2026" in killed
    assert "never complete" in killed
    assert "several" in killed


@pytest.mark.parametrize(
    ("view", "name"),
    [("search", "q"), ("search", "amount"), ("purchase", "agency"), ("purchase", "text"), ("purchase", "state"),
     ("agency", "id"), ("agency", "state"), ("vendor", "id"), ("purchase", "id"),
     ("purchase", "technology"), ("evidence", "value"), ("evidence", "document")],
)  # fmt: skip
@given(words=st.text(max_size=40))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_parameter_breaks_a_page(view: str, name: str, words: str) -> None:
    page = words_of(visit(view, **{name: words}))
    assert "wb-footer" in page
    assert "<script" not in page


@pytest.mark.parametrize("view", ["search", "agency", "vendor", "purchase", "evidence", "sources", "method"])
def test_names_from_strangers_are_words_not_markup(view: str, filled: Filled) -> None:
    parameters = {"agency": {"id": filled.ids["agency"]}, "purchase": {"id": filled.ids["purchase"]},
                  "evidence": {"value": filled.ids["value"]}, "search": {"q": HOSTILE}}  # fmt: skip
    page = words_of(visit(view, **parameters.get(view, {})))
    assert "<img src=x" not in page
    assert "javascript:" not in page.replace("](javascript:", "")


@pytest.mark.parametrize("view", ["search", "agency", "vendor", "purchase", "sources"])
def test_an_empty_store_is_answered_kindly(view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(url).dispose()
    monkeypatch.setenv("WATCHBILL_DATABASE", url)
    page = words_of(visit(view))
    assert "No records yet" in page


def test_a_store_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHBILL_DATABASE", f"sqlite:///file:{tmp_path}/none.db?mode=ro&uri=true")
    page = words_of(visit("agency"))
    assert "The store does not answer" in page


def test_the_pages_cannot_write(filled: Filled) -> None:
    import sqlalchemy as sa

    from dashboard.store import _engine

    with _engine(filled.database).connect() as connection, pytest.raises(sa.exc.OperationalError, match="readonly"):
        connection.execute(sa.text("DELETE FROM purchase"))


def test_downloads_have_every_row_a_link_and_no_formula(filled: Filled) -> None:
    import csv
    import io

    for question in ("purchases", "money_flow", "purchases_by_state", "spending_by_agency", "purchase_papers", "leads"):
        frame = ask(question)
        rows = list(csv.DictReader(io.StringIO(csv_with_links(frame, question).decode("utf-8-sig"))))
        assert len(rows) == len(frame), question
        links = [row.get("evidence_path") or row.get("path") or row.get("page_path") for row in rows]
        assert all(link and link.startswith("/") for link in links), question
    rows = csv.DictReader(
        io.StringIO(csv_with_links(ask("money_flow"), "money_flow", "http://h:1").decode("utf-8-sig"))
    )
    assert all(row["path"].startswith("http://h:1/purchase?agency=") for row in rows)
    frame = ask("purchase_parties", purchase=filled.ids["purchase"]).assign(printed="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in csv_with_links(frame, "purchase_parties").decode("utf-8-sig")
