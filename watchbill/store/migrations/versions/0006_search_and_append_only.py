"""Full-text search over pages, and a correction log that refuses UPDATE and DELETE. Both differ per dialect."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQLITE_UP = (
    """CREATE VIRTUAL TABLE page_search
       USING fts5(text, content='page', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER page_search_insert AFTER INSERT ON page BEGIN
       INSERT INTO page_search(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER page_search_delete AFTER DELETE ON page BEGIN
       INSERT INTO page_search(page_search, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER page_search_update AFTER UPDATE OF text ON page BEGIN
       INSERT INTO page_search(page_search, rowid, text) VALUES ('delete', old.id, old.text);
       INSERT INTO page_search(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction BEGIN
       SELECT RAISE(ABORT, 'the correction log is append-only'); END""",
    """CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction BEGIN
       SELECT RAISE(ABORT, 'the correction log is append-only'); END""",
)
SQLITE_DOWN = (
    "DROP TRIGGER correction_no_delete",
    "DROP TRIGGER correction_no_update",
    "DROP TRIGGER page_search_update",
    "DROP TRIGGER page_search_delete",
    "DROP TRIGGER page_search_insert",
    "DROP TABLE page_search",
)
POSTGRESQL_UP = (
    # A tsvector holds at most 1 MB; a page that long is cut for search only, never in `page.text`.
    "CREATE INDEX page_search ON page USING gin (to_tsvector('english', left(text, 500000)))",
    """CREATE FUNCTION refuse_correction_change() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the correction log is append-only'; END $$""",
    """CREATE TRIGGER correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON correction
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_correction_change()""",
)
POSTGRESQL_DOWN = (
    "DROP TRIGGER correction_append_only ON correction",
    "DROP FUNCTION refuse_correction_change()",
    "DROP INDEX page_search",
)


def _run(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgresql:
        op.execute(statement)


def upgrade() -> None:
    _run(SQLITE_UP, POSTGRESQL_UP)


def downgrade() -> None:
    _run(SQLITE_DOWN, POSTGRESQL_DOWN)
