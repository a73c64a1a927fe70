"""The archive: the bytes of every document, addressed by their SHA-256, kept for ever and never overwritten.

A document lies in ``ROOT/ab/cd/abcd…`` (64 hex digits), read-only. It gets there as a temporary file in the same
folder, flushed to the disk, renamed, and the folder flushed: after a crash the whole document is there, or none of it.
Many documents together are flushed together (`put_all`): all the bytes before the first name, all the names at the end.

The root may also be an fsspec URL such as ``s3://bucket/archive``. What is kept there is first written to a local
folder in the same way; what is read from there is downloaded to it, because pdfium needs files.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from watchbill.errors import NotFoundError, WatchbillError
from watchbill.flushing import can_flush_together, keep_together

CHUNK = 1 << 20
TEMPORARY = ".taking-"
_SHA = re.compile(r"[0-9a-f]{64}")
_REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Archive:
    """Documents by SHA-256 below `root`, a folder (made when something is first kept) or an fsspec URL."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        self._flushed: set[Path] = set()  # folders whose entries in their parents are on the disk
        self._can_flush_together: bool | None = None  # not tried yet
        self._remote: _Remote | None = None
        if is_remote(self.root):
            self._remote = _Remote(self.root)
            self._cache = tempfile.TemporaryDirectory(prefix="watchbill-archive-")
            self._folder = Path(self._cache.name)
        else:
            self._folder = Path(re.sub(r"^file://", "", self.root)).absolute()

    def __repr__(self) -> str:
        return f"Archive({self.root!r})"

    def put(self, data: bytes) -> str:
        """Keep `data`; the SHA-256 it is kept under. Bytes that are there already are left alone."""
        sha = hashlib.sha256(data).hexdigest()
        self._keep(sha, len(data), iter([data]))
        return sha

    def put_all(self, documents: Sequence[bytes]) -> list[str]:
        """Keep several documents, as `put` keeps one, but flushed together; the SHA-256 of each.

        Where the system cannot do so (it is not Linux, or the root is a URL) they are kept one after the other.
        """
        if len(documents) < 2 or not self._flushes_together():
            return [self.put(data) for data in documents]
        shas = [hashlib.sha256(data).hexdigest() for data in documents]
        wanted = dict(zip(shas, documents, strict=True))
        for sha in [sha for sha in wanted if self.has(sha)]:
            self._refuse_damage(sha, len(wanted.pop(sha)))
        with self._naming_failures():
            keep_together(self._folder, {self._local(sha): data for sha, data in wanted.items()})
        return shas

    def put_file(self, path: Path) -> str:
        """Keep the bytes of a file without holding them in memory; the SHA-256 they are kept under.

        Raises OSError where the file cannot be read, WatchbillError where the archive cannot be written.
        """
        with path.open("rb") as source:
            sha, size = hash_of(source)
            source.seek(0)
            self._keep(sha, size, iter(lambda: source.read(CHUNK), b""))
        return sha

    def has(self, sha: str) -> bool:
        """Whether a document is kept under `sha`, without looking at its bytes."""
        if not _SHA.fullmatch(sha):
            return False
        if self._remote:
            return self._remote.has(_place(sha))
        return os.path.isfile(f"{self._folder}/{_place(sha)}")  # noqa: PTH113  # a Path takes ten times as long

    def path(self, sha: str) -> Path:
        """A local file with the bytes kept under `sha`. Raises NotFoundError where there are none."""
        local = self._local(sha)
        if not local.is_file() and self._remote and self._remote.has(_place(sha)):
            with self._remote.open(_place(sha)) as source:
                self._write(local, sha, iter(lambda: source.read(CHUNK), b""))
        if not local.is_file():
            raise NotFoundError(f"The archive {self.root} holds no document {sha}.")
        return local

    def read(self, sha: str) -> bytes:
        """The bytes kept under `sha`. Raises NotFoundError where there are none."""
        return self.path(sha).read_bytes()

    def shas(self) -> Iterator[str]:
        """Every SHA-256 something is kept under, in order. What a killed write left behind is passed over."""
        if self._remote:
            yield from self._remote.shas()
            return
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _SHA.fullmatch(path.name) and path == self._local(path.name):
                yield path.name

    def damage(self, sha: str) -> str | None:
        """What is wrong with the bytes kept under `sha`, re-hashed where they lie: a few words, or None."""
        try:
            with self._remote.open(_place(sha)) if self._remote else self._local(sha).open("rb") as source:
                found, size = hash_of(source)
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"unreadable: {error.strerror or error}"
        return None if found == sha else f"changed: its {size} bytes now hash to {found}"

    def clear_leftovers(self, older_than: float = 3600) -> int:
        """Delete the temporary files of writes that were killed more than `older_than` seconds ago; how many."""
        cleared = 0
        for path in self._folder.glob(f"??/??/{TEMPORARY}*"):
            if time.time() - path.stat().st_mtime >= older_than:
                path.unlink(missing_ok=True)
                cleared += 1
        return cleared

    def _local(self, sha: str) -> Path:
        return self._folder / _place(sha)

    def _keep(self, sha: str, size: int, chunks: Iterator[bytes]) -> None:
        if self.has(sha):
            self._refuse_damage(sha, size)
            return
        with self._naming_failures():
            self._write(self._local(sha), sha, chunks)
            if self._remote:
                self._remote.upload(self._local(sha), _place(sha))

    @contextmanager
    def _naming_failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            cause = error.strerror or str(error)
            raise WatchbillError(f"The archive {self.root} cannot be written: {cause}; nothing was lost.") from error

    def _write(self, target: Path, sha: str, chunks: Iterator[bytes]) -> None:
        self._make_folder(target.parent)
        _write(target, sha, chunks)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder of the archive and flush its entry, once in the life of this object.

        One that is there is flushed too: who made it may have been killed before it was.
        """
        if folder in self._flushed:
            return
        if folder == self._folder:
            _make_root(folder)
        else:
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _flush_folder(folder.parent)
        self._flushed.add(folder)

    def _flushes_together(self) -> bool:
        if self._can_flush_together is None:
            if self._remote is None:
                with self._naming_failures():
                    self._make_folder(self._folder)
            self._can_flush_together = self._remote is None and can_flush_together(self._folder)
        return self._can_flush_together

    def _refuse_damage(self, sha: str, size: int) -> None:
        found = self.damage(sha)
        if found:
            raise WatchbillError(
                f"The archive {self.root} holds {sha}, but its file is not the {size} bytes it should be ({found}); "
                "it was left as it is: put it right from a backup, or move it away and add the document again."
            )


class _Remote:
    """The few things the archive asks of an fsspec file system."""

    def __init__(self, url: str) -> None:
        import fsspec

        try:
            self._files: Any
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            cause = str(error).strip().rstrip(".")
            raise WatchbillError(f"The archive {url} cannot be opened: {cause}; use a folder instead.") from error

    def _at(self, place: str) -> str:
        return f"{self._root.rstrip('/')}/{place}"

    def has(self, place: str) -> bool:
        return bool(self._files.exists(self._at(place)))

    def open(self, place: str) -> BinaryIO:
        return cast(BinaryIO, self._files.open(self._at(place), "rb"))

    def upload(self, source: Path, place: str) -> None:
        """Write beside, then move: object stores show an object whole or not at all, other file systems need this."""
        beside = self._at(f"{place}{TEMPORARY}{os.getpid()}")
        self._files.makedirs(self._at(place).rpartition("/")[0], exist_ok=True)
        self._files.put_file(str(source), beside)
        self._files.mv(beside, self._at(place))

    def shas(self) -> Iterator[str]:
        if not self._files.exists(self._root):
            return
        for path in sorted(self._files.find(self._root)):
            if _SHA.fullmatch(path.rpartition("/")[2]):
                yield path.rpartition("/")[2]


def is_remote(root: str) -> bool:
    """Whether an archive root is an fsspec URL rather than a folder."""
    return _REMOTE.match(root) is not None


def hash_of(source: BinaryIO) -> tuple[str, int]:
    """The SHA-256 and the size of what `source` still holds."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _place(sha: str) -> str:
    if not _SHA.fullmatch(sha):
        raise NotFoundError(f"{sha!r} is not a SHA-256: 64 digits 0-9 a-f.")
    return f"{sha[:2]}/{sha[2:4]}/{sha}"


def _write(target: Path, sha: str, chunks: Iterator[bytes]) -> None:
    """Write `chunks` to `target` so that it appears whole or not at all. Raises OSError."""
    number, name = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
    temporary = Path(name)
    try:
        digest = hashlib.sha256()
        with os.fdopen(number, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), 0o444)
            os.fsync(file.fileno())
        if digest.hexdigest() != sha:
            raise WatchbillError(f"The bytes of {sha} changed while they were being copied; add the file again.")
        temporary.rename(target)  # a rival writer can only have put the same bytes there
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _make_root(folder: Path) -> None:
    """Make `folder` and flush every folder that gained an entry by it."""
    if folder.is_dir():
        return
    _make_root(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def free_space(root: str) -> int | None:
    """Bytes free where a local archive lies or will lie; None for a URL."""
    if is_remote(root):
        return None
    folder = Path(re.sub(r"^file://", "", root)).absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
