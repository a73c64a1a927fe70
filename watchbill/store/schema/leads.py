"""Leads: what others report that an agency has. A lead is somebody's word and where to look, never a purchase."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, String, Table, Text, UniqueConstraint

from watchbill.store.schema.base import id_column, metadata, public_id_column, reference

agency_code = Table(  # by what number others know an agency: its ORI (FBI), or the number that a list gave it
    "agency_code",
    metadata,
    id_column(),
    reference("agency_id", "agency"),
    Column("scheme", String(20), nullable=False),  # ori9, atlas
    Column("code", String(20), nullable=False),
    UniqueConstraint("scheme", "code"),
)
lead = Table(
    "lead",
    metadata,
    id_column(),
    public_id_column(),
    Column("source", String(40), nullable=False),  # atlas-of-surveillance
    Column("source_key", String(60), nullable=False),  # the source's own number
    reference("agency_id", "agency"),
    Column("technology", String(40)),  # a key of the registry; null where none, or several, are meant
    Column("technology_name", Text, nullable=False),  # as the source says it
    reference("vendor_id", "vendor", nullable=True),
    Column("vendor_name", Text),  # as the source says it
    Column("summary", Text),
    Column("loaded_at", DateTime(timezone=True), nullable=False),  # when it was last found changed
    Column("gone_at", DateTime(timezone=True)),  # since when the source no longer has it
    UniqueConstraint("source", "source_key"),
)
lead_link = Table(
    "lead_link",
    metadata,
    id_column(),
    reference("lead_id", "lead", cascade=True),
    Column("position", Integer, nullable=False),  # from 1
    Column("url", Text, nullable=False),
    Column("snapshot_url", Text),
    Column("publisher", Text),
    Column("kind", Text),
    Column("date", String(10)),  # ISO
    Column("printed_date", Text),
    UniqueConstraint("lead_id", "position"),
)
