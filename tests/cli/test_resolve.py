"""`watchbill resolve` and `rebuild`: one line each, the same answer every time, and corrections kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.review.papers import printed, release_papers, save_paper
from watchbill.cli import main
from watchbill.model import Kind
from watchbill.registry import sync_registry
from watchbill.resolve import name_id
from watchbill.store import schema

Run = Callable[..., tuple[int, str]]
LINE = "2 of 3 printed names known, 1 waits in review, 0 stay as printed; joined 2 papers into 1 purchase\n"


@pytest.fixture
def run(store: sa.Engine, store_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a store with a purchase order and its invoice; gives exit code and stderr."""
    monkeypatch.setenv("WATCHBILL_DATABASE", store_url)
    monkeypatch.setenv("WATCHBILL_REVIEWER", "ann")
    sync_registry(store)
    common = {
        "agency": printed("Eugene Police Department"),
        "vendor": printed("FLOCK GROUP INC DBA FLOCK SAFETY", line=1),
        "po_number": printed("2510002336", line=3),
        "product": printed("Flock Safety LPR, fka Falcon", line=5),
    }
    order = common | {"number": printed("2510002336", line=2), "total": printed("342000.00", line=4)}
    invoice = common | {
        "number": printed("INV-61152", line=2),
        "total": printed("171000.00", line=4),
        "vehicle": printed("Some Purchasing Club", line=6),
    }
    save_paper(store, "order", order, kind=Kind.PURCHASE_ORDER)
    save_paper(store, "invoice", invoice, kind=Kind.INVOICE)
    release_papers(store, "us-or-eugene-pd", "order", "invoice")

    def command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(ended.value.code or 0), capsys.readouterr().err

    return command


def purchases(engine: sa.Engine) -> list[tuple[str, int]]:
    amount = schema.purchase_amount
    with engine.connect() as connection:
        ids = sa.select(schema.purchase.c.public_id, amount.c.amount, amount.c.cents).join(amount)
        return sorted((f"{row.public_id} {row.amount}", row.cents) for row in connection.execute(ids))


def test_resolving_says_what_it_did_and_again_changes_nothing(store: sa.Engine, run: Run) -> None:
    assert run("resolve") == (0, LINE)
    first = purchases(store)
    assert sorted(cents for _, cents in first) == [17100000, 34200000]
    assert run("resolve") == (0, LINE)
    assert purchases(store) == first


def test_strict_ends_with_4_while_names_wait(run: Run) -> None:
    code, err = run("resolve", "--strict")
    assert code == 4
    assert "1 name to settle first; `watchbill review list`" in err
    run("review", "correct", name_id("vendor", "Some Purchasing Club"), "--to", "none", "--reason", "a local club")
    assert run("resolve", "--strict")[0] == 0


def test_rebuilding_keeps_decisions_and_ids(store: sa.Engine, run: Run) -> None:
    run("resolve")
    run("review", "correct", name_id("vendor", "Some Purchasing Club"), "--to", "sourcewell", "--reason", "renamed")
    before = purchases(store)
    code, err = run("rebuild")
    assert (code, "3 of 3 printed names known, 0 wait in review, 0 stay as printed" in err) == (0, True)
    assert purchases(store) == before
