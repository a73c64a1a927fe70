"""The rich text of Outlook messages: unpacked ([MS-OXRTFCP]) and reduced to its words.

Only messages that have neither plain text nor html are read from it.
"""

from __future__ import annotations

import re
import struct

#: What the packer and the unpacker have both seen before the first byte ([MS-OXRTFCP] 2.1.2.1).
_SEEN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\(.)|([{}])|([^\\{}]+)", re.I | re.S)
#: Groups that print nothing.
_UNSEEN = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator", "listtable"]
)
_WORDS = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—", "endash": "–",
          "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
          "bullet": "•", "~": " ", "_": "-"}  # fmt: skip
#: A tag of html inside rich text is hidden, but ends a line where a browser would.
_TAGS = 2
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b", re.I)


def unpack_rtf(packed: bytes, most: int) -> bytes:
    """The rich text, at most `most` bytes of it. Raises ValueError where it is not packed as it says."""
    if len(packed) < 16:
        raise ValueError("rich text without its head")
    size, raw, kind = struct.unpack_from("<II4s", packed)
    end = min(len(packed), size + 4)
    if kind == _PLAIN:
        return packed[16:end][: min(raw, most)]
    if kind != _PACKED:
        raise ValueError("rich text packed in an unknown way")
    window = bytearray(_SEEN.ljust(_WINDOW, b"\0"))
    write, at, out = len(_SEEN), 16, bytearray()
    while at < end and len(out) < most:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                run = packed[at : at + 1]
                at += 1
                start = None
            else:
                token = int.from_bytes(packed[at : at + 2], "big")
                at += 2
                start, length = token >> 4, (token & 15) + 2
                if start == write:
                    return bytes(out)
            for step in range(1 if start is None else length):
                byte = run[0] if start is None else window[(start + step) % _WINDOW]
                window[write] = byte
                out.append(byte)
                write = (write + 1) % _WINDOW
    return bytes(out)


def rtf_text(rtf: bytes) -> str:
    """The words of rich text as lines. Of html that was put into rich text, the text between the tags."""
    out: list[str] = []
    hidden = skip = 0
    stack: list[int] = []
    text = rtf.decode("cp1252", "replace")
    if not text.lstrip().startswith("{\\rtf"):
        raise ValueError("no rich text")
    is_starred = False
    for word, number, code, sign, brace, run in _TOKEN.findall(text):
        if brace == "{":
            stack.append(hidden)
        elif brace == "}":
            hidden = stack.pop() if stack else 0
        elif sign == "*":
            is_starred = True
            continue
        elif word:
            name = word.lower()
            hidden = _TAGS if name == "htmltag" else 1 if name in _UNSEEN or is_starred else hidden
            if name in ("v", "htmlrtf"):
                hidden = 0 if number == "0" else 1
            if not hidden:
                out.append(_WORDS.get(name, ""))
                if name == "u" and number:
                    out.append(chr(int(number) % 65536))
                    skip = 1
        elif hidden == _TAGS and _BREAK.search(run):
            out.append("\n")
        elif not hidden:
            piece = bytes.fromhex(code).decode("cp1252", "replace") if code else _WORDS.get(sign, sign) + run
            piece = "" if sign in ("\r", "\n") else piece.replace("\r", "").replace("\n", "")
            out.append(piece[skip:])
            skip = 0 if piece else skip
        is_starred = False
    return re.sub(r"(?<![ \t])[ \t]*+\n(?:[ \t]*+\n)+", "\n\n", "".join(out)).strip()
