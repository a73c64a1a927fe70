"""A small store filled by hand: two buyers, a $0 pilot, a lead, an unreviewed figure, names that try to be scripts."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field

import sqlalchemy as sa
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

from watchbill.archive import Archive
from watchbill.model import public_id
from watchbill.store import schema as s

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
HOSTILE = '<img src=x onerror="document.title=1">“](javascript:alert(1))'
WIDTH, HEIGHT = letter

#: Lines of a page: (x, baseline from the top, size, words).
Line = tuple[float, float, float, str]


def typeset(pages: list[list[Line]]) -> bytes:
    """A PDF with the lines of each page where they are asked to be."""
    out = io.BytesIO()
    pdf = canvas.Canvas(out, pagesize=letter)
    for lines in pages:
        for x, baseline, size, words in lines:
            pdf.setFont("Helvetica", size)
            pdf.drawString(x, HEIGHT - baseline, words)
        pdf.showPage()
    pdf.save()
    return out.getvalue()


@dataclass
class Filled:
    """The store with its archive, and the public ids that tests ask for."""

    database: str
    archive: str
    ids: dict[str, str] = field(default_factory=dict)


class Filler:
    """Inserts rows and remembers nothing but the connection."""

    def __init__(self, connection: sa.Connection, archive: Archive) -> None:
        self.connection, self.archive = connection, archive

    def put(self, table: sa.Table, **columns: object) -> int:
        result = self.connection.execute(sa.insert(table).values(**columns))
        return int(result.inserted_primary_key[0]) if "id" in table.c else 0

    def agency(self, key: str, name: str, state: str | None, place: str | None) -> int:
        return self.put(
            s.agency,
            public_id=public_id("a", key),
            key=key,
            name=name,
            state=state,
            place=place,
            kind="police",
            is_from_registry=True,
        )

    def vendor(self, key: str, name: str, kind: str = "vendor") -> int:
        return self.put(
            s.vendor,
            public_id=public_id("o", key),
            key=key,
            name=name,
            kind=kind,
            is_verified=True,
            is_from_registry=True,
        )

    def document(self, release: int, path: str, pages: list[list[Line]]) -> tuple[int, int, str]:
        """A PDF in the archive and the release, read: (document, reading, public id)."""
        data = typeset(pages)
        sha256 = self.archive.put(data)
        pid = public_id("d", sha256)
        document = self.put(
            s.document, public_id=pid, sha256=sha256, size=len(data), media_type="application/pdf", added_at=NOW
        )
        self.put(s.release_item, release_id=release, document_id=document, path=path, outcome="kept")
        reading = self.put(
            s.reading,
            document_id=document,
            reader="1.0",
            outcome="read",
            text="native",
            pages=len(pages),
            read_at=NOW,
            is_current=True,
        )
        for number, lines in enumerate(pages, start=1):
            self.put(
                s.page,
                document_id=document,
                number=number,
                width=WIDTH,
                height=HEIGHT,
                origin="native",
                text="\n".join(line[3] for line in lines),
            )
        return document, reading, pid

    def record(self, document: int, reading: int, kind: str, pages: tuple[int, int]) -> int:
        return self.put(
            s.record,
            public_id=public_id("r", document, kind, pages),
            reading_id=reading,
            document_id=document,
            kind=kind,
            first_page=pages[0],
            last_page=pages[1],
            confidence=0.97,
            checks=[],
            is_current=True,
        )

    def value(
        self,
        record: int,
        name: str,
        line: Line,
        page: int,
        *,
        printed: str | None = None,
        value: str | None = None,
        cents: int | None = None,
        date: dt.date | None = None,
        confidence: float = 0.98,
    ) -> tuple[int, str]:
        """A value on a line; its box is measured from the font, so that tests can look whether the picture agrees."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        x, baseline, size, words = line
        raw = printed or words
        x0 = x + stringWidth(words[: words.index(raw)], "Helvetica", size)
        pid = public_id("v", record, name, raw, page)
        number = self.put(
            s.value,
            public_id=pid,
            record_id=record,
            field=name,
            value=value or raw,
            raw=raw,
            cents=cents,
            currency="USD" if cents is not None else None,
            date=date,
            page=page,
            x0=x0,
            top=baseline - size * 0.75,
            x1=x0 + stringWidth(raw, "Helvetica", size),
            bottom=baseline + size * 0.2,
            confidence=confidence,
            reason=None if confidence >= 0.95 else "two amounts on the line",
        )
        return number, pid


def fill(connection: sa.Connection, archive: Archive) -> dict[str, str]:
    """Fill an empty store; public ids by name."""
    f = Filler(connection, archive)
    for key, name in (("alpr", "Plate readers"), ("face_recognition", "Face recognition")):
        f.put(s.technology, key=key, name=name, description=f"{name} in a sentence.")
    eugene = f.agency("us-or-eugene-pd", "Eugene Police Department", "OR", "Eugene")
    orlando = f.agency("us-fl-orlando-pd", "Orlando Police Department", "FL", "Orlando")
    phoenix = f.agency("us-az-phoenix-pd", "Phoenix Police Department", "AZ", "Phoenix")
    flock, amazon = f.vendor("flock-safety", "Flock Safety"), f.vendor("amazon", "Amazon Web Services")
    f.vendor("insight", "Insight Public Sector", "reseller")
    f.put(s.vendor_alias, vendor_id=flock, name="Flock Group Inc", normal_name="flock group", is_verified=True)
    f.put(
        s.vendor_relation,
        vendor_id=amazon,
        relation="parent",
        other_id=flock,
        start_date="2019-05",
        end_date=None,
        source="https://example.org/owner",
        is_verified=False,
    )
    release = f.put(
        s.release,
        public_id=public_id("e", "one"),
        name=f"Release {HOSTILE}",
        agency_id=eugene,
        added_at=NOW,
        request_ref="24-101",
    )
    ids = {"agency": public_id("a", "us-or-eugene-pd"), "vendor": public_id("o", "flock-safety")}

    # Eugene: an order and an invoice in one document, the invoice uncertain.
    order_total = (380.0, 300.0, 12.0, "Total $342,000.00")
    bill_total = (380.0, 420.0, 12.0, "Amount due $171,000.00")
    seller = (72.0, 140.0, 11.0, "Vendor: FLOCK GROUP INC")
    product = (72.0, 200.0, 11.0, "Falcon license plate camera, annual")
    number = (380.0, 100.0, 11.0, "PO 2510002336")
    document, reading, ids["document"] = f.document(
        release,
        f"orders/{HOSTILE}.pdf",
        [[number, seller, product, order_total], [(72, 100, 11, "Invoice INV-61152"), bill_total]],
    )
    order = f.record(document, reading, "purchase_order", (1, 1))
    bill = f.record(document, reading, "invoice", (2, 2))
    f.value(order, "number", number, 1, printed="2510002336")
    vendor_value, _ = f.value(order, "vendor", seller, 1, printed="FLOCK GROUP INC")
    product_value, _ = f.value(order, "product", product, 1, printed="Falcon license plate camera")
    total, ids["value"] = f.value(
        order, "total", order_total, 1, printed="$342,000.00", value="342000.00", cents=34_200_000
    )
    f.value(bill, "number", (72, 100, 11, "Invoice INV-61152"), 2, printed="INV-61152")
    due, ids["uncertain"] = f.value(
        bill, "total", bill_total, 2, printed="$171,000.00", value="171000.00", cents=17_100_000, confidence=0.71
    )
    deal = _purchase(
        f,
        "eugene",
        eugene,
        flock,
        "Eugene Police Department and Flock Safety",
        dt.date(2025, 3, 4),
        dt.date(2025, 6, 1),
    )
    ids["purchase"] = public_id("p", "eugene")
    for record, why in (
        (order, "prints purchase order 2510002336"),
        (bill, "invoice INV-61152 cites order 2510002336"),
    ):
        f.put(s.purchase_record, purchase_id=deal, record_id=record, joined_by=why)
    f.put(s.purchase_party, purchase_id=deal, role="buyer", agency_id=eugene, name="EUGENE POLICE", value_id=None)
    f.put(
        s.purchase_party, purchase_id=deal, role="maker", vendor_id=flock, name="FLOCK GROUP INC", value_id=vendor_value
    )
    f.put(s.purchase_party, purchase_id=deal, role="funder", name=HOSTILE, value_id=None)
    f.put(
        s.purchase_technology,
        purchase_id=deal,
        technology="alpr",
        words="Falcon license plate camera",
        value_id=product_value,
    )
    f.put(s.purchase_rung, purchase_id=deal, rung="ordered", record_id=order, date=dt.date(2025, 3, 4))
    f.put(s.purchase_rung, purchase_id=deal, rung="invoiced", record_id=bill, date=dt.date(2025, 6, 1))
    f.put(s.purchase_amount, purchase_id=deal, amount="ordered", cents=34_200_000, value_id=total, is_reviewed=True)
    f.put(s.purchase_amount, purchase_id=deal, amount="invoiced", cents=17_100_000, value_id=due, is_reviewed=False)

    # Orlando: a pilot of $0.
    pilot_line = (72.0, 160.0, 11.0, "The pilot is provided at a cost of $0.00.")
    document, reading, _ = f.document(release, "pilot.pdf", [[(72, 100, 14, "Proof of concept"), pilot_line]])
    agreement = f.record(document, reading, "agreement", (1, 1))
    nothing, _ = f.value(agreement, "total", pilot_line, 1, printed="$0.00", value="0.00", cents=0)
    pilot = _purchase(f, "orlando", orlando, amazon, "Orlando and Amazon Web Services", None, None)
    f.put(s.purchase_record, purchase_id=pilot, record_id=agreement, joined_by="the paper names both parties")
    f.put(s.purchase_technology, purchase_id=pilot, technology="face_recognition", words="Rekognition", value_id=None)
    f.put(s.purchase_rung, purchase_id=pilot, rung="signed", record_id=agreement, date=None)
    f.put(s.purchase_amount, purchase_id=pilot, amount="ceiling", cents=0, value_id=nothing, is_reviewed=True)

    # Phoenix: asked, did not buy.
    wish = (72.0, 160.0, 11.0, "Phoenix expressed interest in Rekognition.")
    document, reading, _ = f.document(release, "letter.pdf", [[wish]])
    letter_record = f.record(document, reading, "email", (1, 1))
    f.value(letter_record, "interest", wish, 1, printed="expressed interest in Rekognition")
    lead = _purchase(f, "phoenix", phoenix, amazon, "Phoenix and Amazon Web Services", None, None, is_lead=True)
    f.put(s.purchase_record, purchase_id=lead, record_id=letter_record, joined_by="the letter says so")

    # Reno: a vendor's own statement names it; nothing proves a purchase.
    reno = f.agency("us-nv-reno-pd", "Reno Police Department", "NV", "Reno")
    use = (72.0, 160.0, 11.0, "Reno uses Rekognition.")
    document, reading, _ = f.document(release, "statement.pdf", [[use]])
    statement = f.record(document, reading, "other", (1, 1))
    named = _purchase(f, "reno", reno, amazon, "Reno and Amazon Web Services", None, None)
    f.put(s.purchase_record, purchase_id=named, record_id=statement, joined_by="the paper names both parties")
    f.put(s.purchase_party, purchase_id=named, role="seller", vendor_id=amazon, name="Amazon", value_id=None)
    f.put(s.purchase_technology, purchase_id=named, technology="face_recognition", words="Rekognition", value_id=None)
    ids["named"] = public_id("p", "reno")

    # A message in plain text: it has words and boxes, but no picture.
    said = "From: clerk\nThe board asked for <b>two</b> cameras."
    sha256 = archive.put(said.encode())
    ids["words_document"] = public_id("d", sha256)
    document = f.put(
        s.document,
        public_id=ids["words_document"],
        sha256=sha256,
        size=len(said),
        media_type="application/rtf",
        added_at=NOW,
    )
    f.put(s.release_item, release_id=release, document_id=document, path="message.rtf", outcome="kept")
    reading = f.put(
        s.reading,
        document_id=document,
        reader="1.0",
        outcome="read",
        text="native",
        pages=1,
        read_at=NOW,
        is_current=True,
    )
    f.put(s.page, document_id=document, number=1, width=WIDTH, height=HEIGHT, origin="native", text=said)
    message = f.record(document, reading, "email", (1, 1))
    _, ids["words_value"] = f.value(message, "quantity", (72, 84, 8, "<b>two</b> cameras"), 1)

    # A release that was taken out: nothing of it may be shown.
    gone = f.put(
        s.release,
        public_id=public_id("e", "gone"),
        name="mistake",
        added_at=NOW,
        removed_at=NOW,
        removed_reason="private",
    )
    document, reading, ids["removed_document"] = f.document(
        gone, "private.pdf", [[(72, 100, 11, "Private words of nobody")]]
    )
    record = f.record(document, reading, "other", (1, 1))
    _, ids["removed_value"] = f.value(record, "subject", (72, 100, 11, "Private words of nobody"), 1)
    _crawled(f)
    return ids


def _crawled(f: Filler) -> None:
    """Three portals: one that was got whole, one that lost something since, one whose crawl was killed."""
    counts = {"pages": 3, "entries": 0, "documents": 12, "new": 2, "skipped": 10, "refused": 1, "failed": 1}
    hour = dt.timedelta(hours=1)
    for key, agency, url, crawls in (
        ("us_or_eugene", "us-or-eugene-pd", "https://records.example.gov/", [("complete", None)]),
        ("us_fl_orlando", "us-fl-orlando-pd", HOSTILE, [("complete", None), ("incomplete", f"1 failed {HOSTILE}")]),
        ("documentcloud", "", "https://papers.example.org/", [(None, None)]),
    ):
        portal = f.put(s.portal, key=key, agency_key=agency, platform="pages", url=url)
        for number, (outcome, detail) in enumerate(crawls):
            begun = NOW + number * 24 * hour
            lost = {"refused": 0, "failed": 0} if outcome == "complete" else {}
            ended = {"ended_at": begun + hour, "counts": counts | lost} if outcome else {"counts": {}}
            f.put(s.crawl, portal_id=portal, started_at=begun, outcome=outcome, detail=detail, **ended)


def _purchase(
    f: Filler,
    key: str,
    agency: int,
    maker: int,
    title: str,
    first: dt.date | None,
    last: dt.date | None,
    is_lead: bool = False,
) -> int:
    return f.put(
        s.purchase,
        public_id=public_id("p", key),
        agency_id=agency,
        maker_id=maker,
        seller_id=maker,
        title=title,
        is_lead=is_lead,
        currency="USD",
        first_date=first,
        last_date=last,
    )
