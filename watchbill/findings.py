"""Terms, flags and deployment facts of every purchase, written beside it in the transaction that joins purchases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from watchbill.deployment import deployed
from watchbill.dossier import Dossier, load_dossiers
from watchbill.flags import Threshold, load_thresholds, raised
from watchbill.store import schema as s
from watchbill.terms import find_terms

_TABLES = (s.purchase_term, s.purchase_flag, s.purchase_fact)  # the proofs of flags go with their flags


def write_findings(connection: sa.Connection, thresholds: Sequence[Threshold] | None = None) -> None:
    """Recompute them all from the purchases as they stand. `thresholds`: those of the registry where None is given."""
    for table in _TABLES:
        connection.execute(sa.delete(table))
    known = load_thresholds() if thresholds is None else thresholds
    dossiers = load_dossiers(connection)
    _insert(connection, s.purchase_term, [row for dossier in dossiers for row in _terms(dossier)])
    _insert(connection, s.purchase_fact, [row for dossier in dossiers for row in _facts(dossier)])
    _write_flags(connection, dossiers, known)


def _terms(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "purchase_id": dossier.purchase_id,
            "kind": str(term.kind),
            "date": term.date,
            "text": term.text,
            "record_id": term.proofs[0].record_id,
            "value_id": term.proofs[0].fact.id if term.proofs[0].fact else None,
            "is_reviewed": term.is_reviewed,
        }
        for term in find_terms(dossier)
    ]


def _facts(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "purchase_id": dossier.purchase_id,
            "fact": one.fact,
            "number": one.number,
            "unit": one.unit,
            "value_id": one.stated.id,
            "is_reviewed": one.stated.is_reviewed,
        }
        for one in deployed(dossier)
    ]


def _write_flags(connection: sa.Connection, dossiers: Sequence[Dossier], thresholds: Sequence[Threshold]) -> None:
    found = [(dossier.purchase_id, one) for dossier in dossiers for one in raised(dossier, thresholds)]
    if not found:
        return
    rows = [
        {
            "purchase_id": purchase_id,
            "flag": one.flag.key,
            "sentence": one.sentence,
            "refuted_by": one.refuted_by,
            "is_reviewed": one.is_reviewed,
        }
        for purchase_id, one in found
    ]
    added = sa.insert(s.purchase_flag).returning(s.purchase_flag.c.id, sort_by_parameter_order=True)
    proofs = [
        {
            "purchase_flag_id": flag_id,
            "position": position,
            "record_id": proof.record_id,
            "value_id": proof.fact.id if proof.fact else None,
        }
        for flag_id, (_, one) in zip(connection.execute(added, rows).scalars(), found, strict=True)
        for position, proof in enumerate(one.proofs, start=1)
    ]
    _insert(connection, s.purchase_flag_proof, proofs)


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)
