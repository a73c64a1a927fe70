"""`purchases`, `show` and `search` as a person and a program meet them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run
from tests.purchases.desk import joined, lay, new_desk, paper
from tests.questions.conftest import fill
from watchbill.model import Kind
from watchbill.store import schema as s


@pytest.fixture
def engine(run: Run) -> sa.Engine:
    """The store that the commands use, filled."""
    opened = new_desk(Path(os.environ["WATCHBILL_DATABASE"].removeprefix("sqlite:///")))
    fill(opened)
    return opened


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_purchases_print_one_object_a_line(run: Run, engine: sa.Engine) -> None:
    ended = run("purchases", "--json")
    assert ended.code == 0
    found = lines(ended.out)
    assert [line["maker"] for line in found] == ["Flock Safety", "Amazon Web Services", "Microsoft"]
    wanted = {"id", "agency", "maker", "seller", "technologies", "rungs"}
    wanted |= {"ceiling", "authorised", "ordered", "invoiced", "paid"}
    assert all(wanted | {"schema", "currency", "unreviewed"} <= set(line) for line in found)
    assert (found[1]["ceiling"], found[2]["ceiling"]) == ("0.00", None)


def test_purchases_are_a_table_for_people(run: Run, engine: sa.Engine) -> None:
    out = run("purchases", "--vendor", "flock-safety").out
    assert "Flock Safety" in out
    assert "342000.00" in out
    assert "Amazon" not in out


@pytest.mark.parametrize(
    ("option", "wrong", "right"),
    [
        ("--agency", "us-or-eugen-pd", "us-or-eugene-pd"),
        ("--vendor", "flok-safety", "flock-safety"),
        ("--technology", "aplr", "alpr"),
    ],
)
def test_a_filter_nobody_knows_is_not_found_and_the_nearest_is_named(
    run: Run, engine: sa.Engine, option: str, wrong: str, right: str
) -> None:
    ended = run("purchases", option, wrong)
    assert (ended.code, ended.out) == (3, "")
    assert right in ended.err


def test_an_empty_store_says_what_to_do(run: Run) -> None:
    ended = run("purchases")
    assert (ended.code, ended.out) == (0, "")
    assert "watchbill add" in ended.err
    assert run("purchases", "--json").out == ""


def test_show_answers_for_ids_keys_and_hashes(run: Run, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        picked = {
            "purchase": connection.scalar(sa.select(s.purchase.c.public_id).where(s.purchase.c.is_lead.is_(False))),
            "record": connection.scalar(sa.select(s.record.c.public_id)),
            "value": connection.scalar(sa.select(s.value.c.public_id)),
            "document": connection.scalar(sa.select(s.document.c.public_id)),
            "agency": connection.scalar(sa.select(s.agency.c.public_id).where(s.agency.c.key == "us-or-eugene-pd")),
            "vendor": connection.scalar(sa.select(s.vendor.c.public_id).where(s.vendor.c.key == "flock-safety")),
        }
        sha = connection.scalar(sa.select(s.document.c.sha256).where(s.document.c.public_id == picked["document"]))
    for kind, name in [
        *picked.items(),
        ("agency", "us-or-eugene-pd"),
        ("vendor", "flock-safety"),
        ("document", sha[:12]),
    ]:
        ended = run("show", name, "--json")
        assert ended.code == 0, name
        answer = json.loads(ended.out)
        assert answer["schema"] == f"watchbill.{kind}/1"
        assert answer["id"] == picked[kind]
        assert run("show", name).out.strip(), name


def test_a_value_shows_its_page_box_and_bytes(run: Run, engine: sa.Engine) -> None:
    purchase = lines(run("purchases", "--vendor", "flock-safety", "--json").out)[0]["id"]
    [part] = json.loads(run("show", purchase, "--json").out)["amounts"]["ordered"]["values"]
    answer = json.loads(run("show", part["id"], "--json").out)
    assert (answer["page"], answer["bbox"], answer["sha256"]) == (part["page"], part["bbox"], part["sha256"])
    assert (answer["field"], answer["amount"], answer["raw"]) == ("total", "342000.00", "342000.00")


def test_a_lead_shows_its_words_and_proves_nothing(run: Run, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        lead = connection.scalar(sa.select(s.purchase.c.public_id).where(s.purchase.c.is_lead))
    answer = json.loads(run("show", lead, "--json").out)
    assert (answer["is_lead"], answer["rungs"]) == (True, [])
    assert "ceiling" not in answer


@pytest.mark.parametrize(
    ("name", "hint"), [("flok-safety", "flock-safety"), ("zzz", "watchbill search"), ("", "search")]
)
def test_an_unknown_id_is_not_found(run: Run, engine: sa.Engine, name: str, hint: str) -> None:
    ended = run("show", name)
    assert (ended.code, ended.out) == (3, "")
    assert hint in ended.err
    assert "Traceback" not in ended.err


def test_search_finds_names_and_pages(run: Run, engine: sa.Engine) -> None:
    out = run("search", "flock").out
    assert "flock-safety" in out
    found = lines(run("search", "INV-61152", "--json").out)
    assert [hit["schema"] for hit in found] == ["watchbill.page_hit/1"]
    ended = run("search", "no such words anywhere")
    assert (ended.code, ended.out) == (0, "")
    assert "nothing found" in ended.err


def test_printed_words_do_not_steer_the_terminal(run: Run, engine: sa.Engine) -> None:
    name = "\x1b[31mEvil\x07 [bold]Corp"
    lay(
        engine,
        paper(Kind.INVOICE, {"agency": "City of Eugene", "vendor": name, "total": "1.00"}),
    )
    joined(engine)
    out = run("purchases", "--all").out
    assert "Evil" in out
    assert "[bold]Corp" in out
    assert "\x1b[31m" not in out
    assert "\x07" not in out


def test_a_purchase_says_what_the_governing_body_was_told(run: Run, engine: sa.Engine) -> None:
    told = {"agency": "City of Eugene", "number": "5501", "vote": "7-1", "method": "Sole Source"}
    told |= {"vehicle": "Sourcewell Contract 030421-AXN", "product": "body-worn cameras"}
    awards = [{"vendor": "Axon Enterprise, Inc.", "amount": "21790.00"}, {"vendor": "Ridge LLC", "amount": "500.00"}]
    lay(engine, paper(Kind.RESOLUTION, told, awards), agency="us-or-eugene-pd")
    joined(engine)
    [line] = lines(run("purchases", "--vendor", "axon", "--json").out)
    out = run("show", line["id"]).out
    assert "Sourcewell (printed: Sourcewell Contract 030421-AXN)" in out
    assert "What the governing body was told, and how it voted" in out
    assert "Sole Source" in out
    assert "7-1" in out
    assert "21790.00" in out
    assert "500.00" not in out
