"""Which URLs are documents by their shape: an extension, a file named in a parameter, or a known download address."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

EXTENSIONS = "pdf|docx?|docm|xlsx?|xlsm|xlsb|csv|pptx?|pps|ppsx|rtf|odt|ods|odp|wpd|tiff?|eml|msg|mbox|zip"
#: The extension ends the path, but for what was typed behind it, or the verb or key of a content manager.
_EXTENSION = re.compile(
    rf"\.({EXTENSIONS})"
    r"([\s\u00a0.,;:)'\"]*/?|&[^/]*|/(view|download|file|at_download/\w+|@@download/[\w.-]+|@@display-file/\w+)|/[0-9a-f-]{36})$",
    re.IGNORECASE,
)
_IN_QUERY = re.compile(rf"[=/][^=&/]*\.({EXTENSIONS})(?=$|&)", re.IGNORECASE)
#: Pages that only show, share or guard what stands in their addresses.
_NOT_DOCUMENTS = re.compile(
    r"/(search|login|log-in|logon|signin|sign-in|wp-login|share|sharer|sharearticle|intent|translate)"
    r"(\.\w+)?(/|$)|/pin/create/|^/imagerepository/",
    re.IGNORECASE,
)
#: Hosts that show a document in pages of their own, or pass it on to friends: what they give is never the document. The
#: reader's own programs are offered beside documents everywhere.
_NOT_HOSTS = re.compile(
    r"(^|\.)(issuu|yumpu|scribd|calameo|flipsnack|slideshare|facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|addtoany|"
    r"addthis|youtube|vimeo)\.(com|net)$"
    r"|^((get|www|helpx)\.)?adobe\.com$"
)

#: Addresses that give a document without saying so by an extension; host and path with query, in small letters.
_KNOWN = re.compile(
    "|".join(
        (
            # CivicPlus
            r"/(agendacenter|archivecenter)/view(file|document)\b",
            r"/documentcenter/(home/)?view/\d+",
            r"/documentview\.aspx?\?did=",
            r"/archive\.aspx?\?adid=",
            # Granicus (govAccess, Legistar, IQM2, ViewPublisher, Novus)
            r"/show(published)?document(/|\?|\.)",
            r"/view\.ashx\?m=(?!ic\b|e\b|ce\b)[a-z0-9]+",
            r"/gateway\.aspx\?m=f\b",
            r"/fileopen\.aspx\?",
            r"/(generatedagenda|agenda|minutes|meta)viewer\.php\?",
            r"/displayagendapdf\.ashx",
            r"/attachmentviewer\.(ashx|aspx)",
            # PrimeGov, CivicClerk, eSCRIBE, BoardDocs, Diligent, CivicWeb, Simbli
            r"/public/compileddocument\b",
            r"/historyattachment\b.*historyid=",
            r"getmeetingfilestream\(",
            r"/event/\d+/files/\w+/\d+",
            r"/filestream\.ashx\?",
            r"/files/\$file/",
            r"/document/[0-9a-f-]{32,36}$",
            r"(civicweb\.net|/filepro)/document/\d+",
            r"/meetings/attachment\.aspx\?",
            # Laserfiche WebLink, OnBase
            r"/(docview|electronicfile)\.aspx\?(.*&)?(id|docid)=\d",
            r"/weblink/(\d+/)?(doc|edoc)/\d+",
            r"/documents/(viewdocument|downloadfile|viewagenda|downloaddocument)\b",
            r"/docpop(/docpop)?\.aspx\?",
            # content managers
            r"[?&]wpdmdl=\d+",
            r"[?&](sdm_process_download|download_id|ddownload|mdocs-file|download)=\d+",
            r"/linkclick\.aspx\?(.*&)?fileticket=",
            r"[?&]command=core_download\b",
            r"/get(attachment|media)/[0-9a-f-]{36}\b",
            r"/(downloadasset|linkit|docidredir)\.aspx\?",
            r"/filebank/(documents/\d+|blobdload\.aspx\?)",
            r"/[-~]/media/.*\.ashx\b",
            r"/(at_download|@@download)/",
            r"[?&]eid=dumpfile\b",
            r"/documents/\d+/\d+/[^/]+/[0-9a-f-]{36}",
            r"/(media|node|file)/\d+/download\b",
            r"/(get|down(load)?|open|view)[-_]?(file|document|attachment|pdf)(\.\w+)?[/?].*\d",
            r"/(displayfile|userfile)\.aspx\?",
            r"/download(er)?\.(aspx?|ashx|php|cfm|axd)\b",
            r"/downloads?/\d+(/|$|\?)",
            r"/(send|finish|viewdownload)/\d+-[\w-]+/\d+",
            r"[?&]task=(document|doc|file)?[._]?(viewdoc|download|doc_download)\b",
            r"[?&](attachment|document|file|doc)_?id=[\w-]+",
            r"/(file|doc)handler\.ashx",
            r"/fs/resource-manager/view/[0-9a-f-]{36}",
            r"/(wopiframe|doc)\.aspx\?sourcedoc=",
            r"\.sharepoint\.com/:[bwxp]:/",
            # file hosts; folders there are pages
            r"drive\.google\.com/(a/[\w.-]+/)?(file/d/|open\?|uc\?)",
            r"docs\.google\.com/(a/[\w.-]+/)?viewer\?.*(srcid|pid)=",
            r"docs\.google\.com/(a/[\w.-]+/)?(document|spreadsheets|presentation)/d/",
            r"dropbox\.com/(s|scl/fi)/",
            r"\.box\.com/(s|shared|file)/",
            r"\.egnyte\.com/dl/",
            r"\.sharefile\.com/d[-/]",
            r"//?5il\.co/\w",
            r"(1drv\.ms|onedrive\.live\.com)/",
            r"\.adobe\.com/(link/(track|review)\?|id/urn)",
            r"documentcloud\.org/documents/\d+",
        )
    )
)
_PAGE_ENDINGS = re.compile(r"\.(s?html?|php|aspx?|jsp|cfm|gif|svg|mp[34]|ics|xml|rss|js|css)$")
_PICTURES = re.compile(r"\.(jpe?g|png)$", re.IGNORECASE)
#: Words of a link that may lead to a document although its address does not say so.
_MAY_BE = re.compile(
    r"\b(pdf|agenda|minutes|packet|invoice|contract|agreement|purchase order|quote|resolution|ordinance|staff report|"
    r"attachment|exhibit|download|warrants?|check register|warrant register|budget|proposal|rfp|bid|amendment|audit)\b",
    re.IGNORECASE,
)
#: All that a link to the picture of a paper says.
_PAPERS = re.compile(
    r"\W*(\w+ )?(agenda|minutes|invoice|contract|agreement|purchase order|quote|resolution|ordinance|warrant)s?\W*",
    re.IGNORECASE,
)
_SAYS_FORMAT = re.compile(r"[(\[]\s*(pdf|docx?|xlsx?|word|excel)\b[^)\]]{0,20}[)\]]\s*$", re.IGNORECASE)


def names_file(reference: str) -> bool:
    """Whether a reference ends with the name of a document's file."""
    return bool(_EXTENSION.search(unquote(reference)))


def is_document_url(url: str) -> bool:
    """Whether the address alone makes a document of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path)
    if _NOT_HOSTS.search((parts.hostname or "").lower()):
        return False
    if _EXTENSION.search(path):
        return True
    if _NOT_DOCUMENTS.search(path):
        return False
    query = unquote(parts.query)
    if query and _IN_QUERY.search("=" + query):
        return True
    return bool(_KNOWN.search(f"{parts.netloc}{path}{'?' if query else ''}{query}".lower()))


def is_said_to_be_document(url: str, text: str, media_type: str = "") -> bool:
    """Whether a link's own words make a document of it: its format in brackets, its declared type, or the picture of a
    paper that is called an agenda, minutes, an invoice ..."""
    path = unquote(urlsplit(url).path)
    if _PICTURES.search(path):
        return bool(_PAPERS.fullmatch(text))
    if not is_file_host(url):
        return False
    return media_type in ("application/pdf", "application/msword") or bool(_SAYS_FORMAT.search(text))


def is_file_host(url: str) -> bool:
    """Whether the address may give documents at all."""
    return not _NOT_HOSTS.search((urlsplit(url).hostname or "").lower())


def may_be_document_url(url: str, text: str) -> bool:
    """Whether a link with this text may be a document although its address does not say so; fetching it tells."""
    path = urlsplit(url).path.lower()
    if path in ("", "/") or _PAGE_ENDINGS.search(path) or _PICTURES.search(path):
        return False
    if path.endswith("/") and "/download" not in path:
        return False
    return is_file_host(url) and bool(_MAY_BE.search(text))
