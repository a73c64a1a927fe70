"""Which further pages to read: the next pages of a list, and the detail pages of its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from crawlers.anchors import Anchor, Page, is_furniture, read_page
from crawlers.document_urls import is_document_url
from crawlers.entries import Entries

_NEXT = re.compile(
    r"(go to )?(the )?(next|older|more)\s*(page|entries|posts|items|results|documents|records)?\s*[›»>→]*"
    r"|[›»>→]+|load more|show more",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(page\s*)?\d{1,4}", re.IGNORECASE)
_YEAR = re.compile(r"(19|20)\d\d")
_PAGE_PARAMETER = re.compile(
    r"(page|pg|p|pn|.*paged|(current)?page_?(no|num(ber)?|index)?|start|limitstart|offset|skip|cp_\d+|.*_page)", re.I
)
_PAGE_PATH = re.compile(r"(/page/\d+|/p\d+)/?$", re.IGNORECASE)
_PAGER = re.compile(r"pag(er|ination|inate|ing|es)|nav-links|page-numbers", re.IGNORECASE)
_POSTBACK = re.compile(r"__doPostBack\(.*(page\$|pagechange|pager)", re.IGNORECASE)
_MORE = re.compile(
    r"load more( \w+)?|(show|view|see) more (results|documents|meetings|agendas|items|files)", re.IGNORECASE
)
#: Links to the rest of a list that is kept by the year.
_ARCHIVES = re.compile(
    r"((19|20)\d\d\b.*\b(agendas?|minutes|meetings?|documents|packets|resolutions|archives?|registers?|warrants?)"
    r"|(agendas?|minutes|meetings?|documents|packets|resolutions|registers?|warrants?)\b.*\b(19|20)\d\d"
    r"|(archived?|past|previous|prior|older)\b.{0,20}\b(agendas?|minutes|meetings?|documents|packets|years?)"
    r"|(agendas?|minutes|meetings?|documents)( and minutes)? archives?)",
    re.IGNORECASE,
)
_NOT_DETAILS = re.compile(
    r"/(cdn-cgi|login|log-?in|sign-?in|register|search|subscribe|print|email|share|cart|feed|rss|calendar|tag|author|wp-admin|user)(/|\.|$)",
    re.IGNORECASE,
)
_NOT_PAGES = re.compile(
    r"\.(jpe?g|png|gif|svg|webp|mp[34]|m4a|mov|wav|ics|vcf|css|js|xml|json|rss|exe|dmg)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """`turns` are further pages of the same list, `details` pages about single entries, or with the list of another
    year. `has_script_pager`: it turns by a script, which a crawl without a browser cannot follow."""

    turns: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    has_script_pager: bool = False


def page_links(html: bytes, url: str, root: str | None = None) -> PageLinks:
    """The pages that the page at `url` leads to and that may hold more documents of the same list. Each once.

    `root` is where the crawl began (default: this page): detail pages lie below it, or in rows that print a date.
    """
    page = read_page(html, url)
    return pages_of(page, root) if page else PageLinks()


def pages_of(page: Page, root: str | None = None) -> PageLinks:
    """As `page_links`, of a page that was read."""
    turns: dict[str, None] = {}
    details: dict[str, None] = {}
    rows: list[Anchor] = []
    for anchor in page.anchors:
        if anchor.element.tag not in ("a", "area", "link") or anchor.url == page.url or is_document_url(anchor.url):
            continue
        if _is_turn(anchor, page.url):
            turns[anchor.url] = None
        elif _may_be_detail(anchor, page.url):
            if urlsplit(anchor.url).path.startswith(_folders(root or page.url)) or _ARCHIVES.fullmatch(anchor.text):
                details[anchor.url] = None
            else:
                rows.append(anchor)
    if rows:
        entries = Entries(page, [place for place in page.anchors if is_document_url(place.url)])
        details.update((anchor.url, None) for anchor in rows if entries.is_in_dated_row(anchor))
    return PageLinks(list(turns), [url for url in details if url not in turns], not turns and _turns_by_script(page))


def _turns_by_script(page: Page) -> bool:
    """Whether a list goes on only where a script runs: a postback, the tab of a year, a button for more."""
    for element in page.tree.iter("a", "button", "input"):
        written = element.get("href") or element.get("onclick") or ""
        text = page.text.of(element) or element.get("value") or ""
        if _POSTBACK.search(written) or (written.lower().startswith("javascript:") and _YEAR.fullmatch(text)):
            return True
        if _MORE.fullmatch(text) and (not written or written.startswith(("#", "javascript:"))):
            return True
    return False


def _is_turn(anchor: Anchor, url: str) -> bool:
    if not _is_same_host(url, anchor.url):
        return False
    element = anchor.element
    label = f"{element.get('aria-label') or ''} {element.get('title') or ''}"
    if "next" in (element.get("rel") or "").lower().split():
        return True
    if not _is_same_list(url, anchor.url):
        return False
    if _NEXT.fullmatch(anchor.text) or re.search(r"\bnext\b", label, re.IGNORECASE):
        return True
    if _YEAR.fullmatch(anchor.text):
        return True
    return bool(_NUMBER.fullmatch(anchor.text)) and (_differs_by_page(url, anchor.url) or _is_in_pager(anchor))


def _is_same_list(url: str, other: str) -> bool:
    """Whether `other` is the same list at another place: the same path but for the number of the page."""
    path, further = (_PAGE_PATH.sub("", urlsplit(address).path).rstrip("/") for address in (url, other))
    return path == further


def _differs_by_page(url: str, other: str) -> bool:
    """Whether two addresses of one list differ only in parameters that count pages."""
    if _PAGE_PATH.search(urlsplit(other).path):
        return True
    here, there = (set(parse_qsl(urlsplit(address).query, keep_blank_values=True)) for address in (url, other))
    return all(_PAGE_PARAMETER.fullmatch(name) for name, _ in here ^ there) and here != there


def _is_in_pager(anchor: Anchor) -> bool:
    nearby = [anchor.element, *list(anchor.element.iterancestors())[:4]]
    return any(
        _PAGER.search(f"{place.get('class') or ''} {place.get('id') or ''} {place.get('aria-label') or ''}")
        for place in nearby
    )


def _may_be_detail(anchor: Anchor, url: str) -> bool:
    """Whether a link leads to a page of this site that is not a part of its frame."""
    there = urlsplit(anchor.url)
    if anchor.element.tag == "link" or not _is_same_host(url, anchor.url) or _is_same_list(url, anchor.url):
        return False
    if _NOT_DETAILS.search(there.path) or _NOT_PAGES.search(there.path):
        return False
    return not is_furniture(anchor.element)


def _is_same_host(url: str, other: str) -> bool:
    here, there = ((urlsplit(address).hostname or "").removeprefix("www.") for address in (url, other))
    return here == there


def _folders(root: str) -> tuple[str, ...]:
    """Where a list's own pages lie: below its path, and beside it unless that is the whole site."""
    path = urlsplit(root).path or "/"
    beside = path.rpartition("/")[0] + "/"
    if path.endswith("/"):
        return (path,)
    return (path + "/", beside) if beside != "/" else (path + "/",)
