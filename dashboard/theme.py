"""How the pages look: one brick accent, one blue, warm greys, serif headings. The rules are in `static/watchbill.css`.

Both fonts are in Streamlit's own package and come from this server; nothing is fetched from anywhere else.
"""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"

INK = "#1f1c19"
SOFT_INK = "#5e574f"  # 6.9:1 on white, 6.2:1 on PANEL
HAIRLINE = "#dcd6cc"
PANEL = "#f6f3ee"
GREY = "#c9c2b6"
BRICK = "#9c3a26"
BLUE = "#2b5a87"
PALE_BRICK = "#f0dcd4"

SANS = '"Source Sans", "Source Sans 3", "Helvetica Neue", Arial, sans-serif'

#: Streamlit options for the theme; server options are in `server.CONFIG`.
THEME: dict[str, object] = {
    "theme.base": "light",
    "theme.primaryColor": BRICK,
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": PANEL,
    "theme.textColor": INK,
    "theme.linkColor": BLUE,
    "theme.linkUnderline": True,
    "theme.borderColor": HAIRLINE,
    "theme.codeBackgroundColor": PANEL,
    "theme.codeTextColor": INK,
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.baseRadius": "2px",
    "theme.buttonRadius": "2px",
    "theme.baseFontSize": 17,
    "theme.showWidgetBorder": True,
}
