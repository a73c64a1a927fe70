"""Links to share a file lead to a page that shows it; where the file itself lies can be told from the link."""

from __future__ import annotations

import re

#: What a link to share looks like, and where its file is, by the file hosts' own manuals.
_FILES = tuple(
    (re.compile(pattern, re.IGNORECASE), file)
    for pattern, file in (
        (
            r"https?://drive\.google\.com/(?:a/[\w.-]+/)?(?:file/d/|open\?id=|uc\?(?:export=view&)?id=)([\w-]+).*",
            r"https://drive.google.com/uc?export=download&id=\1",
        ),
        (
            r"https?://docs\.google\.com/(?:a/[\w.-]+/)?document/d/([\w-]{20,})(?:/.*)?",
            r"https://docs.google.com/document/d/\1/export?format=pdf",
        ),
        (
            r"https?://docs\.google\.com/(?:a/[\w.-]+/)?spreadsheets/d/([\w-]{20,})(?:/.*)?",
            r"https://docs.google.com/spreadsheets/d/\1/export?format=xlsx",
        ),
        (
            r"https?://docs\.google\.com/(?:a/[\w.-]+/)?presentation/d/([\w-]{20,})(?:/.*)?",
            r"https://docs.google.com/presentation/d/\1/export/pdf",
        ),
        (r"(https?://www\.dropbox\.com/(?:s|scl/fi)/[^?]+\?(?:.*&)?)dl=0(.*)", r"\1dl=1\2"),
        (r"(https?://www\.dropbox\.com/s/[^?]+)", r"\1?dl=1"),
        (r"(https?://[\w-]+\.sharepoint\.com/:[bwxp]:/[^?]+)(?:\?.*)?", r"\1?download=1"),
    )
)


def file_address(url: str) -> str:
    """Where the file behind a link to share lies; the URL itself where it is no such link."""
    for pattern, file in _FILES:
        if pattern.fullmatch(url):
            return pattern.sub(file, url, count=1)
    return url
