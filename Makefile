# `make run` starts the product, `make test` checks it. Both install what they need, and only when that has changed.

PYTHON ?= python3
PORT ?= 8000
HTTPS_PORT ?= 8443
DATA ?= data
export PORT HTTPS_PORT DATA
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
MANAGE := $(BIN)/python manage.py
CODE := manage.py packaging/walk.py packaging/stamp.py $(patsubst %/__init__.py,%,$(wildcard */__init__.py packaging/*/__init__.py))

.PHONY: run test all-tests quick lint programs screens chaos bench audit clean

run: $(VENV)/.installed
	@$(MANAGE) up --make --port "$$PORT" --https-port "$$HTTPS_PORT" --data "$$DATA" $(if $(DEMO),--demo) $(if $(HTTPS),--https) $(if $(WITHOUT_COPY),--without-copy)

# The checks of `make lint` run beside the tests: these wait for browsers and servers often enough.
test: programs
	@$(MAKE) --no-print-directory --jobs 2 lint all-tests

all-tests:
	@$(BIN)/pytest --quiet --numprocesses 3 --dist loadgroup

# While you write: no browser, no servers, nothing slow.
quick: $(VENV)/.installed-dev
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/pytest --quiet --numprocesses 2 -m "not browser and not chaos and not live and not slow"

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE)
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	@$(BIN)/oxfmt --check static
	@$(BIN)/mypy $(CODE)
	@IMAGO_ORIGINS=https://imago.example IMAGO_DATA=$(VENV)/checked $(MANAGE) check --deploy --fail-level WARNING

programs: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.install

# Here the browser tests leave screenshots in .screens/; those that a document shows become docs/screens/.
screens: programs
	@SCREENSHOTS=1 $(BIN)/pytest --quiet --numprocesses 2 --dist loadgroup $(addprefix tests/browser/test_,$(addsuffix .py,whole_dialogue workup transcripts request caring vision aloud_only))
	@$(BIN)/python -m tests.browser.screens

chaos: $(VENV)/.installed-dev
	@IMAGO_CHAOS_ROUNDS=100 $(BIN)/pytest --quiet tests/chaos

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m bench

# Asks a public list of known holes, so it needs the network.
audit: $(VENV)/.installed-dev
	@$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .screens

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "imago needs Python 3.11 or newer. Name one like this: make run PYTHON=python3.12"; exit 1; }
	@echo "Making the virtual environment ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing what imago needs; this takes a minute the first time ..."
	@$(PIP) --requirement requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what imago and its tests need; this takes a minute the first time ..."
	@$(PIP) --no-compile --requirement requirements-dev.txt  # the tests compile what they import, a quarter of it
	@touch $@ $(VENV)/.installed
