"""DocumentCloud: documents that newsrooms and watchdogs published, found by search, project or user.

Asked: ``/api/documents/search/?q=`` (each term of `search` by itself, in quotes where it has several words, for words
that stand alone are joined by OR), or ``/api/documents/?user=`` and ``/api/projects/{id}/documents/``; pages by
``next``, which holds a cursor in production and ``page=`` elsewhere. Public reads need no token; with one (``token:``
names the variable, see `crawlers.squarelet`) our own private documents are listed too. Allowed are 10 requests a
second. A file is ``{asset_url}documents/{id}/{slug}.pdf``; private ones lead on to signed addresses of a file store
(`allowed_hosts` names it) that live for 300 seconds. What the portal made private later stays kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from crawlers.links import Link
from crawlers.listing import Answer, Ask, Listing, ShapeError, Start, is_host_of, with_query
from crawlers.said import day, facts, member, plain
from crawlers.squarelet import HOST as ACCOUNTS
from crawlers.squarelet import login, session

__all__ = ["HOSTS", "declare", "first", "login", "read", "recognises", "session"]

API = "https://api.www.documentcloud.org"
HOSTS = ("api.www.documentcloud.org", "www.documentcloud.org", "s3.documentcloud.org", ACCOUNTS)
PAGE = 100  # the most that the API gives at once
_READABLE = ("success", "readable")
_API_PATH = re.compile(r"^/api/(documents|projects|users)\b")


def recognises(url: str, body: bytes) -> bool:
    if is_host_of((".documentcloud.org", "documentcloud.org"), url):
        return True
    return b'"asset_url"' in body and b'"file_hash"' in body and b'"canonical_url"' in body


def declare(url: str) -> str:
    """The address itself: it names the search, the project or the user."""
    return url


def first(start: Start) -> Iterator[Ask]:
    """The searches of a portal; a portal's own address says whose documents or which project where it names one."""
    url = start.portal.url
    root, path = root_of(url), urlsplit(url).path
    asked = " ".join(parse_qs(urlsplit(url).query).get("q", []))
    if _API_PATH.match(path) and not start.portal.search:
        written_out = {"expand": "document"} if re.search(r"/projects/\d+/documents", path) else {}
        yield Ask(with_query(url, {"per_page": PAGE, **written_out}))
        return
    if document := re.search(r"/documents/(\d+)", path):
        yield Ask(urljoin(root, f"/api/documents/{document[1]}/"))
        return
    if project := re.search(r"/projects/(?:[^/]*-)?(\d+)", path):
        asked = f"{asked} project:{project[1]}".strip()
    if user := re.search(r"/users/(?:[^/]*-)?(\d+)", path):
        asked = f"{asked} user:{user[1]}".strip()
    terms = [quoted(term) for term in start.portal.search] or [""]
    for term in terms:
        words = f"{asked} {term}".strip()
        parameters = {"q": words, "per_page": PAGE, "expand": "organization"}
        yield Ask(with_query(urljoin(root, "/api/documents/search/"), parameters), f"search {words}".strip())


def read(answer: Answer) -> Listing:
    """A page of documents, of a project's documents or of projects, or one document."""
    said = answer.json()
    is_page = isinstance(member(said, "results"), list)
    rows = said["results"] if is_page else said if isinstance(said, list) else [said]
    links: list[Link] = []
    asks: list[Ask] = []
    entries: list[str] = []
    missing: list[str] = []
    for row in rows:
        if not isinstance(row, dict):
            raise ShapeError(f"{answer.url} does not list documents as DocumentCloud does.")
        document = row["document"] if isinstance(row.get("document"), dict) else row
        if _is_document(document):
            why = _why_missing(document)
            missing += [why] if why else []
            links += [] if why else [_link(document, answer.url)]
            entries.append(str(document["id"]))
        elif isinstance(row.get("document"), int):  # a project's document that was not written out
            asks.append(Ask(urljoin(answer.url, f"/api/documents/{row['document']}/"), f"document {row['document']}"))
            entries.append(str(row["document"]))
        elif "slug" in row and "private" in row:
            asked = urljoin(answer.url, f"/api/projects/{row['id']}/documents/?expand=document&per_page={PAGE}")
            asks.append(Ask(asked, f"project {row['id']}"))
            entries.append(f"project {row['id']}")
        else:
            raise ShapeError(f"{answer.url} does not list documents as DocumentCloud does.")
    further = member(said, "next")
    asks += [Ask(urljoin(answer.url, further), answer.series)] if isinstance(further, str) and further else []
    total = member(said, "count") if is_page else None
    return Listing(links, asks, entries, total if isinstance(total, int) else None, missing)


def root_of(url: str) -> str:
    """Where the API of the DocumentCloud at `url` answers."""
    if is_host_of(("www.documentcloud.org", "documentcloud.org", "beta.documentcloud.org"), url):
        return API
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"


def quoted(term: str) -> str:
    """A term as one phrase: several words without quotes would each be enough. Of phrases and words all must be there.

    >>> quoted("flock safety"), quoted('"flock safety" invoice'), quoted('"flock safety" OR source:axon')
    ('"flock safety"', '"flock safety" AND invoice', '"flock safety" OR source:axon')
    """
    words = re.findall(r'"[^"]*"|\S+', term)
    if len(words) < 2 or re.search(r"[():\[\]+]|(^|\s)-|\b(AND|OR|NOT)\b", term):
        return term.strip()
    return " AND ".join(words) if '"' in term else f'"{" ".join(words)}"'


def file_url(root: str, identity: str, slug: str) -> str:
    """Where the file of a document lies below `root`, its ``asset_url``."""
    return f"{root.rstrip('/')}/documents/{quote(identity)}/{quote(slug)}.pdf"


def _is_document(document: dict[str, Any]) -> bool:
    return "id" in document and "slug" in document and "access" in document


def _why_missing(document: dict[str, Any]) -> str | None:
    """Why a listed document cannot be had, in words that do not name it; None where it can."""
    access, status = document.get("access"), document.get("status")
    if access == "invisible":
        return "documents that DocumentCloud made invisible"
    if access != "public" and not document.get("edit_access"):
        return f"{access} documents"
    if status not in _READABLE:
        return "documents without a file" if status == "nofile" else f"documents that are still {status}"
    return None


def _link(document: dict[str, Any], url: str) -> Link:
    slug, identity = str(document["slug"]), str(document["id"])
    root = document.get("asset_url") or urljoin(url, "/files/")
    organization = document.get("organization")
    said = facts(
        id=identity,
        slug=slug,
        source=document.get("source"),
        description=document.get("description"),
        pages=document.get("page_count"),
        created=document.get("created_at"),
        updated=document.get("updated_at"),
        related_article=document.get("related_article"),
        published_url=document.get("published_url"),
        canonical_url=document.get("canonical_url"),
        file_hash=document.get("file_hash"),
        access=document.get("access"),
        status=document.get("status"),
        language=document.get("language"),
        original_extension=document.get("original_extension"),
        organization=member(organization, "name") if isinstance(organization, dict) else organization,
        projects=document.get("projects"),
    )
    title = plain(document.get("title")) or slug
    return Link(file_url(root, identity, slug), title, day(document.get("created_at")), facts=said)
