"""invoice2data beside us on the same papers: `WATCHBILL_CASES=FOLDER python -m tests.benchmarks.bench_peer --install`.

invoice2data is the best known open reader of invoices: one template of patterns for each issuer. Both are scored by the
scorer that comes with the cases, on every set of labels. It is no dependency of ours: `--install` puts it in an
environment of its own under `bench-results/`, `--python` names one that has it. It reads text with pdfium, and with
pdftotext too where that is on the path; it has no OCR here. A table on stdout, JSON in `bench-results/peer.json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import venv
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.bench_calibration import printed
from tests.benchmarks.scored import (
    LABELS,
    RESULTS,
    Json,
    cases_folder,
    fresh_readings,
    hashed_files,
    labelled_sets,
    load_scorer,
)

PEER = "invoice2data[pdfium]==1.0.1"
HOME = RESULTS / "invoice2data"
RUNNER = Path(__file__).with_name("peer_invoice2data.py")
#: What invoice2data calls our fields. Its lines are not compared: its templates name them as they please.
FIELDS = {
    "issuer": "vendor",
    "invoice_number": "number",
    "date": "date",
    "date_due": "due_date",
    "amount": "total",
    "amount_untaxed": "subtotal",
    "amount_tax": "tax",
}


def install() -> Path:
    """Put invoice2data in an environment of its own; its Python."""
    venv.create(HOME, with_pip=True)
    python = HOME / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEER], check=True)
    return python


def peer_readings(python: Path, paths: Iterable[Path], sha256s: dict[Path, str]) -> list[Json]:
    """What invoice2data finds in the files, in the form of our readings: one invoice over all pages, or none."""
    done = subprocess.run(
        [str(python), str(RUNNER), *(str(path) for path in paths)], capture_output=True, text=True, check=True
    )
    readings = []
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        path, found = Path(answer["path"]), answer["found"]
        fields = {ours: {"value": plain(found[theirs])} for theirs, ours in FIELDS.items() if found.get(theirs)}
        records = [{"kind": "invoice", "pages": [1, 10_000], "fields": fields}] if fields else []
        readings.append({"document": {"path": path.name, "sha256": sha256s[path], "pages": 1}, "records": records})
    return readings


def plain(value: object) -> str:
    """A value as text: the first where a template found several, a date without its time."""
    first = value[0] if isinstance(value, list) else value
    return str(first).removesuffix(" 00:00:00")


def compare(python: Path, readings: Path | None, held_back: Path) -> list[list[str]]:
    """One row a set of labels and reader: papers it found anything in, precision, recall and F1."""
    cases = cases_folder()
    scorer = load_scorer(cases)
    rows = [["labels", "reader", "read of", "precision", "recall", "F1"]]
    for one in labelled_sets(cases, held_back):
        files = hashed_files(cases / one.folder / "pdfs")
        wanted = {label["id"].split("#")[0] for label in one.labels}
        sha256s = {path: sha256 for sha256, path in files.items() if path.stem in wanted}
        theirs = peer_readings(python, sorted(sha256s), sha256s)
        hashes = set(sha256s.values())
        ours = [x for x in fresh_readings(cases, one.folder, readings) if x["document"]["sha256"] in hashes]
        for name, lines in (("watchbill", ours), ("invoice2data", theirs)):
            report, _ = scorer.score(lines, list(one.labels), files)
            found = sum(any(record["fields"] or record.get("payments") for record in x["records"]) for x in lines)
            figures = [f"{report['micro'][key]:.3f}" for key in ("precision", "recall", "f1")]
            rows.append([one.name, name, f"{found} of {len(lines)}", *figures])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", type=Path, default=HOME / "bin" / "python", help="a Python that has invoice2data")
    parser.add_argument("--install", action="store_true", help=f"install {PEER} in {HOME} first")
    parser.add_argument("--readings", type=Path, help="folder with corpus.jsonl and adbuys.jsonl of an earlier run")
    parser.add_argument("--held-back", type=Path, default=LABELS / "held_back.jsonl", help="the labels only counted")
    args = parser.parse_args()
    cases_folder()
    python = install() if args.install else args.python
    if not python.is_file():
        raise SystemExit(f"skipped: no invoice2data at {python}; run it with --install, or name a --python that has it")
    rows = compare(python, args.readings, args.held_back)
    print(printed(rows))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "peer.json").write_text(json.dumps({"peer": PEER, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
