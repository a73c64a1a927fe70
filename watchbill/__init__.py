"""Watchbill: who buys surveillance, from whom, for how much, and the page that proves it."""

from importlib.metadata import version

__version__ = version("watchbill")
