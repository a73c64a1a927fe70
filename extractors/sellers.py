"""Who sells, as headings and sentences name them; and where a name ends in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.evidence import make_value
from extractors.paper import Word
from extractors.prose import Prose
from watchbill.model import Value

_SUFFIX = re.compile(
    r"(?:inc|incorporated|llc|l\.l\.c|corp|corporation|ltd|limited|co|company|lp|l\.p|llp|plc|gmbh|pbc|usa)[.,;]*", re.I
)
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """in an a as to for pursuant utilizing at via on under the which who with from using through by is are shall
        will and or not per that this authorizing approving accepting amending providing waiving hereinafter
        dated until""",
    )
)
_JOINT = re.compile(r"d/?b/?a|&|of|and", re.I)
CAPITAL = r"[A-Z][\w.'&/-]*"
_NOT_SELLER = re.compile(
    r"\b(?:city|county|town|village|commission|committee|council|department|dept|state|board|police|sheriff|office|university"
    r"|district|bureau|grants?|fund|funds|act|code|section|resolution|statutes?|request|rfp|rfi|rfq|bid|chief|mayor|manager"
    r"|commissioner|staff|officer|director|superintendent|cooperative|alliance|division|united states|january|february"
    r"|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
    r"|contract|exhibit"
    r"|agreement|agency|attachment|invoice|account|unit|program|procurement|public|federal|dear|mr|ms|mrs|lt|sgt)\b",
    re.I,
)
#: What no company is called, though its name may hold *Public*, *State* or *Office* before its *Inc.*
_NEVER_SELLER = re.compile(
    r"\b(?:city|county|town|village|state|board|department|university|bureau)\s+of\b|\b(?:contract|exhibit|agreement|resolution|section"
    r"|attachment|invoice|request|rfp|rfi|rfq|bid|statutes?|dear|mr|ms|mrs)\b",
    re.I,
)
#: Things that are bought or written in capitals, and no seller.
_THING = re.compile(
    r"(?:(?:related|equipment|options?|services?|vehicles?|apparatus|software|hardware|systems?|maintenance|exceed|access|support"
    r"|cameras?|readers?|fingerprint|technology|license|plate|recognition|total|amount|annual|payments?|dates?|purchase|title|authorize|prior)\W*)+",
    re.I,
)
_DEAL = re.compile(
    r"contract|cost|price|agreement|purchas|award|leas|licens|renew|quot|maintenance|support|invoice|procure|propos|subscription|software"
    r"|service|equipment|payment|check|vendor|sole\s+source|account\b[^.]{0,25}\b(?:activated|established|set\s+up)",
    re.I,
)
#: A check with its amount: who stands behind *payable to* is paid, a public body too.
_PAYS_OUT = re.compile(r"\b(?:check|warrant|payment)\b[^.]*\$[\d,.]+\s*$", re.I)
_PUBLIC_PAYEE = re.compile(
    r"\b(?:city|county|town|village|state|sheriff|police|department|district|university)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at one place of the text, with how strongly its surroundings give it the part."""

    name: str
    words: tuple[Word, ...]
    strength: float


_LEADS_TO_NAME = re.compile(
    r"\b(?:with|from|to|proposer,|vendor,|contractor,|bidder,|payable\s+to|for|at|attached|following(?:\s+(?:vendor|payee|company|firm|contractor)s?\s*:)?)\s+(?=(?-i:[A-Z\"]))",
    re.I,
)
#: Who passes the money on is not who is paid: ``to Harbor Bank, who in turn will issue a cashier's check``.
_PASSES_ON = re.compile(
    r"[^.]{0,30}\b(?:who|which)\s+(?:in\s+turn|will\s+(?:then\s+)?(?:issue|forward|remit))|[^.]{0,60}\bcashier'?s\s+check",
    re.I,
)
_TOKEN = re.compile(r"\S+")
_TRAINING = re.compile(r"(?:training|course|class|seminar|conference)\s*$", re.I)


def name_at(text: str, start: int) -> int:
    """Where the name that begins at `start` ends; `start` itself where no name begins there."""
    end = start
    for taken, match in enumerate(_TOKEN.finditer(text, start, min(len(text), start + 120))):
        if taken >= 8 or not _joins_name(text, match, taken):
            break
        if not _JOINT.fullmatch(match[0]):
            end = match.end()
        if _closes_name(text, match):
            break
    return end


def _joins_name(text: str, match: re.Match[str], taken: int) -> bool:
    """Whether a word goes on with a name of which `taken` words are read: capitals, corporate suffixes, joints."""
    token = match[0]
    if taken and _SUFFIX.fullmatch(token):
        return True
    if (taken and text[match.start() - 1] == "\n") or not (token[0].isalnum() or token == "&"):
        return False
    bare = token.strip(",.;:()\"'").lower()
    if bare in STOP_WORDS:
        return bool(taken and _JOINT.fullmatch(bare) and _goes_on(text, match.end(), token))
    if _JOINT.fullmatch(token):
        return taken > 0
    return token[0].isupper() or (token[0].isdigit() and taken > 0)


def _closes_name(text: str, match: re.Match[str]) -> bool:
    """Whether a name ends with this word: a full stop, a comma without a suffix behind it, or a suffix."""
    token, rest = match[0], text[match.end() :]
    if _SUFFIX.fullmatch(token):
        return not re.match(r",?\s+(?:d/?b/?a|D/?B/?A|USA|Inc)\b", rest)
    if token[-1] == ",":
        return not _SUFFIX.match(rest.lstrip())
    return token[-1] in ".;:" and not re.fullmatch(r"(?:[A-Z]\.)+", token)


def _goes_on(text: str, end: int, joint: str) -> bool:
    """Whether ``and`` or ``of`` stands inside a name in capitals: a corporate suffix must follow soon."""
    return joint != joint.upper() and bool(
        re.match(rf"\s+{CAPITAL}(?:\s+{CAPITAL})?,?\s+(?:Inc|LLC|Co|Corp)", text[end:])
    )


def seller_mentions(prose: Prose) -> Iterator[Mention]:
    """Names where sellers stand: *contract with X*, *from X in the amount of*, *to the proposer, X*."""
    text = prose.text
    for lead in _LEADS_TO_NAME.finditer(text):
        start = lead.end()
        end = name_at(text, start)
        name = text[start:end].strip(' ,.;:"')
        joint = lead[0].strip().lower()
        context = re.split(r"[.;\n]\s", prose.before(lead.start(), 110))[-1]
        deal = bool(_DEAL.search(context))
        follows = prose.after(end, 40)
        suffix = bool(_SUFFIX.fullmatch(name.split()[-1])) if name else False
        strength = {"with": 1.0, "from": 1.0, "to": 1.0, "for": 0.0, "at": 0.0}.get(joint, 1.5)
        strength += 1.0 if deal and joint != "at" else 0.0
        strength += 1.0 if suffix else 0.0
        strength += (
            2.0
            if re.match(r"[\s,]*(?:in\s+the\s+(?:total\s+|estimated\s+)*amount|invoices?\b|totall?ing)", follows)
            else 0.0
        )
        if joint == "to" and not re.search(
            r"(?:award\w*|issued?|paid|payable|payment|purchase\s+order)\b[^.]{0,60}$", context, re.I
        ):
            continue
        invoices = bool(re.match(r"\s*(?:invoices?|quotes?|statements?)\b", follows, re.I))
        if joint in ("attached", "following"):
            strength = 2.5 if invoices else 0.0
        elif joint.startswith("following"):
            strength = 3.0
        if joint == "at" and _TRAINING.search(context):
            strength = 2.0
        elif joint in ("for", "at") and not suffix:
            continue
        is_public = joint.startswith("payable") and _PAYS_OUT.search(context) and _PUBLIC_PAYEE.search(name)
        if (is_seller_name(name) or is_public) and strength >= 1.0 and not _PASSES_ON.match(prose.after(end, 100)):
            yield Mention(*printed(prose, start, end), strength)
    for match in re.finditer(
        r"-\s*(?=[A-Z])", text
    ):  # a title: "Purchase of readers - Dana Safety Supply, Inc. - $69,400"
        end = name_at(text, match.end())
        name = text[match.end() : end].strip(" ,.;:")
        if is_seller_name(name) and re.match(r"[\s,.]*-\s*\$", text[end:]):
            yield Mention(*printed(prose, match.end(), end), 2.5)


def printed(prose: Prose, start: int, end: int) -> tuple[str, tuple[Word, ...]]:
    """The name between two places of the text as printed, with its words."""
    words = prose.words_at(start, end)
    name = " ".join(word.text for word in words).strip('"“”(),;:-–— ')
    name = re.sub(r"(?<=[A-Z])\s?&\s(?=[A-Z]\b)", "&", name)  # AT& T: OCR puts spaces around the sign
    last = name.split()[-1]
    if re.fullmatch(r"(?:LLC|LLP|Limited|Corporation|Incorporated|Company|GmbH|PBC)\.", last):
        name = name[:-1]  # the sentence's own full stop
    elif name.endswith(".") and not _SUFFIX.fullmatch(last) and not re.fullmatch(r"(?:[A-Za-z]\.)+", last):
        name = name[:-1]
    return name, words


def is_seller_name(name: str) -> bool:
    """Whether a name can be a seller's: no public body, no thing, no word of the calendar."""
    is_legal = bool(_SUFFIX.fullmatch(name.split()[-1])) if name.split() else False
    if _THING.fullmatch(name) or (_NEVER_SELLER if is_legal else _NOT_SELLER).search(name):
        return False
    return 2 < len(name) <= 80 and sum(map(str.isalpha, name)) >= 3


def find_seller(prose: Prose) -> Value | None:
    """The seller that the text names, or None where it names none or several equally strongly."""
    groups: dict[str, list[Mention]] = {}
    for mention in seller_mentions(prose):
        words = [word for word in re.findall(r"[a-z0-9]+", mention.name.lower()) if not _SUFFIX.fullmatch(word)]
        if not words:
            continue
        key = next((k for k in groups if _same_start(k.split(), words)), " ".join(words))
        groups.setdefault(key, []).append(mention)
    ranked = sorted(groups.values(), key=lambda found: -sum(mention.strength for mention in found))
    if not ranked or max(mention.strength for mention in ranked[0]) < 2:
        return None
    total = sum(mention.strength for mention in ranked[0])
    second = sum(mention.strength for mention in ranked[1]) if len(ranked) > 1 else 0.0
    best = max(ranked[0], key=lambda mention: (mention.strength, len(mention.name)))
    if second >= 0.9 * total and _is_paid(ranked[0]) and _is_paid(ranked[1]):
        return None  # one paper, several sellers: none of them is *the* seller
    sure = 0.92 if total >= 2 * second else 0.8
    return make_value(best.name, best.words, sure, reason="named in running text")


_MAKERS = re.compile(
    r"(?:manufactured\s+by|made\s+by|(?:authori[sz]ed|certified|exclusive|sole)\s+(?:\w+\s+){0,2}"
    r"(?:re-?sellers?|dealers?|distributors?|partners?)\s+(?:of|for)|distributor\s+(?:of|for))\s+(?:the\s+)?(?=(?-i:[A-Z]))",
    re.I,
)


def find_maker(prose: Prose) -> Value | None:
    """Whose technology it is, where the text says who makes it or whose reseller the seller is."""
    for lead in _MAKERS.finditer(prose.text):
        end = name_at(prose.text, lead.end())
        name = prose.text[lead.end() : end].strip(" ,.;:")
        if is_seller_name(name):
            return make_value(*printed(prose, lead.end(), end), 0.85, reason="named in running text as the maker")
    return None


def is_company(name: str) -> bool:
    """Whether a name ends as companies' names do."""
    return bool(_SUFFIX.fullmatch(name.split()[-1]))


def _same_start(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[0] == other[0] and (len(one) == 1 or len(other) == 1 or one[1] == other[1])


def _is_paid(mentions: Sequence[Mention]) -> bool:
    return max(mention.strength for mention in mentions) >= 4
