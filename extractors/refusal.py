"""Why a document cannot be read, raised by the machinery and turned into an outcome by the reader."""

from __future__ import annotations

from watchbill.model import Reason


class RefusedError(Exception):
    """A document that is refused, with the reason by name."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason
