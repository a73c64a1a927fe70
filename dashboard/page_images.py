"""Pictures of pages, drawn in a child process.

PDFium is not thread-safe and the documents are strangers' bytes: a document that kills its painter costs one picture
and never the dashboard. Pictures leave as JPEG; the original document is never served.
"""

from __future__ import annotations

import atexit
import io
import multiprocessing
import threading
from collections import OrderedDict
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from watchbill.errors import NotFoundError, WatchbillError

SCALE = 2.0  # pixels per point: 144 dots per inch
LONGEST_SIDE = 2600  # pixels
JPEG_QUALITY = 82
PAINTING_SECONDS = 20
MEMORY_BYTES = 2 * 1024**3
KEPT_PICTURES = 96


class UnpaintableError(WatchbillError):
    """The page exists but no picture of it can be drawn."""


def paint_page(path: str, number: int) -> bytes:
    """One page as JPEG. Runs in the child. Raises IndexError or EOFError for a page the document does not have."""
    with Path(path).open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        picture = _paint_pdf(path, number)
    else:
        from watchbill.pipeline.pictures import paint

        picture = paint(Path(path), number, SCALE)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, optimize=False)
    return out.getvalue()


def _paint_pdf(path: str, number: int):  # type: ignore[no-untyped-def]  # a PIL image; PIL is imported in the child
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        scale = min(SCALE, LONGEST_SIDE / max(page.get_size()))
        return page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    finally:
        document.close()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on every system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


class Painter:
    """One child that paints one page at a time, and the last pictures it made. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def picture(self, path: Path, number: int) -> bytes:
        """The JPEG of page `number` (from 1).

        Raises NotFoundError where the document has no such page, UnpaintableError where it cannot be drawn.
        """
        key = (str(path), number)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            future = self._children().schedule(paint_page, args=[str(path), number], timeout=PAINTING_SECONDS)
        try:
            painted: bytes = future.result()
        except (IndexError, EOFError) as error:
            raise NotFoundError(f"This document has no page {number}.") from error
        except (ProcessExpired, FutureTimeoutError) as error:
            raise UnpaintableError(f"Page {number} could not be drawn: it took too much time or memory.") from error
        except Exception as error:  # whatever a stranger's bytes make pdfium or Pillow raise
            raise UnpaintableError(f"Page {number} could not be drawn: {type(error).__name__}.") from error
        with self._lock:
            self._kept[key] = painted
            while len(self._kept) > KEPT_PICTURES:
                self._kept.popitem(last=False)
        return painted

    def _children(self) -> ProcessPool:
        if self._pool is None:
            # Spawned, not forked: the server has threads, and a forked child would inherit its sockets.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=1, max_tasks=500, initializer=_limit_memory, context=context)
            atexit.register(self.close)
        return self._pool

    def close(self) -> None:
        """End the child."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()
