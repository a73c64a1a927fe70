"""Whether words tell one document from the next: "Agenda" and "click here" do not, a subject, a name or a date do."""

from __future__ import annotations

import re

from crawlers.dates import days_without_year, find_date

#: Words that say nothing about which document it is.
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a access accessible acrobat adobe agenda agendas amended am and approved at attachment attachments audio
        available button by cancelled canceled click council details doc document documents docx download downloads
        draft en english espanol español event export external file files final for full here html icalendar icon image
        in info learn link live logo main media meeting meetings minutes mb kb more new no not notice now of on online
        open opens or packet page packets pdf playback please pm posted print read regular revised see show spanish
        special summary tab text the this to updated version video view watch webcast website window word xls xlsx
        january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec
        monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun""",
    )
)
#: Words of a link that tell nothing even beside a title: a format, or what a click does.
_MERE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a click doc docx document download external file here html in kb link mb new open opens pdf tab the to view "
        "window word xls xlsx",
    )
)
#: Words of links beside a document's that name nothing of its entry.
_ASIDES = frozenset(
    re.findall(
        r"\w+",
        """add audio available calendar details directions export icalendar ics info information join listen live map
        media meeting more not now play playback print recording rss see share stream the to video view watch webcast
        youtube zoom""",
    )
)
_SIZE = re.compile(r"(?:[(\[]\s*)?(?<!\d)\d++(?:[.,]\d++)?\s*+(?:bytes|[kmg]i?b)\s*[)\]]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_MONTH = re.compile(
    r"\b(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\b",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\W+(19|20)\d\d\b|^\W*(19|20)\d\d\W", re.IGNORECASE
)


def says_something(text: str) -> bool:
    """Whether a text holds a word beyond those that stand on every link."""
    return any(word.lower() not in _EMPTY_WORDS for word in _WORD.findall(_SIZE.sub(" ", text)))


def tells(text: str) -> bool:
    """Whether words tell one document from the next: more than "Agenda" or "click here", or a day, or a month."""
    if says_something(text) or _MONTH_YEAR.search(text):
        return True
    return find_date(text) is not None or bool(days_without_year(text))


def names_month(text: str) -> bool:
    """Whether a text names a month."""
    return bool(_MONTH.search(text))


def is_aside(text: str) -> bool:
    """Whether the words of a link name nothing: "Video", "More...", "Meeting details"."""
    return set(re.findall(r"\w+", text.lower())) <= _ASIDES


def is_mere(text: str) -> bool:
    """Whether words name no more than a format, a size, or what a click does."""
    return set(re.findall(r"\w+", _SIZE.sub(" ", text).lower())) <= _MERE_WORDS
