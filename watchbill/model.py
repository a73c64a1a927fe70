"""The words of the house as data: what a reading is made of, and the vocabulary every room shares.

A *document* is bytes. A *reading* is one run of one reader version over one document; it finds *records* (papers),
whose *values* each carry the printed text, the page and the box that prove them. No file or database is opened here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA = "watchbill.reading/1"

#: Values at or above this confidence are accepted without a person; the others wait in review.
AUTO_ACCEPT = 0.95


class Kind(StrEnum):
    """What kind of paper a record is."""

    INVOICE = "invoice"
    PURCHASE_ORDER = "purchase_order"
    QUOTE = "quote"
    CONTRACT = "contract"
    AMENDMENT = "amendment"
    RESOLUTION = "resolution"  # a body acted: proves *approved*
    STAFF_REPORT = "staff_report"  # staff ask: proves *recommended*
    REQUISITION = "requisition"
    REGISTER = "register"  # checks or warrants, with numbers and dates
    PAYMENT_LISTING = "payment_listing"
    GRANT = "grant"
    AGREEMENT = "agreement"  # no money: NDA, MOU, pilot, trial, donation
    FEE_INVOICE = "fee_invoice"  # an agency bills a records requester; never a purchase
    RECORDS_LETTER = "records_letter"
    EMAIL = "email"
    OTHER = "other"


class Outcome(StrEnum):
    """How the reading of a document ended. Every document ends in exactly one of these."""

    READ = "read"
    NOTHING_FOUND = "nothing_found"
    PARTIAL = "partial"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a document was refused or only partly read."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NOT_A_DOCUMENT = "not_a_document"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    OLD_OFFICE = "old_office"  # a binary .doc
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"  # the child that read it died
    READER_FAULT = "reader_fault"  # our own code failed on it; the reading's detail says where
    REPAIRED = "repaired"  # only a repaired copy could be read: never more than partial


class Rung(StrEnum):
    """How far a purchase has come; each rung needs a record of its own that proves it."""

    PROPOSED = "proposed"
    RECOMMENDED = "recommended"
    APPROVED = "approved"
    SIGNED = "signed"
    ORDERED = "ordered"
    INVOICED = "invoiced"
    PAID = "paid"
    ENDED = "ended"


class Amount(StrEnum):
    """The five amounts of a purchase. They are never added to each other."""

    CEILING = "ceiling"  # the most the signed paper allows
    AUTHORISED = "authorised"  # what the governing body voted
    ORDERED = "ordered"  # purchase orders net of changes
    INVOICED = "invoiced"  # invoices net of credits
    PAID = "paid"  # checks, register rows, stated expenditures


class Role(StrEnum):
    """What a party is to a purchase."""

    BUYER = "buyer"
    DEPARTMENT = "department"  # a part of the buyer, for which it was bought
    SELLER = "seller"
    MAKER = "maker"
    VEHICLE = "vehicle"
    FUNDER = "funder"


#: Fields of a record, by the type of their `value` in the reading's JSON.
NAME_FIELDS = frozenset({"agency", "vendor", "maker", "vehicle", "funder", "payee"})
NUMBER_FIELDS = frozenset({"number", "po_number", "contract_number", "check_number", "grant_number", "invoice_number"})
DATE_FIELDS = frozenset({"date", "due_date", "check_date", "start_date", "end_date"})
MONEY_FIELDS = frozenset({"subtotal", "tax", "total", "ceiling", "amount", "unit_price", "spent"}) | frozenset(
    {"changed_by", "changed_to"}  # what a change adds to a contract (less than 0: takes off), and what it comes to then
)
TEXT_FIELDS = frozenset(
    {"term", "technology", "product", "description", "quantity", "interest", "subject"}
) | frozenset(
    {"fund", "method", "vote"}  # what a governing body was asked or said: who pays, how the seller was chosen, 5-2
)
#: What a paper states in its text, each a row of `Record.facts`: a count such as ``25``, or a time such as ``30 days``.
DEPLOYMENT_FACTS = frozenset(
    {"cameras", "devices", "drones", "licences", "users", "mug_shots", "plate_reads", "searches", "sharing_agencies"}
) | {"retention"}
#: How an agreement goes on: ``automatic`` or ``by agreement``, for how long, and how long before its end to say no.
TERM_FACTS = frozenset({"renewal", "renewal_term", "notice"})
#: How a deal came about, in the words that say so.
CIRCUMSTANCES = frozenset({"pilot", "consent_agenda", "non_disclosure", "sole_source", "ratified", "ended"})
FIELDS = NAME_FIELDS | NUMBER_FIELDS | DATE_FIELDS | MONEY_FIELDS | TEXT_FIELDS

#: (x0, top, x1, bottom) in points; origin is the top left of the page as displayed.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Value:
    """One field of a record with its evidence.

    `value` is normalised text: ISO dates, decimal strings such as ``342000.00``, names and numbers as printed with
    white space folded. `raw` is what the page prints inside `bbox` on `page` (from 1). `confidence` is a probability.
    `reason` says in a few words why a confidence below AUTO_ACCEPT is low.
    """

    value: str
    raw: str
    page: int
    bbox: Box
    confidence: float
    currency: str | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"value": self.value, "raw": self.raw}
        if self.currency:
            out["currency"] = self.currency
        out |= {"page": self.page, "bbox": [round(n, 1) for n in self.bbox], "confidence": round(self.confidence, 3)}
        if self.reason:
            out["reason"] = self.reason
        return out


@dataclass(frozen=True, slots=True)
class Row:
    """A line item or a payment: fields by name."""

    fields: Mapping[str, Value]

    def as_json(self) -> dict[str, Any]:
        return {"fields": {name: value.as_json() for name, value in self.fields.items()}}


@dataclass(frozen=True, slots=True)
class Check:
    """Arithmetic as evidence: `passed` or not, and in `detail` the figures that were compared."""

    name: str
    passed: bool
    detail: str = ""

    @property
    def sentence(self) -> str:
        """``items sum to total failed: 150.00 against 151.00``."""
        words = f"{self.name.replace('_', ' ')} {'holds' if self.passed else 'failed'}"
        return f"{words}: {self.detail}" if self.detail else words

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "passed": self.passed, **({"detail": self.detail} if self.detail else {})}


@dataclass(frozen=True, slots=True)
class Record:
    """One paper found in a document: its kind, first and last page (from 1, inclusive), and its values.

    `facts` are what its text states beside its fields, one value a row, a name as often as it is stated.
    """

    kind: Kind
    pages: tuple[int, int]
    confidence: float
    fields: Mapping[str, Value] = field(default_factory=dict)
    items: tuple[Row, ...] = ()
    payments: tuple[Row, ...] = ()
    checks: tuple[Check, ...] = ()
    facts: tuple[Row, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "pages": list(self.pages),
            "confidence": round(self.confidence, 3),
            "fields": {name: value.as_json() for name, value in self.fields.items()},
            "items": [row.as_json() for row in self.items],
            "payments": [row.as_json() for row in self.payments],
            "checks": [check.as_json() for check in self.checks],
            **({"facts": [row.as_json() for row in self.facts]} if self.facts else {}),
        }


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page for search, and its size in points as displayed. `origin` is native, ocr or none."""

    number: int
    width: float
    height: float
    origin: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader version made of one document."""

    sha256: str
    media_type: str
    pages: int
    text: str  # native | ocr | mixed | none
    outcome: Outcome
    reader: str
    reason: Reason | None = None
    records: tuple[Record, ...] = ()
    page_texts: tuple[PageText, ...] = ()
    detail: str = ""  # of a fault of ours: the type of each exception and where it was raised

    def as_json(self, path: str) -> dict[str, Any]:
        """The contract that `watchbill read --json` prints, one object per document."""
        return {
            "schema": SCHEMA,
            "document": {
                "path": path,
                "sha256": self.sha256,
                "pages": self.pages,
                "media_type": self.media_type,
                "text": self.text,
            },
            "outcome": str(self.outcome),
            "reason": str(self.reason) if self.reason else None,
            **({"detail": self.detail} if self.detail else {}),
            "reader": self.reader,
            "records": [record.as_json() for record in self.records],
        }


@dataclass(frozen=True, slots=True)
class WarcPlace:
    """Where the WARC record of an answer lies: the file, the byte at which its gzip member begins, and its own id."""

    file: str
    offset: int
    record: str  # urn:uuid:…


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One observation of one URL at one time by a crawler.

    `outcome` is kept (new bytes), unchanged (bytes the archive had, or 304), refused (with `reason`) or failed.
    `sha256` names the document where bytes were kept. `requested_at` is UTC, ISO 8601. `facts` are what the portal's
    own software says of the paper: matter number, body, status, vendor ...
    """

    portal: str
    url: str
    requested_at: str
    status: int | None
    outcome: str
    reason: str | None = None
    sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    link_date: str | None = None
    found_on: str | None = None
    warc: WarcPlace | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """What is remembered of the last time a URL gave a document: enough to ask for it again only if it changed."""

    sha256: str
    requested_at: str  # UTC, ISO 8601
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How the crawl of one portal ended: `complete`, `incomplete` (`detail` says what is missing and why) or `failed`.

    `documents` are the documents the portal offers and the archive holds; `new` of them were not known before, and
    `skipped` were fetched too recently to ask again. `refused` answers held no document, `failed` gave no answer.
    `entries` are the rows of the portal's own lists, where its software lists them. `waiting_until` (UTC, ISO 8601) is
    when a server that asked us to wait is asked again; empty while none does.
    """

    portal: str
    outcome: str
    pages: int = 0
    entries: int = 0
    documents: int = 0
    new: int = 0
    skipped: int = 0
    refused: int = 0
    failed: int = 0
    detail: str = ""
    is_unreachable: bool = False
    waiting_until: str = ""

    def __str__(self) -> str:
        """One line: ``us_or_eugene: complete; 12 pages, 31 documents (3 new), 0 refused``."""
        line = f"{self.portal}: {self.outcome}; {_counted(self.pages, 'page')}, {_counted(self.documents, 'document')} "
        line += f"({self.new} new), {self.refused} refused" + (f", {self.failed} failed" if self.failed else "")
        return f"{line}; {self.detail}" if self.detail else line

    def counts(self) -> dict[str, int]:
        return {
            "pages": self.pages,
            "entries": self.entries,
            "documents": self.documents,
            "new": self.new,
            "skipped": self.skipped,
            "refused": self.refused,
            "failed": self.failed,
        }


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def public_id(prefix: str, *parts: object) -> str:
    """A short stable id derived from content, so that links survive a rebuild; ``d-3k9x…`` for a document.

    The first 60 bits of the SHA-256 of the parts, in a base-32 alphabet without look-alikes (Crockford's).
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return prefix + "-" + "".join(alphabet[(number >> shift) & 31] for shift in range(55, -1, -5))
