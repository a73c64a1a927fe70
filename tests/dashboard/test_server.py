"""The server by HTTP: headers, pictures, short links, and what it refuses."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from PIL import Image

from dashboard.page_images import Painter, UnpaintableError
from dashboard.routes import PAGES
from dashboard.server import free_port
from tests.dashboard.filled import HEIGHT, WIDTH, Filled, typeset
from watchbill.cli import watchbill
from watchbill.errors import NotFoundError, WatchbillError


@pytest.mark.parametrize(
    "path", [*PAGES, "/robots.txt", "/nothing", "/_stcore/health", "/page/x/1.jpg", "/look/icon.svg"]
)
def test_every_answer_carries_the_security_headers(served: str, path: str) -> None:
    headers = httpx.get(served + path).headers
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_pages_have_titles_of_their_own_before_any_script(served: str) -> None:
    for path, (title, _) in PAGES.items():
        page = httpx.get(served + path).text
        assert f"<title>{title}</title>" in page
        assert "Streamlit</title>" not in page


def test_an_unknown_page_is_told_so(served: str) -> None:
    answer = httpx.get(f"{served}/nothing")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_a_short_link_leads_to_the_evidence(served: str, filled: Filled) -> None:
    answer = httpx.get(f"{served}/v/{filled.ids['value']}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/evidence?value={filled.ids['value']}"
    assert httpx.get(f"{served}/v/x%0d%0aset-cookie").status_code == 404


def test_robots_are_told_what_to_leave(served: str) -> None:
    assert "Disallow: /page/" in httpx.get(f"{served}/robots.txt").text


def test_the_picture_of_a_page_shows_the_value_where_its_box_says(served: str, filled: Filled) -> None:
    answer = httpx.get(f"{served}/page/{filled.ids['document']}/1.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    picture = np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"))
    assert picture.shape == (HEIGHT * 2, WIDTH * 2)
    engine = sa.create_engine(filled.database)
    with engine.connect() as connection:
        row = connection.execute(
            sa.text("SELECT x0, top, x1, bottom FROM value WHERE public_id = :id"), {"id": filled.ids["value"]}
        ).one()
    engine.dispose()
    inside = picture[round(row.top * 2) : round(row.bottom * 2), round(row.x0 * 2) : round(row.x1 * 2)]
    right_of_it = picture[round(row.top * 2) : round(row.bottom * 2), round(row.x1 * 2) + 4 :]
    assert (inside < 128).mean() > 0.1, "the figure is printed in the box"
    assert (right_of_it < 128).sum() == 0, "and the line ends where the box ends"


@pytest.mark.parametrize(
    "path",
    ["d-000000000000/1", "{document}/0", "{document}/99", "{document}/1e1", "{document}/-1", "{document}/%2e%2e",
     "..%2f..%2fetc%2fpasswd/1", "%252e%252e/1", "{removed}/1", "{sha}/1", "d-' OR 1=1/1"],
)  # fmt: skip
def test_pictures_of_nothing_are_refused(served: str, filled: Filled, path: str) -> None:
    path = path.replace("{document}", filled.ids["document"]).replace("{removed}", filled.ids["removed_document"])
    answer = httpx.get(f"{served}/page/{path.replace('{sha}', '0' * 64)}.jpg")
    assert answer.status_code in (400, 404)
    assert answer.headers.get("content-type", "").partition(";")[0] in ("text/plain", "text/html", "")
    assert "root:" not in answer.text


def test_another_host_name_is_refused(served: str) -> None:
    assert httpx.get(served, headers={"host": "evil.example"}).status_code == 400


def test_it_listens_on_loopback_only(served: str) -> None:
    port = int(served.rsplit(":", 1)[1])
    addresses = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex((address, port)) != 0, address


def test_a_painter_survives_what_kills_its_child(tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken.pdf", tmp_path / "whole.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + os.urandom(4000))
    whole.write_bytes(typeset([[(72, 100, 12, "still here")]]))
    painter = Painter()
    try:
        with pytest.raises(UnpaintableError, match="could not be drawn"):
            painter.picture(broken, 1)
        with pytest.raises(NotFoundError, match="no page 2"):
            painter.picture(whole, 2)
        assert painter.picture(whole, 1).startswith(b"\xff\xd8")
        assert painter.picture(whole, 1) is painter.picture(whole, 1), "a second look is not painted again"
    finally:
        painter.close()


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) <= port + 20


def test_no_free_port_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.server.PORTS_TO_TRY", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WatchbillError, match="name another one with --port"):
            free_port(taken.getsockname()[1])


def test_the_command_says_what_it_does() -> None:
    told = CliRunner().invoke(watchbill, ["dashboard", "--help"])
    assert told.exit_code == 0
    assert "--no-browser" in told.output
    assert "127.0.0.1" in told.output


def test_a_store_that_cannot_be_opened_ends_the_command_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "not.db").write_text("these are not the bytes of a database, whatever the name says" * 20)
    ended = subprocess.run(
        [sys.executable, "-c", "from watchbill.cli import main; main()", "dashboard", "--no-browser"],
        env=os.environ | {"WATCHBILL_DATABASE": f"sqlite:///{tmp_path / 'not.db'}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "not a usable database" in ended.stderr
    assert "Traceback" not in ended.stderr
