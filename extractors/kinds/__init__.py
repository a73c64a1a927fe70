"""One reader for each kind of record, in the module of its name: `read(pages)` makes a record of one paper's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module

from extractors.paper import Page
from watchbill.model import Kind, Record

Reader = Callable[[Sequence[Page]], Record | None]


class _Readers(Mapping[Kind, Reader]):
    """The readers by kind; a kind's module is imported when it is first needed."""

    def __getitem__(self, kind: Kind) -> Reader:
        reader: Reader = import_module(f"extractors.kinds.{Kind(kind).value}").read
        return reader

    def __iter__(self) -> Iterator[Kind]:
        return iter(Kind)

    def __len__(self) -> int:
        return len(Kind)


READERS: Mapping[Kind, Reader] = _Readers()
