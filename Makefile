# Environments are created in a folder of their own, so that yours stay untouched.
# Another interpreter needs another environment: make test PYTHON=python3.13 VENV=.make/3.13
PYTHON ?= python3
VENV ?= .make/venv

BIN := $(VENV)/bin
# The first pip that can install dependency groups is 25.1.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# How many stores make fleet loads.
STORES ?= 20

# The published programs that the tap is tested with: one for each file of pinned versions.
PINS := tests/ecosystem/requirements
ECOSYSTEM := $(patsubst $(PINS)/%.txt,.make/ecosystem/%/.installed,$(wildcard $(PINS)/*.txt))

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.tap .demo/target/.installed ## Load a sandbox store into a database; run it again for the next day
	@$(BIN)/python -m demo

demo-reset: ## Delete the demo's data
	rm -rf .demo

test: $(VENV)/.dev ## Run the tests
	$(BIN)/pytest

proofs: $(VENV)/.dev ## Run the tests for more streams and behaviours (minutes)
	$(BIN)/pytest -m proof --dist=load

scale: $(VENV)/.dev ## Run the tests at the size of a real shop (minutes)
	$(BIN)/pytest -m scale --dist=load

soak: $(VENV)/.dev ## Keep a thousand copies of stores up to date through faults and kills (hours)
	$(BIN)/pytest -m soak --dist=load -o faulthandler_timeout=0 # one of them takes an hour

ecosystem: $(VENV)/.dev $(ECOSYSTEM) ## Load a store through published targets and with Meltano (minutes)
	$(BIN)/pytest -m ecosystem --dist=loadscope # what a module loads, it loads once

fleet: $(VENV)/.dev .make/fleet/.installed .make/ecosystem/target-postgres/.installed ## Load 20 stores with Dagster, or fewer: STORES=3 (minutes)
	$(BIN)/python -m tests.fleet --stores $(STORES)

bench: $(VENV)/.bench ## Compare the tap with others (more than an hour)
	$(BIN)/python -m benchmarks

coverage: $(VENV)/.coverage ## Run the tests, and fail if they reach fewer lines than before (minutes)
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

dist: $(VENV)/.dist ## Build what can be installed, and try it on each Python that is installed (minutes)
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .
	$(BIN)/python -m build --no-isolation --outdir dist sandbox
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents --package tap_bigcommerce dist/wholestore_tap_bigcommerce-*.whl
	$(BIN)/check-wheel-contents --package sandbox/bigcommerce_sandbox dist/bigcommerce_sandbox-*.whl
	$(BIN)/python -m release

lint: $(VENV)/.dev $(VENV)/.bench ## Check style, spelling and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/rumdl check --quiet .
	$(BIN)/typos
	$(BIN)/mypy tap_bigcommerce tests docs demo benchmarks release examples/duckdb examples/meltano-fleet examples/fleet/fleet sandbox/bigcommerce_sandbox sandbox/tests

docs: $(VENV)/.tap ## Write the generated pages, tables, definitions and dbt sources
	$(BIN)/python -m docs

site: $(VENV)/.site docs ## Build the documentation into .site, and fail on a broken link
	$(BIN)/zensical build --clean --strict

lock: ## Update constraints.txt
	$(PYTHON) -m venv --clear .make/lock
	.make/lock/bin/python -m pip install --quiet --upgrade pip
	.make/lock/bin/python -m pip install --quiet -e . -e ./sandbox --group lint --group test --group bench --group site --group dist --group coverage
	echo '# What is known to work together, on Python 3.11 to 3.13. Renew it with: make lock' > constraints.txt
	.make/lock/bin/python -m pip freeze --all --exclude-editable --exclude setuptools >> constraints.txt

clean: ## Remove environments, caches and generated files
	rm -rf .make .demo .bench .site .cache .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Environments. The date of a file in each shows when it was installed.

$(VENV)/.tap: pyproject.toml sandbox/pyproject.toml constraints.txt
	@echo 'Installing the tap and the sandbox into $(VENV) ...'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --upgrade pip
	@$(INSTALL) -e . -e ./sandbox
	@touch $@

$(VENV)/.dev: $(VENV)/.tap
	@echo 'Installing what the tests need into $(VENV) ...'
	@$(INSTALL) --group lint --group test
	@touch $@

$(VENV)/.coverage: $(VENV)/.dev
	@echo 'Installing what measures the tests into $(VENV) ...'
	@$(INSTALL) --group coverage
	@touch $@

$(VENV)/.dist: $(VENV)/.tap
	@echo 'Installing what builds and checks distributions into $(VENV) ...'
	@$(INSTALL) --group dist
	@touch $@

$(VENV)/.bench: $(VENV)/.tap
	@echo 'Installing what the benchmark needs into $(VENV) ...'
	@$(INSTALL) --group bench
	@touch $@

$(VENV)/.site: $(VENV)/.tap
	@echo 'Installing what builds the documentation into $(VENV) ...'
	@$(INSTALL) --group site
	@touch $@

.demo/target/.installed: demo/requirements.txt
	@echo 'Installing the target into .demo/target ...'
	@$(PYTHON) -m venv --clear .demo/target
	@.demo/target/bin/python -m pip install --quiet --disable-pip-version-check -r demo/requirements.txt
	@touch $@

.make/ecosystem/%/.installed: $(PINS)/%.txt
	@echo 'Installing $* into .make/ecosystem/$* ...'
	@$(PYTHON) -m venv --clear .make/ecosystem/$*
	@.make/ecosystem/$*/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Files that their own refer to.
.make/ecosystem/target-duckdb/.installed: demo/requirements.txt
.make/ecosystem/example-duckdb/.installed: examples/duckdb/requirements.txt

.make/fleet/.installed: examples/fleet/pyproject.toml
	@echo 'Installing Dagster into .make/fleet ...'
	@$(PYTHON) -m venv --clear .make/fleet
	@.make/fleet/bin/python -m pip install --quiet --disable-pip-version-check -e examples/fleet
	@touch $@

.PHONY: help demo demo-reset test proofs scale soak ecosystem fleet bench coverage dist lint docs site lock clean
