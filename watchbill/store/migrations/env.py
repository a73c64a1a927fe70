"""Alembic's environment: runs on the connection that `watchbill.store.engine.migrate` hands over."""

from __future__ import annotations

from alembic import context

from watchbill.store.schema import metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Search tables are made by hand per dialect; the schema comparison leaves them alone."""
    return not (kind == "table" and name is not None and name.startswith("page_search"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
