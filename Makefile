# Watchbill: `make demo` runs the main job and opens the dashboard; `make test` passes the tests.
# Each target does its own set-up: a .venv here, with dependencies pinned by hash, made by uv when it is there.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench sample lock ocr-accurate clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: .venv/installed ## make .venv with .venv/bin/watchbill

.venv/installed: requirements.lock pyproject.toml scripts/setup
	@sh scripts/setup

demo: setup ## crawl, keep, read and join the sample release, then open the dashboard
	@.venv/bin/watchbill demo

test: setup ## run every test
	@.venv/bin/python -m pytest -n 2 --dist loadfile

lint: setup ## ruff, mypy strict, and the import contract
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: setup ## let ruff lay the code out
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: setup ## run the benchmarks; the reading ones need WATCHBILL_CASES
	@.venv/bin/python -m tests.benchmarks

sample: setup ## typeset the facsimiles of the sample release again
	@.venv/bin/python -m watchbill.typeset data/sample/papers data/sample/site/papers

lock: ## pin every dependency by hash (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -q -o requirements.lock
	.venv/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ocr-accurate"], sep="\n")' \
	  | uv pip compile - --constraint requirements.lock --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -q -o requirements-ocr-accurate.lock

ocr-accurate: setup ## add the second OCR engine (RapidOCR, 130 MB) to .venv
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements-ocr-accurate.lock; \
	else .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ocr-accurate.lock; fi

clean: ## remove .venv and what the tools left
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis bench-results
