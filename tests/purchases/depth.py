"""How many examples property tests draw: few in every run, as many as WATCHBILL_EXAMPLES says where it is set."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

DEEP = int(os.environ.get("WATCHBILL_EXAMPLES", "0"))


def examples(few: int) -> settings:
    """So many examples, the same in every run, or as many new ones as asked for. Only deep runs shrink what they find:
    one example takes a second."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if DEEP else ()))
    return settings(
        max_examples=DEEP or few,
        deadline=None,
        derandomize=not DEEP,
        suppress_health_check=list(HealthCheck),
        phases=phases,
        print_blob=True,
    )
