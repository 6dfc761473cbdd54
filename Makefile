# The only definition of each command; .ci/run, CONTRIBUTING and the README call these.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

UV ?= $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
RUN := .venv/bin/
# Some images set it; without compiled files beside the sources every command compiles all that it imports, each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check format lint types contracts generated tests covered docs screenshots migration bench wheel clean

help: ## these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

setup: .venv/.ready ## build .venv from the lock file

.venv/.ready: pyproject.toml uv.lock
	@command -v uv >/dev/null || test -x .venv/bin/uv || { \
	  echo "setting up: .venv (uv is not installed here; putting it into .venv)"; \
	  python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'; }
	@if command -v uv >/dev/null; then uv sync --frozen --quiet; else .venv/bin/uv sync --frozen --quiet --inexact; fi
	@touch $@

demo: setup ## the main job, end to end, on the sample launch
	@$(RUN)readiness demo

test: setup tests ## every test, on SQLite and Postgres

check: setup format lint types contracts generated covered ## all that CI checks

format: setup
	$(RUN)ruff format --check .

lint: setup
	$(RUN)ruff check .

types: setup
	$(RUN)mypy

contracts: setup
	$(RUN)lint-imports

generated: setup ## the generated references and schema are what the code says
	$(RUN)python docs/generate.py --check

tests: setup
	$(RUN)pytest -n 2 --dist loadgroup

covered: setup ## the tests, and which lines they reach (slower)
	$(RUN)pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

docs: setup ## write the generated references
	$(RUN)python docs/generate.py

screenshots: setup ## the pictures of the documentation, taken by the browser tests (about ten minutes)
	READINESS_TEST_PICTURES=docs/images $(RUN)pytest tests/browser -q

migration: setup ## a migration from what the tables say: make migration m="why"
	$(RUN)python -m readiness.store.migrations.write "$(m)"

bench: setup ## measured figures, as tables
	$(RUN)python -m bench

wheel: setup ## the installable wheel, in dist/
	$(UV) build --wheel --quiet

clean:
	rm -rf .venv dist out demo .readiness
