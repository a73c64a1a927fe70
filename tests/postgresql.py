"""A throw-away PostgreSQL cluster: made in a temporary folder, heard on a socket only, gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg


def find_server() -> Path | None:
    """The folder that holds initdb and postgres: on PATH, or where Debian and Homebrew keep them."""
    on_path = shutil.which("postgres")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    if on_path:
        places.insert(0, Path(os.path.realpath(on_path)).parent)
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


class Cluster:
    """A running server. PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="watchbill-pg-", dir="/tmp"))
        self._count = itertools.count(1)
        self._user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            self._user = "postgres" if "postgres" in names else "nobody"
            owner = pwd.getpwnam(self._user)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._server: subprocess.Popen[bytes] | None = None

    def _arguments(self, program: str, *arguments: str) -> dict[str, object]:
        who = pwd.getpwnam(self._user)
        as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        return {
            "args": [str(self._binaries / program), *arguments],
            "cwd": str(self._folder),
            "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self._folder)},
            **as_user,
        }

    def __enter__(self) -> Cluster:
        data = str(self._folder / "data")
        initdb = self._arguments(
            "initdb", "-D", data, "-U", "watchbill", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        subprocess.run(check=True, capture_output=True, **initdb)  # type: ignore[call-overload]
        quick = (
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "listen_addresses=",
            "max_connections=50",
        )
        settings = [part for setting in quick for part in ("-c", setting)]
        with (self._folder / "log").open("wb") as log:
            serve = self._arguments("postgres", "-D", data, "-k", str(self._folder), *settings)
            self._server = subprocess.Popen(stdout=log, stderr=log, **serve)  # type: ignore[call-overload]
        ready = self._arguments("pg_isready", "-h", str(self._folder), "-U", "watchbill", "-d", "postgres")
        for _ in range(300):
            if subprocess.run(capture_output=True, **ready).returncode == 0:  # type: ignore[call-overload]
                return self
            if self._server.poll() is not None:
                break
            subprocess.run(["sleep", "0.1"], check=True)
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=30)
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh, empty database; yields its SQLAlchemy URL."""
        name = f"test_{next(self._count)}"
        administration = f"host={self._folder} user=watchbill dbname=postgres"
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        try:
            yield f"postgresql+psycopg://watchbill@/{name}?host={quote(str(self._folder))}"
        finally:
            with psycopg.connect(administration, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
