"""One agency, vendor, purchase, record, value or document as plain data: what `show` prints and a program may read.

Built from the questions, so it says what the dashboard says. Amounts are decimal strings, null where no figure is
known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from watchbill.finding import find
from watchbill.model import Amount
from watchbill.owners import THEN
from watchbill.questions import QUESTIONS

Answer = dict[str, Any]
NO_TECHNOLOGY = "no surveillance technology found"


def rows(connection: Connection, question: str, **filters: Any) -> list[Answer]:
    """The rows of a question as plain data: None for what is not known, dates and times in ISO 8601."""
    frame = QUESTIONS[question].answer(connection, **filters)
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in frame.astype(object).to_dict("records")]


def _plain(cell: Any) -> Any:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()
    return cell.item() if hasattr(cell, "item") else cell


def decimal(cents: int | None) -> str | None:
    """Cents as a decimal string: 34200000 -> "342000.00"."""
    if cents is None:
        return None
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02}"


def purchase_lines(connection: Connection, **filters: Any) -> list[Answer]:
    """One object a purchase, as `watchbill purchases --json` prints them."""
    return [
        {"schema": "watchbill.purchase_line/1", **_headline(row)} for row in rows(connection, "purchases", **filters)
    ]


def _headline(row: Answer) -> Answer:
    return {
        "id": row["purchase_id"],
        "title": row["title"],
        "agency": row["agency_name"],
        "agency_key": row["agency_key"],
        "department": row["department_name"],
        "maker": row["maker_name"],
        "maker_key": row["maker_key"],
        "seller": row["seller_name"],
        "seller_key": row["seller_key"],
        "owner": row["owner_name"],
        "owner_key": row["owner_key"],
        "is_owner_known": row["is_owner_known"],
        "owner_note": row["owner_note"],
        "technologies": _listed(row["technologies"]),
        "rungs": _listed(row["rungs"]),
        **{str(amount): decimal(row[f"{amount}_cents"]) for amount in Amount},
        "currency": row["currency"],
        "unreviewed": {str(amount): decimal(row[f"{amount}_unreviewed_cents"]) for amount in Amount},
        **({} if row["is_surveillance"] else {"note": NO_TECHNOLOGY}),
    }


def _listed(words: str) -> list[str]:
    return words.split(", ") if words else []


def show(connection: Connection, name: str, as_of: str = THEN) -> Answer:
    """Whatever `name` means as plain data with a `schema`; names and owners of vendors `as_of` then, now or a day.

    Raises NotFoundError where the name means nothing, AsOfError where `as_of` does.
    """
    kind, public_id = find(connection, name)
    if kind in DATED:
        return {"schema": f"watchbill.{kind}/1", **DATED[kind](connection, public_id, as_of)}
    return {"schema": f"watchbill.{kind}/1", **ANSWERS[kind](connection, public_id)}


def purchase_answer(connection: Connection, public_id: str, as_of: str = THEN) -> Answer:
    """A purchase with its parties, rungs, amounts and papers, each value with document, page and box."""
    found = rows(connection, "purchases", purchase=public_id, as_of=as_of)
    if not found:
        return _lead_answer(connection, public_id)
    parts = {
        question: rows(connection, f"purchase_{question}", purchase=public_id)
        for question in ("rungs", "papers", "amounts", "parties")
    }
    parties = {
        role: [_party(party) for party in parts["parties"] if party["role"] == role] for role in ("vehicle", "funder")
    }
    papers = [_paper(paper) for paper in parts["papers"]]
    funding = [paper for paper in papers if paper["role"] == "funding"]
    return {
        **_headline(found[0]),
        "is_lead": False,
        "vehicle": next((party["name"] for party in parties["vehicle"]), None),
        "funders": [{**party, "grants": funding} for party in parties["funder"]],
        "first_date": found[0]["first_date"],
        "last_date": found[0]["last_date"],
        "rung_details": [
            {
                "rung": rung["rung"],
                "date": rung["date"],
                "record": rung["record_id"],
                "kind": rung["kind"],
                "number": rung["number"],
                **_place(rung),
            }
            for rung in parts["rungs"]
        ],
        "amounts": _amounts(found[0], parts["amounts"]),
        "parties": [_party(party) | {"role": party["role"]} for party in parts["parties"]],
        "papers": papers,
        **_findings(connection, public_id),
        "corrections": rows(connection, "corrections", purchase=public_id),
        "path": found[0]["path"],
    }


def _findings(connection: Connection, public_id: str) -> Answer:
    """The terms, the flags and what papers state of the deployment, each with where it is printed."""
    flags: dict[str, Answer] = {}
    for row in rows(connection, "flags", purchase=public_id):
        said = {name: row[name] for name in ("flag", "sentence", "refuted_by", "needs_review")}
        flags.setdefault(row["flag"], {**said, "proofs": []})["proofs"].append(_proof(row))
    return {
        "terms": [
            {name: row[name] for name in ("term", "date", "sentence", "needs_review")} | _proof(row)
            for row in rows(connection, "terms", purchase=public_id)
        ],
        "flags": list(flags.values()),
        "deployment": [
            {name: row[name] for name in ("fact", "number", "unit", "raw", "needs_review")} | _proof(row)
            for row in rows(connection, "deployment", purchase=public_id)
        ],
    }


def _proof(row: Answer) -> Answer:
    return {"record": row["record_id"], "value": row["value_id"], **_place(row), "url_path": row["evidence_path"]}


def _lead_answer(connection: Connection, public_id: str) -> Answer:
    found = [row for row in rows(connection, "leads") if row["lead_id"] == public_id]
    first = found[0]
    return {
        "id": public_id,
        "is_lead": True,
        "agency": first["agency_name"],
        "maker": first["maker_name"],
        "technologies": _listed(first["technologies"]),
        "rungs": [],
        "interest": [{"words": row["interest"], "value": row["value_id"], **_place(row)} for row in found],
    }


def _place(row: Answer) -> Answer:
    return {
        "document": row["document_id"],
        "title": row["document_title"],
        **({"sha256": row["sha256"]} if "sha256" in row else {}),
        "page": row["page"],
    }


def _party(row: Answer) -> Answer:
    return {
        "name": row["party_name"],
        "id": row["party_id"],
        "key": row["party_key"],
        "printed": row["printed"],
        "value": row["value_id"],
        "url_path": row["evidence_path"],
    }


def _paper(row: Answer) -> Answer:
    return {
        "record": row["record_id"],
        "kind": row["kind"],
        "role": row["role"],
        "number": row["number"],
        "date": row["date"],
        "vendor": row["vendor"],
        "total": decimal(row["total_cents"]),
        **{name: row[name] for name in ("method", "fund", "vote")},
        "document": row["document_id"],
        "title": row["document_title"],
        "sha256": row["sha256"],
        "pages": [row["first_page"], row["last_page"]],
        "joined_by": row["joined_by"],
    }


def _amounts(purchase: Answer, values: list[Answer]) -> Answer:
    return {
        str(amount): {
            "amount": decimal(purchase[f"{amount}_cents"]),
            "currency": purchase["currency"],
            "unreviewed": decimal(purchase[f"{amount}_unreviewed_cents"]),
            "values": [_value(value) for value in values if value["amount"] == str(amount)],
        }
        for amount in Amount
    }


def _value(row: Answer) -> Answer:
    return {
        "id": row["value_id"],
        "amount": decimal(row["cents"]),
        "raw": row["raw"],
        "record": row["record_id"],
        "kind": row["kind"],
        "number": row["number"],
        "vendor": row["row_vendor"],
        **_place(row),
        "bbox": _box(row),
        "confidence": row["confidence"],
        "is_reviewed": row["is_reviewed"],
        "needs_review": row["needs_review"],
        "corrected": row["corrected_at"] is not None,
        "url_path": row["evidence_path"],
    }


def _box(row: Answer) -> list[float]:
    return [round(row[side], 1) for side in ("x0", "top", "x1", "bottom")]


def agency_answer(connection: Connection, public_id: str, as_of: str = THEN) -> Answer:
    """An agency with its purchases and leads."""
    found = rows(connection, "agencies", agency=public_id)[0]
    return {
        "id": public_id,
        "key": found["agency_key"],
        "name": found["agency_name"],
        **{name: found[name] for name in ("state", "place", "kind", "source")},
        "parent": found["parent_name"],
        "purchases": [_headline(row) for row in rows(connection, "purchases", agency=public_id, as_of=as_of)],
        "leads": rows(connection, "leads", agency=public_id),
    }


def vendor_answer(connection: Connection, public_id: str, as_of: str = THEN) -> Answer:
    """A vendor with its owner today (or on the day of `as_of`), its relations, and the purchases it takes part in."""
    found = rows(connection, "vendors", vendor=public_id, as_of=as_of)[0]
    return {
        "id": public_id,
        "key": found["vendor_key"],
        "name": found["vendor_name"],
        "aliases": found["aliases"].split("; ") if found["aliases"] else [],
        **{name: found[name] for name in ("kind", "notes", "source", "is_verified")},
        "owner": found["owner_name"],
        **{name: found[name] for name in ("owner_key", "is_owner_known", "owner_note")},
        "relations": rows(connection, "vendor_relations", vendor=public_id),
        "purchases": [_headline(row) for row in rows(connection, "purchases", vendor=public_id, as_of=as_of)],
        "leads": rows(connection, "leads", vendor=public_id),
    }


def record_answer(connection: Connection, public_id: str) -> Answer:
    """A record with its checks and every value it prints."""
    found = rows(connection, "papers", record=public_id)
    values = rows(connection, "values_of_record", record=public_id)
    head = (
        found[0] if found else {"record_id": public_id, "note": "not current: replaced by a newer reading or removed"}
    )
    return {
        "id": public_id,
        **head,
        "checks": [_check(check) for check in rows(connection, "checks_of_record", record=public_id)],
        "values": [_full_value(value) for value in values],
        "corrections": rows(connection, "corrections", target=public_id),
    }


def _check(row: Answer) -> Answer:
    return {name: row[name] for name in ("check", "passed", "needs_review", "detail")}


def value_answer(connection: Connection, public_id: str) -> Answer:
    """A value with its page, box and bytes, where those were found, who corrected it, and what failed on its paper."""
    found = rows(connection, "evidence_of_value", value=public_id)[0]
    checks = rows(connection, "checks_of_record", record=found["record_id"])
    return {
        **_full_value(found),
        "failed_checks": [check["sentence"] for check in checks if not check["passed"]],
        "retrievals": rows(connection, "retrievals_of_document", document=found["document_id"]),
        "corrections": rows(connection, "corrections", target=public_id),
    }


def _full_value(row: Answer) -> Answer:
    return {
        "id": row["value_id"],
        **{name: row[name] for name in ("field", "value", "value_as_read", "raw")},
        "amount": decimal(row["cents"]),
        "currency": row["currency"],
        **{name: row[name] for name in ("confidence", "is_reviewed", "needs_review", "reason", "row", "row_kind")},
        "row_vendor": row["row_vendor"],
        "corrected": row["corrected_at"] is not None,
        "record": row["record_id"],
        "kind": row["kind"],
        **_place(row),
        "bbox": _box(row),
        "reader": row["reader"],
        "url_path": row["evidence_path"],
    }


def document_answer(connection: Connection, public_id: str) -> Answer:
    """A document with the papers found in it and the places it came from."""
    found = rows(connection, "documents", document=public_id)
    head = found[0] if found else {"document_id": public_id, "note": "only in releases that were removed"}
    return {
        "id": public_id,
        **head,
        "papers": rows(connection, "papers", document=public_id),
        "retrievals": rows(connection, "retrievals_of_document", document=public_id),
    }


#: Answers with names and owners of vendors, which change with the day.
DATED: dict[str, Callable[[Connection, str, str], Answer]] = {
    "purchase": purchase_answer,
    "agency": agency_answer,
    "vendor": vendor_answer,
}
ANSWERS: dict[str, Callable[[Connection, str], Answer]] = {
    "record": record_answer,
    "value": value_answer,
    "document": document_answer,
}
