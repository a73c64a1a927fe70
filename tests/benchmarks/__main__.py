"""`make bench`: every benchmark in turn, or those named. Each prints a table and writes JSON to `bench-results/`.

None is a test."""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path


def main() -> None:
    known = [path.stem.removeprefix("bench_") for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    parser = argparse.ArgumentParser(
        description="Run the benchmarks, all or those named.",
        epilog="Options of one: python -m tests.benchmarks.bench_NAME --help",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    names = parser.parse_args().names
    for name in names:
        if name not in known:
            parser.error(f"no benchmark is called {name!r}; there are {', '.join(known)}")
    for name in names or known:
        print(f"\n== {name}", flush=True)
        sys.argv = [f"bench_{name}"]
        try:
            runpy.run_module(f"tests.benchmarks.bench_{name}", run_name="__main__")
        except SystemExit as stop:
            if stop.code not in (None, 0):
                print(f"{name}: {stop.code}")


if __name__ == "__main__":
    main()
