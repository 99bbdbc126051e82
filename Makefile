# Needs Python 3.11 or newer, git and make; everything else goes into .venv/, in the exact versions of the lock files.

PYTHON ?= python3
PROVE_ARGS ?=
PYTEST_ARGS ?= -n 2 --dist worksteal

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-deps
LOCK := $(PY) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links
VENV := .venv/.stamp-venv
RUNTIME := .venv/.stamp-runtime
DEV := .venv/.stamp-dev

# Tests start hundreds of programs: each would compile all modules anew where a machine forbids to keep them.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve test prove check bench words lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

site: $(RUNTIME) ## check the data and build the site into site/
	.venv/bin/folkmoot build --site-dir site

serve: $(RUNTIME) ## preview; a saved dataset, template or page shows at once
	.venv/bin/folkmoot serve

test: $(DEV) ## run all tests; PYTEST_ARGS="tests/test_files.py" runs some
	$(PY) -m pytest $(PYTEST_ARGS)

prove: $(DEV) ## prove what takes too long for every change; PROVE_ARGS=--again proves it anew
	$(PY) -m tests.proofs.run $(PROVE_ARGS)

check: $(DEV) ## look at the code: format, lint, types, import contracts
	@failed=; \
	for step in "ruff format --check ." "ruff check ." "mypy" "lint-imports"; do \
		echo "== $$step"; \
		.venv/bin/$$step || failed="$$failed [$$step]"; \
	done; \
	test -z "$$failed" || { echo "make check: failed:$$failed"; exit 1; }

bench: $(DEV) ## measure what a large site costs
	$(PY) benchmarks/run.py
	$(PY) benchmarks/releases.py

lock: $(DEV) ## look for newer versions and write both lock files again
	$(LOCK) --upgrade pyproject.toml --group build --output-file requirements.lock
	$(LOCK) --upgrade pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock

words: $(DEV) ## bring the catalogues of texts up to date with the templates
	$(PY) -m tests.catalogue

clean: ## remove everything that make made
	rm -rf .venv site public dist .import_linter_cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find generator tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "folkmoot needs Python 3.11 or newer; found $$($(PYTHON) --version 2>&1)." \
			"Name another: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) can't make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# One environment for all: the development tools are added to what the site needs, in the same versions.
$(RUNTIME): requirements.lock pyproject.toml | $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
