"""`watchbill portals` and `watchbill crawl` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.crawlers.site import Answer, Site, fill, serve
from watchbill.cli import main
from watchbill.cli.crawl import conclude
from watchbill.errors import UnreachableError, WatchbillError
from watchbill.model import CrawlReport
from watchbill.store import schema
from watchbill.store.engine import open_store


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def at(tmp_path: Path) -> list[str]:
    """Where this test's store and archive are; the store knows one agency."""
    url = f"sqlite:///{tmp_path / 'watchbill.db'}"
    engine = open_store(url)
    row = {"public_id": "a-x", "key": "us-or-test", "name": "Test", "is_from_registry": False}
    with engine.begin() as connection:
        connection.execute(sa.insert(schema.agency).values(**row))
    engine.dispose()
    return ["--database", url, "--archive", str(tmp_path / "archive")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def page_of(site: Site) -> list[str]:
    url = ["--url", f"{site.url}/", "--agency", "us-or-test"]
    return [*url, "--delay", "0", "--allow", f"127.0.0.1:{site.port}"]


def test_portals_are_listed_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "portals")
    assert code == 0
    assert "us_ca_kerman" in out
    code, out, _ = run(capsys, "portals", "--json")
    first = json.loads(out.splitlines()[0])
    assert list(first) == ["key", "agency", "platform", "url", "checked"]


def test_a_page_that_no_portal_declares_is_crawled_and_what_is_missing_is_code_4_only_when_asked_for(
    capsys: pytest.CaptureFixture[str], at: list[str], site: Site
) -> None:
    fill(site, 6)
    code, out, err = run(capsys, *at, "crawl", *page_of(site))
    assert (code, out) == (0, "127_0_0_1: complete; 3 pages, 6 documents (6 new), 0 refused\n")
    assert "watchbill read" in err
    fill(site, 6, '<a href="gone.pdf">A paper</a>')
    code, out, err = run(capsys, *at, "crawl", "--json", *page_of(site))
    assert (code, err) == (0, "")
    assert json.loads(out) | {"skipped": 6, "new": 0, "failed": 1, "outcome": "incomplete"} == json.loads(out)
    code, out, err = run(capsys, *at, "crawl", "--strict", *page_of(site))
    assert code == 4
    assert out == (
        "127_0_0_1: incomplete; 3 pages, 6 documents (0 new), 0 refused, 1 failed; 1 failed: http_error 404\n"
    )
    assert "not complete" in err


def test_an_unreachable_portal_is_code_5(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    with serve() as gone:
        pass
    code, out, err = run(capsys, *at, "crawl", *page_of(gone))
    assert code == 5
    assert f"{gone.url}/ cannot be reached" in out
    assert "could not be reached; try again later" in err
    assert "Traceback" not in err


def test_a_page_that_is_gone_is_no_server_that_is_down(
    capsys: pytest.CaptureFixture[str], at: list[str], site: Site
) -> None:
    code, out, _ = run(capsys, *at, "crawl", *page_of(site))
    assert (code, "answers with status 404" in out) == (1, True)
    site.routes["/"] = Answer(b"down", "text/plain", 500)
    code, out, _ = run(capsys, *at, "crawl", *page_of(site))
    assert (code, "answers with status 500" in out) == (5, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["us_ca_kermann"], 3, "did you mean us_ca_kerman?"),
        (["us-ca-kerman"], 3, "did you mean us_ca_kerman?"),
        (["nowhere"], 3, "There is no portal 'nowhere'; `watchbill portals` lists them."),
        (["--url", "https://x.example/"], 2, "--url and --agency go together"),
        (["--url", "https://x.example/", "--agency", "us-or-tst"], 3, "us-or-test"),
        (["--url", "file:///etc/passwd", "--agency", "us-or-test"], 2, "is not an http or https address"),
        (["--url", "http://[", "--agency", "us-or-test"], 2, "is not an http or https address"),
        (["--allow", "here"], 2, "write HOST:PORT"),
    ],
)
def test_mistakes_are_one_sentence(
    capsys: pytest.CaptureFixture[str], at: list[str], arguments: list[str], code: int, words: str
) -> None:
    ended, _, err = run(capsys, *at, "crawl", *arguments)
    assert ended == code
    assert words in err
    assert "Traceback" not in err


def test_the_last_sentence_names_who_could_not_be_reached_and_what_failed() -> None:
    reports = [
        CrawlReport("a", "failed", is_unreachable=True),
        CrawlReport("b", "failed", detail="not crawled: No agency has the key 'x'"),
        CrawlReport("c", "complete"),
        CrawlReport("d", "failed", is_unreachable=True),
    ]
    with pytest.raises(UnreachableError, match=r"^a and d could not be reached; .* The crawl of b failed\.$"):
        conclude(reports, strict=False)
    with pytest.raises(WatchbillError, match=r"^The crawl of b failed; the line above says why\.$"):
        conclude(reports[1:3], strict=True)
    conclude(reports[2:3], strict=True)


def test_one_line_a_portal() -> None:
    report = CrawlReport("us_or_eugene", "complete", pages=12, documents=31, new=3)
    assert str(report) == "us_or_eugene: complete; 12 pages, 31 documents (3 new), 0 refused"


def test_a_dry_run_prints_what_would_be_asked_for(
    capsys: pytest.CaptureFixture[str], at: list[str], site: Site
) -> None:
    fill(site, 2)
    code, out, err = run(capsys, *at, "crawl", "--dry-run", *page_of(site))
    assert code == 0
    assert sorted(out.splitlines()) == [
        f"127_0_0_1  new  no date  Purchase order /papers/{n}.pdf  {site.url}/papers/{n}.pdf" for n in range(2)
    ]
    assert "dry run of 127_0_0_1: complete; 3 pages, 2 documents (2 new)" in err
    _, out, _ = run(capsys, *at, "crawl", "--dry-run", "--json", *page_of(site))
    assert [json.loads(line)["why"] for line in out.splitlines()] == ["new", "new"]
    assert site.documents_asked() == 0
