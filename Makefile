# `make` sets up, validates and builds the dataset; `make test` runs the tests. Both work offline after the first time.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
OLAH := .venv-olah/.installed

.PHONY: dataset setup validate build lint check test test-browser docs fuzz bench clean

dataset: validate build
	@echo
	@echo "The dataset is in dist/onbackground. To load it:"
	@echo
	@echo "    $(VENV)/bin/python"
	@echo "    >>> from datasets import load_dataset"
	@echo "    >>> replies = load_dataset(\"dist/onbackground\", split=\"train\")"
	@echo "    >>> turns = load_dataset(\"dist/onbackground\", \"turns\", split=\"train\")"

setup: $(INSTALLED)

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

validate: $(INSTALLED)
	$(PY) validate.py

build: $(INSTALLED)
	$(PY) build.py

test: $(INSTALLED) $(OLAH)
	$(PY) -m pytest -n auto

# An independent server of Hub repositories, in an environment of its own: it pins what our lock does not.
$(OLAH): tests/olah.lock
	$(PYTHON) -m venv .venv-olah
	.venv-olah/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/olah.lock
	@touch $@

# The gate for the project's own code; the tools come with the tests.
lint: $(INSTALLED)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

check: lint test

# The review page in headless Chromium: Debian's package, installed here if missing and if we may.
test-browser: $(VENV)/.browser
	$(PY) -m pytest tests/browser

$(VENV)/.browser: $(INSTALLED) requirements-browser.lock
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium > /dev/null; } \
	  || { echo "chromium is not installed: install it with your system's packages" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.lock
	@touch $@

# docs/rules.md and docs/fields.md from the docstrings of the rules and the schemas.
docs: $(INSTALLED)
	$(PY) -m onbackground.validation.docs

clean:
	rm -rf $(VENV) .venv-olah .venv-bench dist .cache .pytest_cache review-pages

# The peers of the benchmark live in a folder of their own; ajv-cli needs npm.
bench: $(INSTALLED)
	test -d .venv-bench/lib/*/site-packages/sourcemeta_jsonschema || { $(PYTHON) -m venv .venv-bench && .venv-bench/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0 sourcemeta-jsonschema==17.3.0; }
	if command -v npm > /dev/null; then test -d .venv-bench/node_modules || npm install --silent --prefix .venv-bench ajv-cli@5.0.0; fi
	$(PY) benchmarks/compare.py

# The property tests, with many times as many mutations.
fuzz: $(INSTALLED)
	$(PY) -m pytest --fuzz 100 -k "mutat or fuzz or property"
