"""`watchbill review`: what waits is listed, settled and taken back, with one sentence and the right exit code."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.review.papers import printed, release_papers, save_paper, value_id
from watchbill.cli import main
from watchbill.model import Kind
from watchbill.registry import sync_registry
from watchbill.resolve import name_id, resolve_names
from watchbill.review.corrections import read_log
from watchbill.store import schema

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(store: sa.Engine, store_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a store with one doubtful invoice; gives exit code, stdout and stderr."""
    monkeypatch.setenv("WATCHBILL_DATABASE", store_url)
    monkeypatch.setenv("WATCHBILL_REVIEWER", "ann")
    sync_registry(store)
    fields = {
        "agency": printed("Eugene Police Department"),
        "vendor": printed("Flock Saftey", line=1),
        "number": printed("INV-1", line=2),
        "total": printed("171000.00", raw="171,000.00", line=3, confidence=0.61),
        "date": printed("2025-03-27", line=4, confidence=0.9),
        "product": printed("Flock Safety LPR, fka Falcon", line=5),
    }
    save_paper(store, "invoice", fields, kind=Kind.INVOICE)
    release_papers(store, "us-or-eugene-pd", "invoice")
    resolve_names(store)

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def log_of(engine: sa.Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        return [(row.reviewer, row.action, row.reason) for row in read_log(connection)]


def test_list_as_json(store: sa.Engine, run: Run) -> None:
    code, out, _ = run("review", "list", "--json")
    waiting = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(one["what"], one["printed"], one["title"], one["page"]) for one in waiting] == [
        ("vendor name", "Flock Saftey", "invoice.pdf", 1),
        ("total", "171,000.00", "invoice.pdf", 1),
        ("date", "2025-03-27", "invoice.pdf", 1),
    ]
    assert waiting[0]["candidates"][0]["key"] == "flock-safety"
    assert waiting[1]["confidence"] == 0.61


def test_list_as_text_of_one_kind(run: Run) -> None:
    code, out, err = run("review", "list", "--kind", "value", "--limit", "1")
    assert code == 0
    assert "171,000.00" in out
    assert "2025-03-27" not in out
    assert "names waiting: 1, values waiting: 2; shown: 1 of 2" in err


def test_accept_correct_and_undo_reach_the_purchase(store: sa.Engine, run: Run) -> None:
    def invoiced() -> list[tuple[int, bool]]:
        amount = schema.purchase_amount.c
        with store.connect() as connection:
            rows = connection.execute(sa.select(amount.cents, amount.is_reviewed).where(amount.amount == "invoiced"))
            return [(row.cents, row.is_reviewed) for row in rows]

    total = value_id(store, "total")
    assert run("review", "accept", name_id("vendor", "Flock Saftey"))[0] == 0
    assert invoiced() == [(17100000, False)]
    code, _, err = run("review", "correct", total, "$17,100.00", "--reason", "a zero too many")
    assert (code, "corrected the total from '171000.00' to '17100.00' (correction 2)" in err) == (0, True)
    assert invoiced() == [(1710000, True)]
    assert run("review", "undo", total, "--reason", "no", "--reviewer", "bob")[0] == 0
    assert invoiced() == [(17100000, False)]
    assert log_of(store) == [
        ("ann", "resolve", ""),
        ("ann", "correct", "a zero too many"),
        ("bob", "undo", "no"),
    ]
    with store.connect() as connection:
        maker = sa.select(schema.vendor.c.key).join(schema.purchase, schema.purchase.c.maker_id == schema.vendor.c.id)
        assert connection.scalar(maker) == "flock-safety"


def test_a_name_is_said_to_mean_an_agency_or_nobody(store: sa.Engine, run: Run) -> None:
    target = name_id("vendor", "Flock Saftey")
    assert run("review", "correct", target, "--to", "us-or-eugene", "--reason", "the city's own shop")[0] == 0
    assert run("review", "correct", target, "--to", "none", "--reason", "a shop nobody knows")[0] == 0
    code, out, _ = run("review", "list", "--kind", "name")
    assert (code, out) == (0, "")


MISTAKES = (
    (("accept", "v-nothing"), 3, "Nothing has the id 'v-nothing'"),
    (("undo", "n-nothing", "--reason", "no"), 3, "Nobody settled 'n-nothing'"),
    (("undo", "12", "--reason", "no"), 3, "no correction 12"),
    (("correct", "TOTAL", "a lot", "--reason", "no"), 1, "is not an amount; write the total such as 342000.00"),
    (("correct", "DATE", "27.3.25", "--reason", "no"), 1, "year-month-day"),
    (("correct", "NAME", "--to", "flok-safety", "--reason", "no"), 3, "the nearest is flock-safety"),
    (("correct", "NAME", "Flock", "--reason", "no"), 1, "--to KEY"),
    (("correct", "TOTAL", "1.00"), 2, "--reason"),
    (("correct", "TOTAL", "--reason", "no"), 2, "Give the new VALUE, or --to KEY"),
)


def test_mistakes_are_one_sentence_and_change_nothing(store: sa.Engine, run: Run) -> None:
    ids = {
        "NAME": name_id("vendor", "Flock Saftey"),
        "TOTAL": value_id(store, "total"),
        "DATE": value_id(store, "date"),
    }
    for arguments, code, sentence in MISTAKES:
        ended, _, err = run("review", *(ids.get(word, word) for word in arguments))
        assert (ended, sentence in " ".join(err.split())) == (code, True), (arguments, err)
        assert "Traceback" not in err
    assert log_of(store) == []


def test_several_are_accepted_together_or_not_at_all(store: sa.Engine, run: Run) -> None:
    total, date = value_id(store, "total"), value_id(store, "date")
    assert run("review", "accept", total, "v-nothing")[0] == 3
    assert log_of(store) == []
    assert run("review", "accept", total, date)[0] == 0
    assert len(log_of(store)) == 2


def test_correcting_twice_says_what_stands_and_keeps_what_was_in_force(store: sa.Engine, run: Run) -> None:
    total = value_id(store, "total")
    assert run("review", "correct", total, "170000.00", "--reason", "misread")[0] == 0
    code, _, err = run("review", "correct", total, "170,000.00", "--reason", "again")
    assert (code, "the total is 170000.00 already" in err) == (0, True)
    assert (
        "from '170000.00' to '170500.00'" in run("review", "correct", total, "170500.00", "--reason", "looked anew")[2]
    )
    with store.connect() as connection:
        before = [row.before["value"] for row in read_log(connection) if row.before]
    assert before == ["171000.00", "170000.00"]
    shown = json.loads(run("show", total, "--json")[1])
    assert (shown["value"], shown["raw"], shown["corrected"], shown["is_reviewed"], shown["needs_review"]) == (
        "170500.00", "171,000.00", True, True, False,
    )  # fmt: skip
    _, out, _ = run("review", "list", "--log")
    assert "170000.00 -> 170500.00: looked anew" in out


def test_the_log_is_shown(store: sa.Engine, run: Run) -> None:
    run("review", "accept", value_id(store, "total"))
    _, out, _ = run("review", "list", "--log")
    assert "ann  accept" in out
    assert "total '171,000.00'  171000.00 -> 171000.00: no reason given" in out
    _, out, _ = run("review", "list", "--log", "--json")
    assert json.loads(out)["after"] == {"value": "171000.00", "cents": 17100000, "date": None}
