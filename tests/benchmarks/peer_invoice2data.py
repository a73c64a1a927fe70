"""Run by the peer's own Python, never by ours: `python peer_invoice2data.py FILE...` prints what invoice2data extracts,
one JSON object a file. It knows its templates and the text readers that are installed beside it, nothing of ours."""

import json
import logging
import sys

from invoice2data import extract_data
from invoice2data.extract.loader import read_templates

logging.disable(logging.CRITICAL)
templates = read_templates()
for path in sys.argv[1:]:
    try:
        found = extract_data(path, templates=templates)
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps({"path": path, "templates": len(templates), "found": found or {}}, default=str))
