"""Facts that people maintain in `data/registry`, checked and loaded into the store."""

from __future__ import annotations

from watchbill.registry.files import Registry, RegistryError, read_registry
from watchbill.registry.sync import sync_registry

__all__ = ["Registry", "RegistryError", "read_registry", "sync_registry"]
