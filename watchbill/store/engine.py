"""Opening the store: SQLite by default, PostgreSQL by URL. Opening migrates to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from watchbill.errors import WatchbillError
from watchbill.settings import ROOT

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x57415443  # "WATC": two processes never migrate one PostgreSQL database at once


def connect(url: str) -> sa.Engine:
    """An engine for the store at `url`, without looking at its schema.

    Raises WatchbillError where the URL cannot be understood. Passwords never appear in messages.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        if parsed.get_backend_name() != "postgresql" or "@" in (parsed.host or ""):  # a password's @ is written %40
            raise ArgumentError("neither SQLite nor PostgreSQL")
        return sa.create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        shown = url.split("@")[-1]
        raise WatchbillError(
            f"{shown!r} is not a database URL that Watchbill can open; use sqlite:///FILE or postgresql://…"
        ) from error


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        folder = Path(url.database).absolute().parent
        try:
            if folder.is_relative_to(ROOT / "data"):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WatchbillError(f"The folder of the store {url.database} cannot be made: {error.strerror}.") from error
        if not folder.is_dir():
            raise WatchbillError(f"The folder {folder} of the store is not there; make it, or name another --database.")
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_newest(engine: sa.Engine) -> bool:
    """Whether the store names the newest migration. Their files are named by it, so Alembic need not be loaded."""
    newest = max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        return connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all() == [newest]


def migrate(engine: sa.Engine) -> None:
    """Bring the schema to the newest version, all of it or nothing, one process at a time; cheap when it is.

    Raises WatchbillError for a store that a newer Watchbill made.
    """
    if _is_newest(engine):
        return
    from alembic import command
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with engine.begin() as connection:
        config = _config(connection)
        versions = ScriptDirectory.from_config(config)
        made = set(MigrationContext.configure(connection).get_current_heads())
        if made == set(versions.get_heads()):
            return
        if made - {version.revision for version in versions.walk_revisions()}:
            shown = engine.url.render_as_string(hide_password=True)
            raise WatchbillError(f"The store {shown} was made by a newer Watchbill; update this one and try again.")
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        else:  # Python's sqlite3 begins no transaction for CREATE: killed half-way, the store could never be opened
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(config, "head")


def open_store(url: str) -> sa.Engine:
    """Connect and migrate: what every command that needs the store calls. Raises with one clear sentence."""
    engine = connect(url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        migrate(engine)
    except OperationalError as error:
        engine.dispose()
        cause = str(error.orig).strip().splitlines()[0]
        raise UnreachableStoreError(f"The store {shown} cannot be opened: {cause}.") from error
    except sa.exc.DatabaseError as error:
        engine.dispose()
        cause = str(error.orig).strip().splitlines()[0]
        raise WatchbillError(f"The store {shown} is not a usable database: {cause}.") from error
    return engine


@contextmanager
def one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection for reading on which the store stands still, so that many questions give one answer."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        else:  # without it, Python's sqlite3 reads every statement's own moment
            connection.exec_driver_sql("BEGIN")
        yield connection


class UnreachableStoreError(WatchbillError):
    """The database does not answer. Exit code 1: code 5 is for portals."""
