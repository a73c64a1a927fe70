"""Watchbill: who buys surveillance, from whom, for how much, and the page that proves it."""

from __future__ import annotations

__version__: str


def __getattr__(name: str) -> str:
    """The version, when it is asked for: to look it up takes longer than to start a command."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("watchbill")
