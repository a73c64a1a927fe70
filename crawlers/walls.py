"""Pages that stand in the way: a challenge, a login form or an error, sent with status 200 as if they were the page.

A list page that is none would count as a complete list without documents. The signs are general (what a page calls
itself, what its protection writes into it, a form that asks for a password) and count only where the page offers little
else: many agency pages have a login box in the corner, a captcha below a contact form, or a script of Cloudflare's.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.document_urls import is_document_url
from crawlers.retrievals import Fault

#: A page with more links or more text than this is more than a wall.
FEW_LINKS, LITTLE_TEXT = 15, 1800
#: A page without links that says less than this may be nothing but the sentence of an error.
ONE_SENTENCE = 400

_HEAD = 40_000  # bytes in which the title is looked for


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


#: Titles that leave no doubt, whatever else the page holds.
_BLOCKED = _any_of(
    r"^just a moment\b",
    r"^attention required! *\| *cloudflare",
    r"^access denied\b",
    r"^access to this page has been denied",
    r"^(sorry, )?you have been blocked",
    r"^pardon our interruption",
    r"^request rejected",
    r"(verify|confirm|prove) (that )?you('| a)re (a )?human",
    r"^(are you a robot|robot check|human verification|bot (check|verification))",
    r"^ddos-guard",
    r"temporarily rate limited",
    r"^too many requests",
    r"^\w+ security checkpoint",
)
_ERROR = _any_of(
    r"^(error )?404\b *([-:|–—]|error|not found|page|file|$)",
    r"^(error *[-:|–—]? *)?(the )?(page|file|document|resource) (was |is |could |can)*( ?not|n't)( be)? found\b",
    r"^not found\b",
    r"^server error in ",
    r"^(runtime|application|internal server) error\b",
    r"^(error )?5\d\d\b *([-:|–—]|error|internal|bad|service|gateway|server)",
    r"^(service|site|page|website|system) (is )?(temporarily |currently )?(unavailable|down)\b",
    r"^(site |website |system )?((is )?(down for|under) |scheduled )maintenance\b",
    r"^an (unexpected )?error (has )?occurred",
)
_LOGIN = _any_of(
    r"^(please |member |user |staff |client |portal |account |customer |secure )*(log[ -]?[io]n|sign[ -]?[io]n)\b",
    r"\b(log[ -]?in|sign[ -]?in|sign[ -]?on) *([-:|–—] .*)?$",
    r"^(authentication|login|sign-?in) (is )?required",
)
#: Titles that need a page with little else on it.
_PERHAPS_BLOCKED = _any_of(
    r"^(403 *[-:–—]? *)?forbidden\b",
    r"^(401 *[-:–—]? *)?unauthori[sz]ed\b",
    r"^(one moment|please wait|checking your browser|loading challenge)\b",
    r"\b(captcha|security check|client challenge|blocked)\b",
)
_PERHAPS_ERROR = _any_of(r"\berror\b", r"^(oops|whoops|sorry)\b", r"\bnot found\b", r"\bexpired\b")
#: What protections write into the page that they send instead of the page, some of it into other pages too.
_MARKS = re.compile(
    rb"_cf_chl_opt|cf[-_]chl[-_]|id=[\"']challenge-(form|error)|cf-browser-verification|cf-error-details"
    rb"|Incapsula incident|_Incapsula_Resource|px-captcha|captcha-delivery\.com|errors\.edgesuite\.net"
    rb"|requested URL was rejected|support ID is|awsWafCookieDomainList|gokuProps|AwsWafIntegration"
    rb"|Sucuri Website Firewall|ddos-guard|distil_r_captcha|sec-if-cpt-container|_sec/cp_challenge|/KPSDK/"
    rb"|class=[\"'][^\"'<>]*\b(g-recaptcha|h-captcha|cf-turnstile)\b|checking your browser before"
    rb"|Enable JavaScript and cookies to continue|unusual traffic from your",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"<input\b[^<>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_ERROR_PATH = re.compile(
    r"/(generic|custom|site|page|http|app)?[-_]?(error|404|500|not-?found|access-?denied)[-_]?(page)?s?"
    r"(/\d{3})?/?(\.(aspx?|html?|php|jsp|cfm))?$",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(user|account|auth|sso|saml2?|oauth2?|idp|cas|adfs|wp-login|log-?[io]n|sign-?[io]n|authorize|authenticate)\b",
    re.IGNORECASE,
)
_WRONG = _any_of(
    r"\b(error|invalid|not found|unavailable|denied|expired|exception|timed out|failed|forbidden|not authori[sz]ed)\b"
)
_TITLE = re.compile(rb"<title\b[^<>]*>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(rb"<(?:a|area)\b[^<>]*?\bhref\s*=\s*(?:[\"']([^\"'<>]*)|([^\s\"'<>]+))", re.IGNORECASE)
_REFRESH = re.compile(rb"<meta\b[^<>]*\brefresh\b[^<>]*\burl\s*=", re.IGNORECASE)  # one that could be followed was
_INSIDE = re.compile(rb"<(i?frame|embed|object|img|form|input)\b", re.IGNORECASE)
_SILENT = re.compile(rb"<(script|style|head|template)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a page offers a visitor without scripts."""

    text: str
    links: tuple[str, ...]

    @property
    def has_documents(self) -> bool:
        return any(is_document_url(link) for link in self.links)

    @property
    def is_little(self) -> bool:
        return len(self.links) <= FEW_LINKS and len(self.text) <= LITTLE_TEXT and not self.has_documents


def wall(page: bytes, url: str = "") -> Fault | None:
    """Why `page`, which came from `url` after redirects, is not the page that was asked for; None where it may be."""
    title = _title(page)
    has_password = _PASSWORD.search(page) is not None
    if _BLOCKED.search(title):
        return Fault.BLOCKED
    if _ERROR.search(title):
        return Fault.ERROR_PAGE
    if has_password and (_LOGIN.search(title) or _LOGIN_PATH.search(urlsplit(url).path)):
        return Fault.LOGIN_PAGE
    if page.count(b"<a ") + page.count(b"<A ") > FEW_LINKS + 10:  # spares the long pages a longer look
        return None
    offer = _offer(page)
    if not offer.is_little:
        return None
    return _thin_wall(page, url, title, offer, has_password)


def _thin_wall(page: bytes, url: str, title: str, offer: _Offer, has_password: bool) -> Fault | None:
    """The same of a page that offers little, where weaker signs count too."""
    if _MARKS.search(page) or _PERHAPS_BLOCKED.search(title):
        return Fault.BLOCKED
    if has_password or (_LOGIN.search(title) and b"<form" in page.lower()):
        return Fault.LOGIN_PAGE
    parts = urlsplit(url)
    if _ERROR_PATH.search(parts.path) or "aspxerrorpath=" in parts.query.lower() or _PERHAPS_ERROR.search(title):
        return Fault.ERROR_PAGE
    if not offer.links and len(offer.text) <= ONE_SENTENCE and _WRONG.search(offer.text):
        return Fault.ERROR_PAGE
    if not offer.links and _REFRESH.search(page):
        return Fault.BAD_URL
    if not offer.links and not offer.text and not _INSIDE.search(page):
        return Fault.EMPTY
    return None


def _title(page: bytes) -> str:
    found = _TITLE.search(page, 0, _HEAD)
    return _words(found.group(1)) if found else ""


def _offer(page: bytes) -> _Offer:
    """The text and the links of a page; of a long one only whether there is more than a wall has."""
    seen = _SILENT.sub(b" ", page)
    links = [(quoted or bare).decode("latin-1") for quoted, bare in _LINK.findall(seen)]
    real = [link for link in links if not link.startswith(("#", "javascript:", "mailto:", "tel:"))]
    return _Offer(_words(_TAG.sub(b" ", seen)), tuple(real))


def _words(markup: bytes) -> str:
    return " ".join(html.unescape(markup.decode("utf-8", "replace")).split())
