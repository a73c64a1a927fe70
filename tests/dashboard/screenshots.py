"""Pictures of every page at desk and phone width: ``python -m tests.dashboard.screenshots URL FOLDER``."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.dashboard.browser import Watched, browser

WIDTHS = {"1360": (1360, 900), "390": (390, 844)}
LARGEST = 300_000  # bytes
TALLEST = 3200  # pixels


def _first_link(page: Page, starting: str) -> str | None:
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    return next((href for href in hrefs if href.startswith(starting)), None)


def pages_of(watched: Watched, url: str) -> dict[str, str]:
    """Name -> path of every page worth a picture, found by following the first link of each kind."""
    paths = {"search": "/", "agencies": "/agency", "vendors": "/vendor", "purchases": "/purchase", "method": "/method"}
    paths["sources"] = "/sources"
    found = {"results": "/?q=Rekognition"}
    for name, listing, start in (
        ("agency", "/agency", "/agency?id="),
        ("vendor", "/vendor", "/vendor?id="),
        ("purchase", "/purchase", "/purchase?id="),
    ):
        link = _first_link(watched.open(url + listing), start)
        if link:
            found[name] = link
    if "purchase" in found:
        link = _first_link(watched.open(url + found["purchase"]), "/evidence?value=")
        if link:
            found["evidence"] = link
    return paths | found


def keep(picture: bytes, target: Path) -> None:
    """Save with a palette, cut at the foot where a page is very tall, and made smaller until it is light enough."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    for colours in (256, 128, 64, 32):
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            return


def main(url: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("no chromium found")
    with browser(executable) as running:
        scout = running.new_page()
        paths = pages_of(Watched(scout), url.rstrip("/"))
        scout.close()
        for width, (wide, high) in WIDTHS.items():
            page = running.new_page(viewport={"width": wide, "height": high})
            watched = Watched(page)
            for name, path in paths.items():
                watched.open(url.rstrip("/") + path)
                # Streamlit scrolls inside the page: make the window as tall as what it holds.
                height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": wide, "height": min(max(high, height), TALLEST)})
                page.wait_for_timeout(400)
                keep(page.screenshot(), out / f"{name}-{width}.png")
                page.set_viewport_size({"width": wide, "height": high})
            page.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
