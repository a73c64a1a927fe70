"""Decisions of reviewers, each one row of the correction log: accept, correct, undo. Merges and splits: `regroup`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.model import NAME_FIELDS
from watchbill.resolve import candidates
from watchbill.resolve.match import NEAR
from watchbill.review.checks import FailedChecks, failed_checks, is_accepted
from watchbill.review.corrections import Correction, append, read_log, standing
from watchbill.review.deals import DEAL
from watchbill.review.decision import Decision
from watchbill.review.pairs import PAIR, keep_apart
from watchbill.review.regroup import confirm
from watchbill.review.settle import Settled, anchor_of, current_values, overlay_of, said_of
from watchbill.review.typed import typed_value
from watchbill.store.schema import agency, name_match, value, vendor

#: What `--to` takes for a name that belongs to nobody in the registry.
NOBODY = "none"
#: What is kept as the value of a field that, as a person says, the paper does not print.
NOT_PRINTED = Settled("", None, None, True)


def accept(connection: sa.Connection, reviewer: str, target: str, reason: str) -> Decision:
    """A value is as read, a name means its nearest candidate, a paper holds although a check of it failed, a merge
    or split holds although its papers changed, or two purchases that may be one are two.

    Raises NotFoundError for an unknown id.
    """
    if target.startswith("j-"):
        return confirm(connection, reviewer, target, reason)
    if target.startswith("q-"):
        return keep_apart(connection, reviewer, target, reason)
    failed = next(failed_checks(connection, target), None)
    if failed is not None:
        return _accept_checks(connection, reviewer, failed, reason)
    name = _name(connection, target)
    if name is not None:
        near = candidates(connection, name["kind"], [name["name"]], limit=1)[name["name"]]
        if not near or near[0].score * 100 < NEAR:
            raise WatchbillError(
                f"{name['name']!r} is near no {name['kind']} of the registry; say which it is with "
                f"`watchbill review correct {target} --to KEY`, or `--to {NOBODY}`."
            )
        return _settle_name(connection, reviewer, name, near[0].key, reason)
    row = _value(connection, target)
    said = said_of(row["value"], row["cents"], row["date"])
    held = overlay_of(connection).holds.get(row["id"])
    if held is not None and held.after == said:
        return Decision(None, f"{target} was accepted by {held.reviewer} already", False)
    before = held.after if held is not None else said
    number = append(connection, reviewer, "accept", "value", target, anchor_of(row), before, said, reason)
    return Decision(number, f"accepted the {row['field']} {row['value']!r}", row["field"] in NAME_FIELDS)


def _accept_checks(connection: sa.Connection, reviewer: str, failed: FailedChecks, reason: str) -> Decision:
    """A person looked at the paper and accepts that these checks fail."""
    said = standing(read_log(connection), "check").get(failed.record)
    if said is not None and is_accepted(failed, said):
        return Decision(None, f"{failed.record} was accepted by {said.reviewer} already", False)
    kind = failed.kind.replace("_", " ")
    anchor = {"sha256": failed.sha256, "pages": list(failed.pages), "name": f"failed checks of the {kind}"}
    before, after = {"decision": "waiting"}, {"decision": "accepted", "checks": [dict(one) for one in failed.checks]}
    number = append(connection, reviewer, "accept", "check", failed.record, anchor, before, after, reason)
    return Decision(number, f"accepted the {kind} although {'; '.join(failed.sentences)}", False)


def correct(connection: sa.Connection, reviewer: str, target: str, text: str, reason: str) -> Decision:
    """A value is what the reviewer says. Raises WatchbillError where the text does not fit the field."""
    row = _value_to_correct(connection, target)
    return _correct(connection, reviewer, row, typed_value(row["field"], text), reason)


def strike(connection: sa.Connection, reviewer: str, target: str, reason: str) -> Decision:
    """A value is no value: the paper does not print this field. It counts nowhere, and its words stay as evidence."""
    return _correct(connection, reviewer, _value_to_correct(connection, target), NOT_PRINTED, reason)


def _value_to_correct(connection: sa.Connection, target: str) -> Mapping[str, Any]:
    if _name(connection, target) is not None:
        raise WatchbillError(f"{target} is a printed name; say whom it means with `--to KEY`, or `--to {NOBODY}`.")
    return _value(connection, target)


def _correct(connection: sa.Connection, reviewer: str, row: Mapping[str, Any], now: Settled, reason: str) -> Decision:
    """`before` of the log is the value in force, so what an earlier correction said."""
    held = overlay_of(connection).holds.get(row["id"])
    before = (held.after if held is not None else None) or said_of(row["value"], row["cents"], row["date"])
    after = said_of(now.value, now.cents, now.date)
    if held is not None and before == after:
        return Decision(None, f"the {row['field']} is {now.value or 'not printed'} already", False)
    target = row["public_id"]
    number = append(connection, reviewer, "correct", "value", target, anchor_of(row), before, after, reason)
    to = f"to {now.value!r}" if now.value else "to not printed"
    sentence = f"corrected the {row['field']} from {before['value'] or 'not printed'!r} {to}"
    return Decision(number, sentence, row["field"] in NAME_FIELDS)


def resolve(connection: sa.Connection, reviewer: str, target: str, key: str, reason: str) -> Decision:
    """A printed name means the vendor or agency `key`, or nobody. Raises NotFoundError for an unknown id or key."""
    name = _name(connection, target)
    if name is None:
        row = _value(connection, target)
        raise WatchbillError(f"{target} is a {row['field']}, not a printed name; give its new value instead of `--to`.")
    return _settle_name(connection, reviewer, name, key, reason)


def undo(connection: sa.Connection, reviewer: str, target: str, reason: str) -> Decision:
    """Take back a correction, by its number or by what it was about. Undoing an undo restores what it took back."""
    undone = _correction(connection, target)
    number = append(
        connection, reviewer, "undo", undone.target_kind, undone.target_id, undone.anchor, undone.after, undone.before,
        reason, undoes=undone.id,
    )  # fmt: skip
    changes_names = undone.target_kind == "name" or undone.anchor.get("field") in NAME_FIELDS
    return Decision(number, f"took back correction {undone.id} ({undone.action}) by {undone.reviewer}", changes_names)


def _settle_name(connection: sa.Connection, reviewer: str, name: Mapping[str, Any], key: str, reason: str) -> Decision:
    after = {"none": True} if key == NOBODY else _party(connection, name["kind"], key)
    anchor = {"kind": name["kind"], "name": name["name"]}
    before = {"decision": name["decision"], "method": name["method"]}
    action = "reject" if key == NOBODY else "resolve"
    number = append(connection, reviewer, action, "name", name["public_id"], anchor, before, after, reason)
    meaning = "is nobody of the registry" if key == NOBODY else f"means {key}"
    return Decision(number, f"{name['name']!r} {meaning}", True)


def _party(connection: sa.Connection, kind: str, key: str) -> dict[str, str]:
    """The vendor or agency of this key: {"vendor": key} or {"agency": key}; a vendor name may mean an agency."""
    tables = {"agency": agency} if kind == "agency" else {"vendor": vendor, "agency": agency}
    for of, table in tables.items():
        if connection.scalar(sa.select(table.c.id).where(table.c.key == key)) is not None:
            return {of: key}
    keys = [known for table in tables.values() for known in connection.scalars(sa.select(table.c.key))]
    near = process.extractOne(key, keys, scorer=fuzz.ratio)
    advice = f"; the nearest is {near[0]}" if near else ""
    raise NotFoundError(f"No {' or '.join(tables)} has the key {key!r}{advice}.")


def _name(connection: sa.Connection, target: str) -> Mapping[str, Any] | None:
    row = connection.execute(sa.select(name_match).where(name_match.c.public_id == target)).mappings().first()
    return dict(row) if row else None


def _value(connection: sa.Connection, target: str) -> Mapping[str, Any]:
    row = connection.execute(current_values().where(value.c.public_id == target)).mappings().first()
    if row is not None:
        return dict(row)
    if target in standing(read_log(connection), "value"):
        raise NotFoundError(
            f"The value {target} was corrected once and today's reading has no such value; "
            f"`watchbill review undo {target}` takes the correction back."
        )
    raise NotFoundError(f"Nothing has the id {target!r}; `watchbill review list` shows what waits.")


def _correction(connection: sa.Connection, target: str) -> Correction:
    """The correction of this number, or the one that stands for this value or name."""
    log = read_log(connection)
    if target.isdecimal():
        chosen = next((row for row in log if row.id == int(target)), None)
        if chosen is None:
            raise NotFoundError(f"The log has no correction {target}; `watchbill review list --log` shows it.")
    else:
        chosen = _standing_for(connection, target, log)
    taken_back = next((row for row in log if row.undoes == chosen.id and _in_force(row, log)), None)
    if taken_back is not None:
        raise WatchbillError(
            f"Correction {chosen.id} was taken back by {taken_back.reviewer} already (correction {taken_back.id})."
        )
    return chosen


def _in_force(row: Correction, log: list[Correction]) -> bool:
    return not any(other.undoes == row.id and _in_force(other, log) for other in log if other.id > row.id)


def _standing_for(connection: sa.Connection, target: str, log: list[Correction]) -> Correction:
    stands = standing(log, "value") | standing(log, "name") | standing(log, "check") | standing(log, DEAL)
    stands |= standing(log, PAIR)
    if target in stands:
        return stands[target]
    row_id = connection.scalar(sa.select(value.c.id).where(value.c.public_id == target))
    overlay = overlay_of(connection)
    held = overlay.holds.get(row_id or -1) or overlay.conflicts.get(row_id or -1)
    if held is None:
        raise NotFoundError(f"Nobody settled {target!r}, so there is nothing to undo.")
    return held
