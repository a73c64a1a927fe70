"""The registry's files loaded into the store: rows are updated in place by key, so that ids and links stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watchbill import names
from watchbill.model import public_id
from watchbill.names import agency_name, normal_name
from watchbill.registry.files import Registry, RegistryError, read_registry
from watchbill.settings import REGISTRY
from watchbill.store import schema
from watchbill.store.locks import one_writer

_LOCK = 0x57415245  # "WARE"
_FACT = "registry"


def sync_registry(engine: sa.Engine, folder: Path = REGISTRY) -> None:
    """Bring the store to what the files say; cheap when nothing changed.

    Agencies that users added stay. What left the files is deleted unless something in the store points to it. Raises
    RegistryError, naming file and line, and then changes nothing.
    """
    wanted = _fingerprint(folder)
    fact = sa.select(schema.store_fact.c.value).where(schema.store_fact.c.key == _FACT)
    with engine.connect() as connection:
        if connection.scalar(fact) == wanted:
            return
    registry = read_registry(folder)
    with engine.begin() as connection:
        one_writer(connection, _LOCK)
        if connection.scalar(fact) == wanted:
            return
        _load_technologies(connection, registry)
        vendor_ids = _load_vendors(connection, registry)
        _load_vendor_facts(connection, registry, vendor_ids)
        _load_agencies(connection, registry)
        _clear_what_left(connection, registry)
        connection.execute(sa.delete(schema.store_fact).where(schema.store_fact.c.key == _FACT))
        connection.execute(sa.insert(schema.store_fact).values(key=_FACT, value=wanted))


def _fingerprint(folder: Path) -> str:
    """A hash of the files, and of the rules that fold names: stored normal names follow both."""
    digest = hashlib.sha256(Path(names.__file__).read_bytes())
    try:
        for path in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.yml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    except OSError as error:
        raise RegistryError(f"The registry in {folder} cannot be read: {error}.") from error
    return digest.hexdigest()


def _upsert(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows or update those that changed, by `key`."""
    held = {row["key"]: row for row in connection.execute(sa.select(table)).mappings()}
    for row in rows:
        if row["key"] not in held:
            connection.execute(sa.insert(table).values(**row))
        elif any(held[row["key"]][name] != cell for name, cell in row.items()):
            connection.execute(sa.update(table).where(table.c.key == row["key"]).values(**row))


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _ids(connection: sa.Connection, table: sa.Table) -> dict[str, int]:
    return {row.key: row.id for row in connection.execute(sa.select(table.c.key, table.c.id))}


def _load_technologies(connection: sa.Connection, registry: Registry) -> None:
    rows = (
        {"key": row.key, "name": row.name, "description": row.description, "atlas_category": row.atlas or None}
        for row in registry.technologies
    )
    _upsert(connection, schema.technology, rows)


def _load_vendors(connection: sa.Connection, registry: Registry) -> dict[str, int]:
    rows = (
        {
            "public_id": public_id("ven", row.key),
            "key": row.key,
            "name": row.name,
            "kind": row.kind,
            "notes": row.notes or None,
            "source": row.source,
            "is_verified": row.is_verified,
            "is_from_registry": True,
        }
        for row in registry.vendors
    )
    _upsert(connection, schema.vendor, rows)
    return _ids(connection, schema.vendor)


def _load_vendor_facts(connection: sa.Connection, registry: Registry, vendor_ids: Mapping[str, int]) -> None:
    """Aliases, relations, products and look-alikes: nothing points to them, so they are written anew."""
    for table in (schema.vendor_alias, schema.vendor_relation, schema.product, schema.not_the_same):
        connection.execute(sa.delete(table))
    aliases = [
        {
            "vendor_id": vendor_ids[row.vendor],
            "name": row.alias,
            "normal_name": normal_name(row.alias),
            "source": row.source,
            "is_verified": row.is_verified,
        }
        for row in registry.aliases
    ]
    relations = [
        {
            "vendor_id": vendor_ids[row.vendor],
            "relation": row.relation,
            "other_id": vendor_ids[row.other],
            "start_date": row.start or None,
            "end_date": row.end or None,
            "source": row.source,
            "is_verified": row.is_verified,
        }
        for row in registry.relations
    ]
    products = [
        {
            "name": row.name,
            "vendor_id": vendor_ids[row.vendor] if row.vendor else None,
            "technology": row.technology,
            "phrases": list(row.phrases),
            "source": row.source,
            "is_verified": row.is_verified,
        }
        for row in registry.products
    ]
    pairs = [
        {"kind": row.kind, "name": row.name, "other_name": row.other, "reason": row.reason}
        for row in registry.not_the_same
    ]
    _insert(connection, schema.vendor_alias, aliases)
    _insert(connection, schema.vendor_relation, relations)
    _insert(connection, schema.product, products)
    _insert(connection, schema.not_the_same, pairs)


def _load_agencies(connection: sa.Connection, registry: Registry) -> None:
    agency, agency_alias = schema.agency, schema.agency_alias
    rows = (
        {
            "public_id": public_id("a", row.key),
            "key": row.key,
            "name": row.name,
            "state": row.state or None,
            "place": row.place or None,
            "kind": row.kind,
            "source": row.source,
            "is_from_registry": True,
        }
        for row in registry.agencies
    )
    _upsert(connection, agency, rows)
    ids = _ids(connection, agency)
    for row in registry.agencies:
        parent = sa.update(agency).where(agency.c.id == ids[row.key])
        connection.execute(parent.values(parent_id=ids[row.parent] if row.parent else None))
    from_registry = sa.select(agency.c.id).where(agency.c.is_from_registry)
    connection.execute(sa.delete(agency_alias).where(agency_alias.c.agency_id.in_(from_registry)))
    aliases = [
        {"agency_id": ids[row.key], "name": alias, "normal_name": agency_name(alias).normal, "source": row.source}
        for row in registry.agencies
        for alias in row.aliases
    ]
    _insert(connection, agency_alias, aliases)


def _clear_what_left(connection: sa.Connection, registry: Registry) -> None:
    """Delete registry rows that the files no longer have, except those something still points to."""
    for table, rows in ((schema.vendor, registry.vendors), (schema.agency, registry.agencies)):
        kept = {row.key for row in rows}
        left = sa.select(table.c.id, table.c.key).where(table.c.is_from_registry)
        gone = [row_id for row_id, key in connection.execute(left) if key not in kept]
        for row_id in gone:
            if not _is_referenced(connection, table, row_id):
                connection.execute(sa.delete(table).where(table.c.id == row_id))
    technologies = {row.key for row in registry.technologies}
    used = sa.select(schema.purchase_technology.c.technology)
    unused = schema.technology.c.key.not_in(technologies) & schema.technology.c.key.not_in(used)
    connection.execute(sa.delete(schema.technology).where(unused))


def _is_referenced(connection: sa.Connection, table: sa.Table, row_id: int) -> bool:
    return any(
        connection.scalar(sa.select(sa.exists().where(key.parent == row_id)))
        for other in schema.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column is table.c.id and key.ondelete != "CASCADE"
    )
