"""Errors that a person reads: one clear sentence and the exit code the command ends with."""

from __future__ import annotations


class WatchbillError(Exception):
    """Something a person can understand and mend. Its message: what was seen, where, what to do next."""

    exit_code = 1


class NotFoundError(WatchbillError):
    """An unknown key or id."""

    exit_code = 3


class WaitingError(WatchbillError):
    """Something was refused or waits for review, and the caller asked to be told (`--strict`)."""

    exit_code = 4


class UnreachableError(WatchbillError):
    """A portal could not be reached."""

    exit_code = 5
