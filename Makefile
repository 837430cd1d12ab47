# Thin on purpose: the logic is in tools/, in typed Python.
# A machine needs python3 (>= 3.11) with its venv module, and make; nothing else.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test bench setup lock check format catalogue clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

run: ## set up what is missing, then serve http://127.0.0.1:8000 (PORT changes it)
	@$(PYTHON) tools/bootstrap.py run
	@exec $(PY) -m contest run

test: setup ## every check and every test, on SQLite and on PostgreSQL
	@$(PY) -m tools.test

bench: setup ## measure the pages against a bare Flask response
	@$(PY) -m bench

setup: ## everything a developer needs, in .venv and node_modules
	@$(PYTHON) tools/bootstrap.py develop

lock: setup ## resolve pyproject.toml and package.json into the lock files
	@$(PY) -m tools.lock

check: setup ## ruff, mypy, the import contracts, djlint, tsc
	@$(PY) -m tools.check

format: setup ## let ruff put the code in its standard form
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .

catalogue: setup ## print what still lacks English, as entries for translations/en/
	@$(PY) -m tools.translations missing

clean: ## remove what set-up built; instance/ (your data) stays
	@rm -rf .venv node_modules contest/web/static/dist contest/translations \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build ./*.egg-info
