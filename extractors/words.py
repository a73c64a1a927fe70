"""Lists of words kept as data beside the code that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

#: libyaml's parser where PyYAML was built with it: ten times as fast, and every child reads these files.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_words(path: Path) -> Any:
    """What a YAML file beside the code holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
