# `make` sets up, validates and builds the dataset; `make help` lists the rest. All work offline after the first time.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv)
OLAH := .venv-olah/.installed

# pip's own settings must not lead an installation out of .venv, nor past its lock.
export PIP_USER := 0
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_CONSTRAINT PIP_REQUIREMENT PIP_NO_BINARY PIP_DRY_RUN PIP_REPORT
PIP_OPTIONS := --disable-pip-version-check --only-binary :all: --no-deps --require-hashes $(shell test -t 2 || echo --quiet)

# $(call install,NAME): the packages of requirements/NAME.txt, by uv if it is there. On a terminal both show their progress.
install = { echo "$(PY): installing $$(grep -c == requirements/$(1).txt) packages of requirements/$(1).txt"; \
  $(if $(UV),$(UV) pip install --python $(PY) --no-build --no-deps --require-hashes -r requirements/$(1).txt ||) \
  $(PY) -m pip install $(PIP_OPTIONS) -r requirements/$(1).txt; }

.PHONY: dataset setup validate build load site site-tools demo questions test-exports test-clients cluster lint check test test-browser coverage docs pictures fuzz mutants bench audit locks clean help

dataset: validate build  ## set up .venv, validate the records, build the dataset, say how to load it
	@echo
	@echo "The dataset is in dist/onbackground. \`make load\` adds the package \`datasets\`; then, to load it:"
	@echo
	@echo "    $(VENV)/bin/python"
	@echo "    >>> from datasets import load_dataset"
	@echo "    >>> replies = load_dataset(\"dist/onbackground\", split=\"train\")"
	@echo "    >>> turns = load_dataset(\"dist/onbackground\", \"turns\", split=\"train\")"

setup: $(VENV)/.build  ## only set up .venv: what draft.py, validate.py, review.py and build.py need

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.validate: $(VENV)/.venv requirements/validate.txt
	@$(call install,validate)
	@touch $@

$(VENV)/.fast: $(VENV)/.validate requirements/fast.txt
	@$(call install,fast) || echo "No wheels of rapidyaml and google-re2 for this machine: records are read by the slower reader."
	@touch $@

$(VENV)/.build: $(VENV)/.fast requirements/build.txt
	@$(call install,build)
	@touch $@

$(VENV)/.load: $(VENV)/.build requirements/load.txt
	@$(call install,load)
	@touch $@

$(VENV)/.site: $(VENV)/.build requirements/site.txt
	@$(call install,site)
	@touch $@

$(VENV)/.cluster: $(VENV)/.build requirements/cluster.txt
	@$(call install,cluster)
	@touch $@

$(VENV)/.test: $(VENV)/.build requirements/test.txt
	@$(call install,test)
	@touch $@

validate: $(VENV)/.fast  ## check the records
	$(PY) validate.py

build: $(VENV)/.build  ## build the dataset into dist/
	$(PY) build.py

load: $(VENV)/.load build  ## add the package `datasets` and load what was built
	$(PY) -c 'from datasets import load_dataset; print(load_dataset("dist/onbackground"))'

cluster: $(VENV)/.cluster  ## add what --scheduler needs, on every machine of the cluster

site: $(VENV)/.site build  ## the pages of the release that was built, in dist/site
	$(PY) build.py --site dist/site

site-tools: $(VENV)/.site

demo: $(VENV)/.site  ## the pages of an invented corpus of thirty briefings, in dist/demo
	$(PY) benchmarks/demo.py dist/demo

# ConvoKit is large and has no wheel, so it gets an environment of its own, which nothing else uses. SCHEMA is the RELAX NG
# schema of Parla-CLARIN, for jing.
test-exports: $(VENV)/.test  ## the exports, checked by the tools that receive them
	test -d .venv-convokit || { $(PYTHON) -m venv .venv-convokit \
	  && .venv-convokit/bin/python -m pip install --quiet --no-deps convokit==5.0.0 \
	  && .venv-convokit/bin/python -m pip install --quiet pyyaml requests numpy pandas scipy tqdm pymongo scikit-learn; }
	$(PY) -m pytest tests/release/test_export.py --convokit $(CURDIR)/.venv-convokit/bin/python $(if $(SCHEMA),--tei-schema $(SCHEMA))

test-clients: build  ## the dataset, read by each client in an environment of its own (CLIENTS: only these)
	$(PY) tests/clients/run.py dist/onbackground $(CLIENTS)

lint: $(VENV)/.test  ## ruff, ruff format and mypy, without a finding
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

test: $(VENV)/.test $(OLAH)  ## the tests
	$(PY) -m pytest -n auto

check: lint test  ## lint and test

coverage: $(VENV)/.test $(OLAH)  ## the tests with branch coverage, held to its limits
	rm -f .coverage .coverage.*
	$(PY) -m pytest -n auto --cov --cov-report=
	$(PY) -m coverage report --fail-under=90
	@for room in validation verbatim parsing release; do \
	  $(PY) -m coverage report --include="onbackground/$$room/*" --fail-under=95 --format=total > /dev/null \
	    || { echo "onbackground/$$room is below 95 %"; exit 1; }; done

# An independent server of Hub repositories, in an environment of its own: it pins what our lock does not.
$(OLAH): requirements/olah.txt
	$(PYTHON) -m venv .venv-olah
	.venv-olah/bin/python -m pip install $(PIP_OPTIONS) -r requirements/olah.txt
	@touch $@

test-browser: $(VENV)/.browser  ## the tests of the review page in headless Chromium
	$(PY) -m pytest tests/browser

# Debian's package, installed here if missing and if we may.
$(VENV)/.browser: $(VENV)/.test requirements/browser.txt
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium > /dev/null; } \
	  || { echo "chromium is not installed: install it with your system's packages" >&2; exit 1; }
	@$(call install,browser)
	@touch $@

fuzz: $(VENV)/.test  ## the property tests with a hundred times as many mutations
	$(PY) -m pytest --fuzz 100 -m fuzz
	PYTHONPATH=.:tests $(PY) tests/soak.py --minutes 10

mutants: $(VENV)/.test  ## how many small changes of rules, tables and drafting do their tests notice
	$(PY) benchmarks/mutants.py validation/rules --tests tests/validation/test_examples.py
	$(PY) benchmarks/mutants.py release/tables --tests tests/release/test_golden.py tests/release/test_readings_tables.py tests/release/test_codebook.py
	$(PY) benchmarks/mutants.py drafting --tests tests/drafting --at-least 0.8

docs: $(VENV)/.build  ## write docs/rules.md, docs/fields.md, docs/columns.md and catalogue/README.md anew
	$(PY) -m onbackground.validation.docs
	$(PY) -m onbackground.release.describe.columns

pictures: $(VENV)/.browser  ## draw the pictures of the documents anew
	$(PY) benchmarks/pictures.py
	$(PY) tests/browser/pictures.py

questions: $(VENV)/.load build  ## write the answers in README.md and docs/questions.md anew, for a release
	$(PY) tests/notebook.py README.md docs/questions.md

# The peers of the benchmark live in a folder of their own; ajv-cli needs npm.
bench: $(VENV)/.test  ## measure speed beside other validators
	test -d .venv-bench/lib/*/site-packages/sourcemeta_jsonschema || { $(PYTHON) -m venv .venv-bench && .venv-bench/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0 sourcemeta-jsonschema==17.3.0; }
	if command -v npm > /dev/null; then test -d .venv-bench/node_modules || npm install --silent --prefix .venv-bench ajv-cli@5.0.0; fi
	$(PY) benchmarks/compare.py

# What users get must be free to use, and no locked package may have a known vulnerability (asked of a public service).
audit: $(VENV)/.build  ## licences and known vulnerabilities of the locked packages
	test -d .venv-audit || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install $(PIP_OPTIONS) -r requirements/audit.txt
	.venv-audit/bin/pip-licenses --python=$(PY) --partial-match --allow-only="MIT;BSD;Apache;MPL;Mozilla Public License;ISC;PSF;Python Software Foundation;Public Domain"
	for lock in requirements/*.txt; do .venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

# One lock for each purpose, with the digests of wheels only. uv.lock names hosts, so it is not kept.
EXTRAS_validate :=
EXTRAS_fast := fast
EXTRAS_build := draft review build
EXTRAS_load := $(EXTRAS_build) load
EXTRAS_site := $(EXTRAS_build) site
EXTRAS_cluster := fast $(EXTRAS_build) cluster
EXTRAS_test := test
EXTRAS_browser := test browser
EXTRAS_audit := audit
locks:  ## write requirements/ from pyproject.toml (needs uv; UPGRADE=--upgrade for newer versions)
	uv lock --quiet $(UPGRADE)
	$(foreach name,validate fast build load site cluster test browser audit,uv export --quiet --frozen --no-emit-project --no-header \
	  --no-annotate --format requirements-txt $(addprefix --extra ,$(EXTRAS_$(name))) -o requirements/$(name).txt > /dev/null &&) true

clean:  ## remove what can be made again
	rm -rf $(VENV) .venv-olah .venv-bench .venv-audit dist .cache .pytest_cache .mypy_cache .ruff_cache review-pages

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r name about; do printf '  make %-14s %s\n' "$$name" "$$about"; done
