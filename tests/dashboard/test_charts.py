"""Charts say what the answers say: their specs are plain data."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from dashboard import charts
from watchbill.questions import QUESTIONS
from watchbill.questions.columns import table


def _flow(*rows: tuple[str, str, str | None, str, int | None]) -> pd.DataFrame:
    named = [
        {
            "agency_id": "a", "agency_name": agency, "technology": technology, "technology_name": technology,
            "maker_id": "m", "maker_name": maker, "currency": "USD", "amount_kind": kind, "amount_cents": cents,
            "unreviewed_cents": 0, "is_reviewed": True, "purchases": 1, "without_figure": 0, "path": "/purchase",
        }
        for agency, technology, maker, kind, cents in rows
    ]  # fmt: skip
    return table(named, QUESTIONS["money_flow"].columns)


def _purchases(**amounts: int | None) -> pd.DataFrame:
    columns = QUESTIONS["purchases"].columns
    row: dict[str, Any] = dict.fromkeys(columns)
    row |= {"purchase_id": "p-1", "title": "Plate readers from Flock", "currency": "USD"}
    return table([row | {f"{name}_cents": cents for name, cents in amounts.items()}], columns)


def test_the_flow_keeps_every_dollar_on_both_sides() -> None:
    spec = charts.money_flow(
        _flow(
            ("Eugene", "Plate readers", "Flock", "paid", 34_200_000),
            ("Salem", "Plate readers", "Flock", "paid", 1_000_000),
            ("Salem", "Drones", "Skydio", "paid", 250_000),
        )
    )
    assert spec is not None
    links = spec["series"][0]["links"]
    to_technology = sum(link["value"] for link in links if link["target"].startswith("1:"))
    to_makers = sum(link["value"] for link in links if link["source"].startswith("1:"))
    assert to_technology == to_makers == 354_500
    assert len([link for link in links if link["source"] == "0:Salem"]) == 2


@pytest.mark.parametrize("kind", ["paid", "ceiling"])
def test_every_band_has_the_colour_of_the_one_kind_of_amount(kind: str) -> None:
    spec = charts.money_flow(
        _flow(("Eugene", "Plate readers", "Flock", kind, 100), ("Eugene", "Plate readers", "Motorola", kind, 100))
    )
    assert spec is not None
    colours = {link["lineStyle"]["color"] for link in spec["series"][0]["links"]}
    assert colours == {charts.FLOW_COLOURS[kind]}


def test_a_node_of_unreviewed_money_says_so() -> None:
    flow = _flow(("Eugene", "Plate readers", "Flock", "paid", 100), ("Salem", "Drones", "Skydio", "paid", 200))
    flow["is_reviewed"], flow["unreviewed_cents"] = [True, False], [0, 50]
    spec = charts.money_flow(flow)
    assert spec is not None
    labels = {node["name"]: node["label"]["formatter"] for node in spec["series"][0]["data"]}
    assert labels["0:Eugene"] == "Eugene\n$1"
    assert labels["2:Skydio"] == "Skydio\n$2\nin part not reviewed"
    assert charts.aside(flow) == ", of which $0.50 nobody has reviewed"


def test_other_currencies_are_not_drawn_as_dollars() -> None:
    flow = _flow(("Toronto", "Plate readers", "Flock", "paid", 100)).assign(currency="CAD")
    assert charts.money_flow(flow) is None


def test_deals_of_nothing_have_no_band_and_alone_no_chart() -> None:
    free = ("Orlando", "Face recognition", "Amazon", "ceiling", 0)
    unknown = ("Reno", "Drones", None, "none", None)
    assert charts.money_flow(_flow(free, unknown)) is None
    spec = charts.money_flow(_flow(free, unknown, ("Eugene", "Plate readers", "Flock", "paid", 100)))
    assert spec is not None
    assert {node["name"] for node in spec["series"][0]["data"]} == {"0:Eugene", "1:Plate readers", "2:Flock"}


def test_names_cannot_speak_the_language_of_labels() -> None:
    spec = charts.money_flow(_flow(("{a|x}", "T", "V", "paid", 100)))
    assert spec is not None
    assert spec["series"][0]["data"][0]["label"]["formatter"].startswith("(a/x)\n$1")


def test_every_state_has_one_tile_of_its_own() -> None:
    assert len(charts.TILES) == 51
    assert len(set(charts.TILES.values())) == 51


def test_the_map_tells_bought_from_asked() -> None:
    def row(state: str | None, purchases: int, leads: int, named: int = 0) -> dict[str, Any]:
        return {"state": state, "currency": "USD", "purchases": purchases, "agencies": 1, "without_figure": 0,
                "amount_kind": "paid", "amount_cents": None, "unreviewed_cents": None, "is_reviewed": None,
                "only_named": named, "leads": leads, "path": "/purchase"}  # fmt: skip

    states = table(
        [row("OR", 2, 0), row("AZ", 0, 1), row("NV", 0, 0, 1), row(None, 5, 0)], QUESTIONS["purchases_by_state"].columns
    )
    tiles = {value["state"]: value for value in charts.state_tiles(states)["data"]["values"]}
    assert (tiles["OR"]["kind"], tiles["OR"]["figure"]) == ("bought", "2")
    assert (tiles["AZ"]["kind"], tiles["AZ"]["words"]) == ("asked", "0 purchases, 1 lead (asked, did not buy)")
    assert (tiles["NV"]["kind"], tiles["NV"]["words"]) == ("asked", "0 purchases, 1 only named")
    assert tiles["TX"]["words"] == "no record yet"
    assert sum(tile["purchases"] for tile in tiles.values()) == 2, "purchases without a state are on no tile"


def test_ceiling_invoiced_and_paid_stand_apart() -> None:
    spec = charts.ceiling_against(_purchases(ceiling=34_200_000, invoiced=17_100_000))
    assert spec is not None
    bars = {bar["kind"]: bar["dollars"] for bar in spec["data"]["values"]}
    assert bars == {"allowed": 342_000, "invoiced": 171_000}
    words = spec["layer"][-1]["data"]["values"][0]["words"]
    assert words == "ceiling $342,000 · invoiced $171,000 · paid: no record yet"


def test_without_a_ceiling_the_bar_says_it_is_what_was_ordered() -> None:
    spec = charts.ceiling_against(_purchases(ordered=100_000, paid=50_000))
    assert spec is not None
    assert spec["layer"][-1]["data"]["values"][0]["words"].startswith("ordered $1,000")


def test_what_nobody_reviewed_is_said_beside_its_bar() -> None:
    purchases = _purchases(invoiced=17_100_000, invoiced_unreviewed=100)
    spec = charts.ceiling_against(purchases.assign(invoiced_is_reviewed=False))
    assert spec is not None
    words = spec["layer"][-1]["data"]["values"][0]["words"]
    assert words == "invoiced $171,000 (of which $1.00 nobody has reviewed) · paid: no record yet"


@pytest.mark.parametrize("amounts", [{}, {"ceiling": 0}])
def test_nothing_above_zero_is_no_chart(amounts: dict[str, int]) -> None:
    assert charts.ceiling_against(_purchases(**amounts)) is None


def test_specs_name_no_address() -> None:
    flow = charts.money_flow(_flow(("Eugene", "Plate readers", "Flock", "paid", 100)))
    ceiling = charts.ceiling_against(_purchases(ceiling=100))
    states = charts.state_tiles(table([], QUESTIONS["purchases_by_state"].columns))
    assert "http" not in json.dumps([flow, ceiling, states]), "a chart that fetches anything is not offline"
