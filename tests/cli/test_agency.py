"""`agency list` and `agency add`."""

from __future__ import annotations

import json

from tests.cli.conftest import Run


def test_agencies_are_listed(run: Run) -> None:
    agencies = [json.loads(line) for line in run("agency", "list", "--json").out.splitlines()]
    keys = [agency["key"] for agency in agencies]
    assert keys == sorted(keys)
    assert "us-or-eugene-pd" in keys
    assert "Eugene Police Department" in run("agency", "list", "eugene").out
    assert "no such agencies" in run("agency", "list", "qqqq").err


def test_an_agency_is_added_once(run: Run) -> None:
    command = ("agency", "add", "us-or-bend-pd", "--name", "Bend Police Department", "--state", "or")
    assert run(*command, "--kind", "police").err.splitlines()[0] == "added us-or-bend-pd (Bend Police Department)"
    again = run(*command)
    assert again.code == 0
    assert again.err == "us-or-bend-pd (Bend Police Department) is there already; nothing changed\n"
    (found,) = [json.loads(line) for line in run("agency", "list", "bend-pd", "--json").out.splitlines()]
    assert (found["name"], found["state"], found["kind"]) == ("Bend Police Department", "OR", "police")
    assert found["id"].startswith("a-")


def test_an_agency_much_like_another_is_noted(run: Run) -> None:
    answer = run("agency", "add", "us-or-eugene-police", "--name", "Eugene Police")
    assert answer.code == 0
    assert "much like us-or-eugene-pd (Eugene Police Department)" in answer.err


def test_bad_agencies_are_refused(run: Run) -> None:
    assert run("agency", "add", "Eugene", "--name", "x").code == 1
    assert run("agency", "add", "us-or-x").code == 2
    assert run("agency", "add", "us-or-x", "--name", " ").code == 2
    taken = run("agency", "add", "us-or-eugene-pd", "--name", "Springfield Police")
    assert taken.code == 1
    assert "belongs to Eugene Police Department (OR) already" in taken.err
    assert run("agency", "add", "us-or-x", "--name", "x", "--parent", "us-or-nowhere").code == 3
