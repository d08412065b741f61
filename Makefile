# Environments are made, and made anew, in a folder of their own, so that yours is left alone.
# Another interpreter needs another one: make test PYTHON=python3.13 VENV=.make/3.13
PYTHON ?= python3
VENV ?= .make/venv

BIN := $(VENV)/bin
# The first pip that can install dependency groups is 25.1.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# How many stores make fleet loads.
STORES ?= 20

# The published programs that the tap is tested with, one for each file that says which versions.
PINS := tests/ecosystem/requirements
ECOSYSTEM := $(patsubst $(PINS)/%.txt,.make/ecosystem/%/.installed,$(wildcard $(PINS)/*.txt))

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.tap .demo/target/.installed ## Load a store's data into a database; again for a day later
	@$(BIN)/python -m demo

demo-reset: ## Let the demo start over
	rm -rf .demo

test: $(VENV)/.dev ## Run the tests
	$(BIN)/pytest

proofs: $(VENV)/.dev ## Run further cases of what the tests prove, which takes minutes
	$(BIN)/pytest -m proof --dist=load

scale: $(VENV)/.dev ## Run the tests at the size of a real shop, which takes minutes
	$(BIN)/pytest -m scale --dist=load

soak: $(VENV)/.dev ## Keep a thousand copies of stores through faults, kills and changes
	$(BIN)/pytest -m soak --dist=load

ecosystem: $(VENV)/.dev $(ECOSYSTEM) ## Load a store through published targets, and with Meltano
	$(BIN)/pytest -m ecosystem --dist=loadscope # what a module loads, it loads once

fleet: $(VENV)/.dev .make/fleet/.installed .make/ecosystem/target-postgres/.installed ## Load 20 stores into one database with Dagster; STORES=3 is quicker
	$(BIN)/python -m tests.fleet --stores $(STORES)

bench: $(VENV)/.bench ## Compare the tap with others of its kind, which takes more than an hour
	$(BIN)/python -m benchmarks

lint: $(VENV)/.dev $(VENV)/.bench ## Check style, spelling and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/rumdl check --quiet .
	$(BIN)/typos
	$(BIN)/mypy tap_bigcommerce tests examples/fleet/fleet docs demo benchmarks sandbox/bigcommerce_sandbox sandbox/tests

docs: $(VENV)/.tap ## Write the pages about streams, and the tables of streams elsewhere
	$(BIN)/python -m docs

site: $(VENV)/.site docs ## Build the documentation into .site, and fail on a broken link
	$(BIN)/zensical build --clean --strict

lock: ## Renew constraints.txt
	$(PYTHON) -m venv --clear .make/lock
	.make/lock/bin/python -m pip install --quiet --upgrade pip
	.make/lock/bin/python -m pip install --quiet -e . -e ./sandbox --group lint --group test --group bench --group site
	echo '# What is known to work together, on Python 3.11 to 3.13. Renew it with: make lock' > constraints.txt
	.make/lock/bin/python -m pip freeze --all --exclude-editable --exclude setuptools >> constraints.txt

clean: ## Remove what was made here
	rm -rf .make .demo .bench .site .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Environments. Each has a file that is as old as its last installation.

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

.make/fleet/.installed: examples/fleet/pyproject.toml
	@echo 'Installing Dagster into .make/fleet ...'
	@$(PYTHON) -m venv --clear .make/fleet
	@.make/fleet/bin/python -m pip install --quiet --disable-pip-version-check -e examples/fleet
	@touch $@

.make/ecosystem/target-duckdb/.installed: demo/requirements.txt # which its own refers to

.PHONY: help demo demo-reset test proofs scale soak ecosystem fleet bench lint docs site lock clean
