"""Invoices that nobody titled: a seller prints the number, the day, the order and what is due, and no word over them.

Labels decide then, and only then: a title of another kind always speaks first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.correspondence import is_letter
from extractors.fields import signed_number
from extractors.hinted import Hinted
from extractors.item_choice import find_items
from extractors.labels import Form, Label, below, find_labels, right_of
from extractors.numbers import find_numbers
from extractors.paper import Page
from extractors.titles import Scores
from extractors.values import find_money
from watchbill.model import Kind

#: Labels that stand on invoices beside the number and the amount that is due; two of them are enough.
_BESIDE = ("invoice_date", "due_date", "po_number", "bill_to", "remit_to")
#: Labels of papers that cite an invoice: offers, checks, requests for payment.
_OF_OTHERS = frozenset({"quote_number", "requisition_number", "check_number", "check_date"})
#: What statements, slips, reminders and the buyer's own forms say of the invoices that they cite.
_CITES = Hinted(
    r"\bstatement\b|\bremittance\b|\b(?:amount|payment)\s+(?:enclosed|remitted)\b|\breturn\s+(?:this|the)\s+(?:portion|stub|slip)\b"
    r"|\bpast\s+due\b|\breminder\b|\boverdue\b|\bfinal\s+notice\b|\bvoucher\b|\b(?:check|payment)\s+request\b|\brequest\s+for\s+"
    r"(?:check|payment)\b|\bpacking\s+(?:slip|list)\b|\baging\b|\breceiving\s+report\b|\bnot\s+an\s+invoice\b",
    "statement|remit|enclosed|return|past|reminder|overdue|final notice|voucher|request|packing|aging|receiving|not an",
)
#: What only the slip says that goes back with a payment.
_SLIP = Hinted(
    r"\b(?:return|detach|send)\s+(?:this|the)\s+(?:bottom\s+|lower\s+)?(?:portion|stub|slip|part)\b|\bremittance\s+(?:slip|stub|advice)\b"
    r"|\b(?:amount|payment)\s+enclosed\b",
    "return|detach|send|remittance|enclosed",
)
#: A title that is no caption of a number scores at least this, one in large letters at least that.
_TITLE = 0.55
_LARGE = 0.8


def is_untitled_invoice(page: Page, titled: Mapping[Kind, float], scores: Scores) -> bool:
    """Whether a page's labels are those of one invoice and nothing on it names another kind of paper.

    `titled` are the scores of its titles alone, `scores` all of them; a small caption *Purchase Order No.* is no title.
    """
    others = {kind: score for kind, score in scores.items() if kind not in (Kind.INVOICE, Kind.PURCHASE_ORDER)}
    if max(others.values(), default=0.0) >= 0.4 or titled.get(Kind.PURCHASE_ORDER, 0.0) >= _LARGE:
        return False
    labels = find_labels(page)
    meanings = {label.meaning for label in labels}
    if "invoice_number" not in meanings:
        return not meanings & _OF_OTHERS and _asks_for_payment(page, labels)
    if meanings & _OF_OTHERS or sum(name in meanings for name in _BESIDE) < 2:
        return False
    if is_letter(page) or _CITES.search(page.text, page.small):
        return False
    return _names_one(page, labels) and any(_has_amount(label, page, labels) for label in labels)


def _asks_for_payment(page: Page, labels: Sequence[Label]) -> bool:
    """Whether a small seller's bill has a number with its sign in the head and an amount that it asks to pay."""
    asked = [label for label in labels if label.meaning == "grand_total" and "pay" in label.phrase.split()]
    if not any(_has_amount(label, page, labels) for label in asked):
        return False
    return (
        not is_letter(page) and not _CITES.search(page.text, page.small) and signed_number(Form.of([page])) is not None
    )


def is_slip(page: Page, titled: Mapping[Kind, float]) -> bool:
    """Whether a page without the title of an invoice is the slip that goes back with its payment: it lists nothing."""
    if titled.get(Kind.INVOICE, 0.0) >= _TITLE or not _SLIP.search(page.text, page.small):
        return False
    return not find_items(Form.of([page])) and "subtotal" not in {label.meaning for label in find_labels(page)}


def _names_one(page: Page, labels: Sequence[Label]) -> bool:
    """Whether one invoice is numbered: a column of numbers under the label is a list of invoices."""
    numbers: set[str] = set()
    for label in labels:
        if label.meaning != "invoice_number" or label.length < 2 or not label.phrase.startswith(("inv", "tax inv")):
            continue
        beside = find_numbers(right_of(label, page, labels)[:1])
        under = [found for words in below(label, page, labels) for found in find_numbers(words[:1])]
        numbers.update(found.value for found in (beside or under))
    return len(numbers) == 1


def _has_amount(label: Label, page: Page, labels: Sequence[Label]) -> bool:
    """Whether a label of a whole amount has one beside it or under it."""
    if label.meaning != "grand_total":
        return False
    places = (right_of(label, page, labels), *below(label, page, labels, rows=1))
    return any(find_money(words) for words in places)
