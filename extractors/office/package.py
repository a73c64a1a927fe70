"""The zip archive of XML parts that an office file is (ECMA-376 part 2), opened within bounds.

No entity is expanded, nothing is fetched, and no part is unpacked beyond its bound: `zipfile` stops at the size that an
archive claims for a part, and a part that claims too much is not opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree

from extractors.refusal import RefusedError
from watchbill.model import Reason

#: Unpacked bytes of a part that is read as a whole, and of one that is read as a stream.
MOST_WHOLE, MOST_STREAMED = 48 << 20, 1 << 30
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError)
_MAIN = "/officeDocument"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: the last word of the relation's type, and the part it names."""

    kind: str
    target: str


class Package:
    """An office file. Raises RefusedError where a part cannot be had."""

    def __init__(self, data: bytes) -> None:
        with _faults():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        entries = self._zip.infolist()
        if len(entries) > 20_000:
            raise RefusedError(Reason.TOO_LARGE)
        self._entries = {entry.filename.lstrip("/").lower(): entry for entry in entries}

    @property
    def main(self) -> str:
        """The name of the part that everything hangs from."""
        for relation in self.relations("").values():
            if relation.kind == _MAIN.strip("/"):
                return relation.target
        raise RefusedError(Reason.DAMAGED)

    def has(self, name: str) -> bool:
        return name.lower() in self._entries

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part points, by the id it uses; those that lead out of the file are left out."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(listing):
            return {}
        found = {}
        for element in self.tree(listing):
            if isinstance(element.tag, str) and element.get("TargetMode") != "External":
                target = element.get("Target", "")
                place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = element.get("Type", "").rpartition("/")[2]
                found[element.get("Id", "")] = Relation(kind, posixpath.normpath(place))
        return found

    def tree(self, name: str) -> Any:
        """A part as an lxml element."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        with self.stream(name, MOST_WHOLE) as file:
            try:
                return etree.parse(file, parser).getroot()  # piece by piece: reading all at once would unpack all
            except etree.XMLSyntaxError as error:
                raise RefusedError(Reason.DAMAGED) from error

    def elements(self, name: str, *tags: str) -> Iterator[tuple[str, Any]]:
        """The elements of a part that end, one after another, with the plain names of their tags; each is emptied
        afterwards, so that a large part never stands in memory."""
        with self.stream(name, MOST_STREAMED) as file:
            wanted = [f"{{*}}{tag}" for tag in tags]
            try:
                for _, element in etree.iterparse(
                    file, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
                ):
                    yield local(element), element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
            except etree.XMLSyntaxError as error:
                raise RefusedError(Reason.DAMAGED) from error

    @contextmanager
    def stream(self, name: str, most: int) -> Iterator[IO[bytes]]:
        entry = self._entries.get(name.lower())
        if entry is None:
            raise RefusedError(Reason.DAMAGED)
        if entry.flag_bits & 1:
            raise RefusedError(Reason.ENCRYPTED)
        if entry.file_size > most:
            raise RefusedError(Reason.TOO_LARGE)
        with _faults(), self._zip.open(entry) as file:
            yield file


@contextmanager
def _faults() -> Iterator[None]:
    """Faults of the archive as refusals."""
    try:
        yield
    except NotImplementedError as error:
        raise RefusedError(Reason.UNSUPPORTED) from error
    except _ZIP_FAULTS as error:
        raise RefusedError(Reason.DAMAGED) from error


def local(element: Any) -> str:
    """The plain name of an element: the strict and the usual form of office files differ in their namespaces only."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its plain name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def is_on(value: str | None) -> bool:
    """Whether a switch that may be left out is on (ST_OnOff)."""
    return value is not None and value.lower() in ("1", "true", "on")
