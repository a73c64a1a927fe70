"""Which URLs are documents by their shape: an extension, a file named in a parameter, or a known download address."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

EXTENSIONS = "pdf|docx?|docm|xlsx?|xlsm|xlsb|csv|pptx?|pps|ppsx|rtf|odt|ods|odp|wpd|tiff?|eml|msg|mbox|zip"
_EXTENSION = re.compile(rf"\.({EXTENSIONS})\s*$", re.IGNORECASE)
_IN_QUERY = re.compile(rf"[=/][^=&]*\.({EXTENSIONS})(?=$|&)", re.IGNORECASE)
#: Pages that only show or manage files whose names stand in their addresses.
_NOT_DOCUMENTS = re.compile(r"^/(search|login|logon|signin|share|sharer|intent|translate)\b", re.IGNORECASE)

#: Addresses that give a document without saying so by an extension; host and path with query, in small letters.
_KNOWN = re.compile(
    "|".join(
        (
            # CivicPlus
            r"/(agendacenter|archivecenter|imagerepository)/view(file|document)\b",
            r"/documentcenter/(home/)?view/\d+",
            r"/documentview\.aspx?\?did=",
            r"/archive\.aspx?\?adid=",
            # Granicus (govAccess, Legistar, IQM2, ViewPublisher, Novus)
            r"/show(published)?document(/|\?|\.)",
            r"/view\.ashx\?m=(?!ic\b|e\b|ce\b)[a-z0-9]+",
            r"/fileopen\.aspx\?",
            r"/(agenda|minutes|meta)viewer\.php\?",
            r"/displayagendapdf\.ashx",
            r"/attachmentviewer\.(ashx|aspx)",
            # PrimeGov, CivicClerk, eSCRIBE, BoardDocs, Diligent, Municode
            r"/public/compileddocument\b",
            r"getmeetingfilestream\(",
            r"/filestream\.ashx\?",
            r"/files/\$file/",
            r"/document/[0-9a-f-]{32,36}$",
            # content managers
            r"[?&]wpdmdl=\d+",
            r"/linkclick\.aspx\?(.*&)?fileticket=",
            r"/(media|node|file)/\d+/download\b",
            r"/(get|down(load)?|open|view)[-_]?(file|document|attachment|pdf)(\.\w+)?[/?].*\d",
            r"/download(er)?\.(aspx?|ashx|php|cfm|axd)\b",
            r"[?&](attachment|document|file|doc)_?id=[\w-]+",
            r"/(file|doc)handler\.ashx",
            r"/wopiframe\.aspx\?sourcedoc=",
            # file hosts
            r"drive\.google\.com/(file/d/|open\?|uc\?)",
            r"docs\.google\.com/(document|spreadsheets|presentation)/d/",
            r"dropbox\.com/(s|sh|scl)/",
            r"\.box\.com/(s|shared)/",
            r"(1drv\.ms|onedrive\.live\.com)/",
            r"documentcloud\.org/documents/\d+",
        )
    )
)
_PAGE_ENDINGS = re.compile(r"\.(s?html?|php|aspx?|jsp|cfm|jpe?g|png|gif|svg|mp[34]|ics|xml|rss|js|css)$")
#: Words of a link that may lead to a document although its address does not say so.
_MAY_BE = re.compile(
    r"\b(pdf|agenda|minutes|packet|invoice|contract|agreement|purchase order|quote|resolution|ordinance|staff report|"
    r"attachment|exhibit|download|warrants?|check register|warrant register|budget|proposal|rfp|bid|amendment|audit)\b",
    re.IGNORECASE,
)


def is_document_url(url: str) -> bool:
    """Whether the address alone makes a document of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path)
    if _EXTENSION.search(path):
        return True
    if _NOT_DOCUMENTS.match(path):
        return False
    query = unquote(parts.query)
    if _IN_QUERY.search("=" + query):
        return True
    return bool(_KNOWN.search(f"{parts.netloc}{path}{'?' if query else ''}{query}".lower()))


def may_be_document_url(url: str, text: str) -> bool:
    """Whether a link with this text may be a document although its address does not say so; fetching it tells."""
    parts = urlsplit(url)
    path = parts.path.lower()
    if path in ("", "/") or _PAGE_ENDINGS.search(path) or path.endswith("/"):
        return False
    return bool(_MAY_BE.search(text))
