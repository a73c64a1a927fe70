"""No file stops the run: each is read in a child under limits, and how a child ended is an outcome."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path
from threading import Thread

import pikepdf
import pytest

from extractors.children import Limits, in_child, read_files
from tests.extractors import papers
from watchbill.model import Outcome, Reason

GOOD = papers.invoice()


def endless(operators: int = 2_000_000) -> bytes:
    """One page whose content stream draws millions of overlapping letters: minutes of work in 100 kB."""

    def fill(document: pikepdf.Pdf) -> None:
        words = b"BT /F1 12 Tf 72 700 Td " + b"(a)Tj 1 0 Td " * operators + b" ET"
        document.pages[0].Contents = document.make_stream(zlib.compress(words), Filter=pikepdf.Name.FlateDecode)

    return papers.changed(GOOD, fill)


def bomb(megabytes: int) -> bytes:
    """A page whose content stream unpacks to so many megabytes."""

    def fill(document: pikepdf.Pdf) -> None:
        packer = zlib.compressobj(9)
        parts = [packer.compress(b"q " * 500_000) for _ in range(megabytes)]
        document.pages[0].Contents = document.make_stream(
            b"".join(parts) + packer.flush(), Filter=pikepdf.Name.FlateDecode
        )

    return papers.changed(GOOD, fill)


def write(folder: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, data in files.items():
        paths.append(folder / f"{name}.pdf")
        paths[-1].write_bytes(data)
    return paths


def test_results_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = write(tmp_path, a=papers.pages(30), b=b"", c=GOOD, d=b"no pdf", e=papers.pages(2))
    results = list(read_files(iter(paths), workers=2))
    assert [path for path, _ in results] == paths
    assert [reading.pages for _, reading in results] == [30, 0, 1, 0, 2]
    assert [reading.reason for _, reading in results] == [None, Reason.EMPTY, None, Reason.NOT_A_DOCUMENT, None]
    assert results[2][1].sha256 == hashlib.sha256(GOOD).hexdigest()


def test_children_are_replaced_after_their_share_of_files(tmp_path: Path) -> None:
    paths = write(tmp_path, **{f"p{n}": papers.pages(1) for n in range(5)})
    results = list(read_files(paths, workers=1, limits=Limits(tasks_per_child=2)))
    assert len(results) == 5
    assert all(reading.reason is None for _, reading in results)


def test_a_page_that_does_not_end_is_cut_off_by_cpu_time_and_the_next_file_is_read(tmp_path: Path) -> None:
    paths = write(tmp_path, endless=endless(), good=GOOD)
    limits = Limits(cpu_seconds=1, cpu_seconds_per_page=0, grace_seconds=1)
    (_, first), (_, second) = read_files(paths, workers=1, limits=limits)
    assert (first.outcome, first.reason, first.pages) == (Outcome.REFUSED, Reason.TIMED_OUT, 0)
    assert first.sha256 == hashlib.sha256(paths[0].read_bytes()).hexdigest()
    assert first.media_type == "application/pdf"
    assert second.reason is None


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit a process's memory")
def test_a_bomb_meets_the_memory_limit_and_the_next_file_is_read(tmp_path: Path) -> None:
    paths = write(tmp_path, bomb=bomb(900), good=GOOD)
    (_, first), (_, second) = read_files(paths, workers=1, limits=Limits(memory_bytes=600 << 20))
    assert (first.outcome, first.reason) == (Outcome.REFUSED, Reason.OUT_OF_MEMORY)
    assert second.reason is None


def test_a_killed_child_is_an_outcome(tmp_path: Path) -> None:
    paths = write(tmp_path, endless=endless(), good=GOOD)

    def kill() -> None:
        for _ in range(200):
            time.sleep(0.1)
            for child in multiprocessing.active_children():
                if child.pid and cpu_ticks(child.pid) > 150:  # it has started on the endless page
                    os.kill(child.pid, signal.SIGKILL)
                    return

    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc to see when the child is at work")
    killer = Thread(target=kill)
    killer.start()
    (_, first), (_, second) = read_files(paths, workers=1, limits=Limits(cpu_seconds=30))
    killer.join()
    assert (first.outcome, first.reason) == (Outcome.REFUSED, Reason.CRASHED)
    assert first.detail == "the document: its process ended by SIGKILL"
    assert second.reason is None


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_a_run_that_is_given_up_leaves_no_children(tmp_path: Path) -> None:
    readings = read_files(write(tmp_path, **{f"p{n}": GOOD for n in range(6)}), workers=2)
    next(readings)
    readings.close()
    assert multiprocessing.active_children() == []


def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc to see the processes")
    [path] = write(tmp_path, endless=endless())
    program = (
        "import sys, multiprocessing, threading, time\n"
        "from pathlib import Path\n"
        "from extractors.children import read_files\n"
        "def tell():\n"
        "    while not multiprocessing.active_children(): time.sleep(0.05)\n"
        "    print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
        "threading.Thread(target=tell, daemon=True).start()\n"
        "list(read_files([Path(sys.argv[1])], 1))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        while all(cpu_ticks(pid) < 50 for pid in children):  # it has started on the endless page
            time.sleep(0.05)
        parent.kill()
    ended = time.monotonic() + 10
    while any(is_alive(pid) for pid in children) and time.monotonic() < ended:
        time.sleep(0.05)
    assert children
    assert not any(is_alive(pid) for pid in children)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_environment_of_now_reaches_a_child_of_a_server_started_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_child(os.getenv, "WATCHBILL_SAID_LATER") is None
    monkeypatch.setenv("WATCHBILL_SAID_LATER", "heard")
    assert in_child(os.getenv, "WATCHBILL_SAID_LATER") == "heard"


def test_what_lies_in_the_folder_of_a_release_is_never_imported(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit('a stranger was here')")
    [path] = write(tmp_path, a=GOOD)
    command = [str(Path(sys.executable).with_name("watchbill")), "read", str(path), "--json"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert '"outcome": "nothing_found", "reason": null' in told.stdout


def test_a_name_tells_a_text_from_a_text_called_pdf(tmp_path: Path) -> None:
    path = tmp_path / "0a1b"
    path.write_bytes(b"Dear records officer,\n")
    readings = [reading for _, reading in read_files([path, path], 1, names=["letter.txt", "letter.pdf"])]
    assert [reading.reason for reading in readings] == [None, Reason.NOT_A_DOCUMENT]


@pytest.mark.cases
def test_hostile_files_end_in_a_recorded_outcome(cases_folder: Path) -> None:
    """A sample of the hostile files; the benchmark runs them all."""
    paths = sorted(p for p in (cases_folder / "nasty").iterdir() if p.suffix != ".csv")[::4]
    results = list(read_files(paths, workers=2))
    assert [path for path, _ in results] == paths
    assert all(reading.outcome in Outcome for _, reading in results)
    assert all((reading.reason is None) == (reading.outcome in ("read", "nothing_found")) for _, reading in results)
