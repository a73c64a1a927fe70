"""What an answer's body is: a document, a page, or neither. The bytes decide, not the name and not the server alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.retrievals import Fault
from crawlers.walls import wall

_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*<(!doctype\s+html|html|head|body|title|meta|script|div|table|h[1-6]|p|a)\b",
    re.IGNORECASE | re.DOTALL,
)
_PDF = re.compile(rb"%PDF-\d")
_SIGNATURES = (
    b"PK\x03\x04",  # zip, docx, xlsx, pptx
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # doc, xls, ppt, msg
    b"{\\rtf",
    b"II*\0",
    b"MM\0*",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
)
_TEXTS = (
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "message/rfc822",
    "application/mbox",
    "application/csv",
)
_NOT_TEXT = (
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".zip",
    ".tif",
    ".tiff",
    ".png",
    ".jpg",
    ".jpeg",
)
_TAIL = 2048
#: Bytes; a page is parsed whole, at many times its size. The longest that was recorded of an agency has 0.7 MB.
LONGEST_PAGE = 10 * 1024 * 1024
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Body:
    """`kind` is document, page or neither; `fault` names what is wrong with it: a page may be a wall before one."""

    kind: str
    fault: Fault | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, and the one that was asked for."""
        return self.kind == "page" and self.fault is None


def judge(data: bytes, content_type: str = "", *, url: str = "", is_cut_off: bool = False) -> Body:
    """What `data` is that came from `url`, after redirects.

    `is_cut_off`: the connection closed without a length or a last chunk to prove that the body is whole; then the
    document itself must show its end, a page ``</html>``. A PDF (``%%EOF``) and a zip (its directory) must in any case.
    """
    if not data.strip():
        return Body("neither", Fault.EMPTY)
    head = data[:4096]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    media_type = content_type.partition(";")[0].strip().lower()
    if _HTML.match(head) or (media_type in ("text/html", "application/xhtml+xml") and not _PDF.search(data[:1024])):
        if len(data) > LONGEST_PAGE:
            return Body("page", Fault.TOO_LARGE)
        ends_early = is_cut_off and b"</html" not in data[-_TAIL:].lower()
        return Body("page", Fault.TRUNCATED if ends_early else wall(data, url))
    if _PDF.search(data[:1024]):
        return Body("document", None if b"%%EOF" in data[-_TAIL:] else Fault.TRUNCATED)
    if data.startswith(_SIGNATURES):
        whole = b"PK\x05\x06" in data[-66_000:] if data.startswith(b"PK") else not is_cut_off
        return Body("document", None if whole else Fault.TRUNCATED)
    if media_type in _TEXTS and not _is_named_otherwise(url):
        return Body("document", Fault.TRUNCATED if is_cut_off else None)
    return Body("neither", Fault.NOT_A_DOCUMENT)


def _is_named_otherwise(url: str) -> bool:
    """Whether a text came from a URL that names another kind of document: a server's excuse for a paper."""
    return urlsplit(url).path.lower().endswith(_NOT_TEXT)
