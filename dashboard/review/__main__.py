"""`python -m dashboard.review PORT [REVIEWER]`: the review page in a process of its own.

The child that paints pages imports this file again under another name: nothing may be loaded then.
"""

from __future__ import annotations

if __name__ == "__main__":
    import sys

    from dashboard.review.server import end_with_parent, serve_review
    from watchbill.settings import load_settings

    end_with_parent()
    serve_review(load_settings(), int(sys.argv[1]), *sys.argv[2:3])
