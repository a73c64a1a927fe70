"""Strangers' files, each read in a disposable child process under limits, so that none can stop or spoil the run.

CPU time is the limit that decides, so the same file meets the same verdict on a busy machine; wall time is only a
backstop against a child that sleeps. A child that is killed, crashes or runs out of memory is an outcome, and the next
file gets a fresh child. Children are forked by a server that has loaded the reader and read nothing, so that a fresh
child costs milliseconds, not a start of the reader.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from watchbill.model import Outcome, Reading, Reason

#: The signal a child died of -> what that says. pdfium aborts when it is refused memory.
DEATHS = {signal.SIGXCPU: Reason.TIMED_OUT, signal.SIGABRT: Reason.OUT_OF_MEMORY}

T = TypeVar("T")

#: What the server loads before it forks the first child: what runs a child, the reader, and the program that asks,
#: whose first lines every child runs (Python 3.11 does not load `__main__`, so what the command imports is named too).
_LOADED = ["__main__", "watchbill.cli", "extractors.children", "extractors.ready"]
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use. A document gets `cpu_seconds` and `cpu_seconds_per_page`, up to `most_cpu_seconds`.

    When that is used up, the pages read so far are kept (`partial`); a page that does not end is cut off after
    `grace_seconds` more, and the document is refused as timed out.
    """

    memory_bytes: int = 2 << 30
    cpu_seconds: float = 20
    cpu_seconds_per_page: float = 12
    most_cpu_seconds: float = 900
    grace_seconds: float = 20
    wall_seconds: float = 3_600
    tasks_per_child: int = 20


def read_files(
    paths: Iterable[Path],
    workers: int = 2,
    limits: Limits = Limits(),
    names: Iterable[str] | None = None,
    *,
    use_layouts: bool = True,
) -> Generator[tuple[Path, Reading]]:
    """Read files in `workers` child processes; results come in the order of `paths`, as they are ready.

    `names` are what the files were called where the path does not say so (the archive's do not), one for each path.
    Without `use_layouts` the general reader reads alone.
    """
    wanted = zip(paths, names, strict=True) if names is not None else ((path, path.name) for path in paths)
    pool = _pool(workers, limits)
    waiting: deque[tuple[Path, ProcessFuture[Reading]]] = deque()
    is_finished = False
    try:
        for path, name in wanted:
            task = (path, name, limits, use_layouts)
            waiting.append((path, pool.schedule(_read_file, task, timeout=limits.wall_seconds)))
            if len(waiting) >= 4 * workers:
                first, future = waiting.popleft()
                yield first, _outcome(first, future)
        while waiting:
            first, future = waiting.popleft()
            yield first, _outcome(first, future)
        is_finished = True
    finally:
        if is_finished:
            pool.close()  # type: ignore[no-untyped-call]
        else:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def in_child(work: Callable[..., T], *arguments: object, limits: Limits = Limits()) -> T | Reason:
    """What `work(*arguments)` gives, done in a child of its own under limits; or the reason why it did not come back.

    `work` is a function of a module and bounds its own CPU time with `bound_cpu`; what it raises is raised here.
    """
    pool = _pool(1, limits)
    try:
        return _answer(pool.schedule(work, arguments, timeout=limits.wall_seconds))
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _pool(workers: int, limits: Limits) -> ProcessPool:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of numpy's that reading never uses
    os.environ.setdefault("PYTHONSAFEPATH", "1")  # the server must not import what a release's folder holds
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return ProcessPool(
        max_workers=workers,
        max_tasks=limits.tasks_per_child,
        initializer=_confine,
        initargs=(limits.memory_bytes, dict(os.environ)),
        context=context,
    )


def _outcome(path: Path, future: ProcessFuture[Reading]) -> Reading:
    answer = _answer(future)
    if not isinstance(answer, Reason):
        return answer
    return _lost(path, answer, _death(future) if answer is Reason.CRASHED else "")


def _answer(future: ProcessFuture[T]) -> T | Reason:
    try:
        answer: T = future.result()
    except TimeoutError:
        return Reason.TIMED_OUT
    except MemoryError:
        return Reason.OUT_OF_MEMORY
    except ProcessExpired as death:
        return DEATHS.get(-death.exitcode, Reason.CRASHED)
    return answer


def _death(future: ProcessFuture[T]) -> str:
    """How a child died, as a reading's detail tells it."""
    code = getattr(future.exception(), "exitcode", 0)
    signals = {-each: each.name for each in signal.Signals}
    return f"the document: its process ended by {signals.get(code, f'exit code {code}')}"


def _lost(path: Path, reason: Reason, detail: str = "") -> Reading:
    """The reading of a document whose child did not come back."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        start = file.read(_CHUNK)
        digest.update(start)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    from extractors.media import sniff_media
    from extractors.reader import READER

    return Reading(digest.hexdigest(), sniff_media(start), 0, "none", Outcome.REFUSED, READER, reason, detail=detail)


# --- In the child ----------


def _confine(memory_bytes: int, environment: Mapping[str, str]) -> None:
    """Bind this child to its limits and to its parent's life, with the parent's environment of now: the server that
    forked it has kept the one of its own start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the parent, which stops its children
    os.environ.clear()
    os.environ.update(environment)
    Thread(target=_die_with_parent, daemon=True).start()
    for limit, amount in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 256 << 20),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
            resource.setrlimit(limit, (amount, amount))


def _die_with_parent() -> None:
    """Wait for the end of the process that asked for this child, which is not the one that forked it; then end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)


def _read_file(path: Path, name: str, limits: Limits, use_layouts: bool) -> Reading:
    from extractors.faults import told_fault
    from extractors.media import MOST_BYTES, sniff_media
    from extractors.reader import read_document, refusal

    if path.stat().st_size > MOST_BYTES:
        return _lost(path, Reason.TOO_LARGE)
    data = path.read_bytes()
    try:
        with bound_cpu(data, limits) as seconds:
            return read_document(data, name, cpu_seconds=seconds, use_layouts=use_layouts)
    except MemoryError:
        raise
    except Exception as error:
        told = told_fault("the document", error)
        return refusal(hashlib.sha256(data).hexdigest(), sniff_media(data), Reason.READER_FAULT, told)


@contextmanager
def bound_cpu(data: bytes, limits: Limits) -> Iterator[float]:
    """Bind this child's CPU time to what a document of so many pages may use; gives the seconds it may take."""
    from extractors.media import count_pages

    try:
        _allow(limits.cpu_seconds + limits.grace_seconds)
        pages = count_pages(data)
        seconds = min(limits.most_cpu_seconds, limits.cpu_seconds + limits.cpu_seconds_per_page * pages)
        _allow(seconds + limits.grace_seconds)
        yield seconds
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _allow(seconds: float) -> None:
    """Let this process use so much more CPU time from now on; RLIMIT_CPU counts from its start."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
