"""`make bench`: every benchmark in turn. Each prints a table and writes JSON to `bench-results/`; none is a test."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path


def main() -> None:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
        sys.argv = [path.stem]
        try:
            runpy.run_module(f"tests.benchmarks.{path.stem}", run_name="__main__")
        except SystemExit as stop:
            if stop.code not in (None, 0):
                print(f"{path.stem}: {stop.code}")


if __name__ == "__main__":
    main()
