# `make serve` and `make test` are all that a fresh machine needs: Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
UV ?= uv
# Compiled once instead of in each process: the tests start many.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: verify-compose bench-sizing help serve test test-faults lint types audit check-migrations bench bench-time bench-match bench-names bench-exports bench-draft bench-pages lock snapshot clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Incumbent needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another with: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is newer than its lock file once that lock is installed, so a second run installs nothing.
$(VENV)/.serve-installed: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes --only-binary=:all: -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-installed: requirements-dev.txt requirements-dev-bare.txt $(VENV)/.serve-installed
	$(PIP) install --quiet --require-hashes --only-binary=:all: -r requirements-dev.txt
	$(PIP) install --quiet --require-hashes --only-binary=:all: --no-deps -r requirements-dev-bare.txt
	@touch $@

serve: $(VENV)/.serve-installed  ## install, migrate, load seed_data/ and serve (PORT, HOST, DATABASE_URL)
	@exec $(BIN)/incumbent serve --migrate --load seed_data

test: $(VENV)/.test-installed  ## install what the tests need and run them all
	$(BIN)/python -m pytest $(ARGS)

test-faults: $(VENV)/.test-installed  ## all of the fault tests, of which make test does a little (hours; ARGS: which)
	FAULTS=full $(BIN)/python -m pytest -n0 -rs --durations=0 -o faulthandler_timeout=0 $(or $(ARGS),tests/faults)

lint: $(VENV)/.test-installed  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test-installed  ## mypy --strict
	$(BIN)/mypy

audit: $(VENV)/.test-installed  ## licences and advisories of what serving installs, rules of security, the Dockerfile (ARGS=--strict)
	$(BIN)/python -m tests.audit $(ARGS)
	$(BIN)/ruff check --select S,BLE app migrations
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; else echo "hadolint: no wheel for this machine; the Dockerfile was NOT checked"; fi

check-migrations: $(VENV)/.test-installed  ## the models and the migrations say the same
	$(BIN)/python -m pytest -q tests/test_migrations.py

snapshot: $(VENV)/.test-installed  ## accept a changed OpenAPI document
	$(BIN)/python -m pytest -q -n0 tests/test_openapi.py --snapshot-update -k examples_are
	$(BIN)/python -m pytest -q -n0 tests/test_openapi.py --snapshot-update -k interface

N ?= 200000
ROUNDS ?= 5
SECONDS ?= 5
MEMBERSHIPS ?= 1000000

bench: $(VENV)/.test-installed  ## measure the read path beside constant bytes and Datasette (N people, ROUNDS, SECONDS)
	@$(BIN)/python -m benchmarks.read_path --people $(N) --rounds $(ROUNDS) --seconds $(SECONDS) $(ARGS)

bench-time: $(VENV)/.test-installed  ## measure who held a post on a day, beside one profile (MEMBERSHIPS)
	@$(BIN)/python -m benchmarks.holders --memberships $(MEMBERSHIPS) $(ARGS)

PEOPLE ?= 2000

bench-pages: $(VENV)/.test-installed  ## measure pages for people beside the JSON of the same profiles (PEOPLE, ROUNDS, SECONDS)
	@$(BIN)/python -m benchmarks.pages --people $(PEOPLE) --rounds $(ROUNDS) --seconds $(SECONDS) $(ARGS)

bench-match: $(VENV)/.test-installed  ## measure how well matching tells same from other (PAIRS, a file of your own)
	@$(BIN)/python -m benchmarks.match $(if $(PAIRS),--pairs $(PAIRS)) $(ARGS)

INDEX ?=
QUERIES ?=
SAMPLE ?= 1

bench-names: $(VENV)/.test-installed  ## measure the search for names (INDEX, QUERIES, SAMPLE, DATABASE_URL)
	@$(BIN)/python -m benchmarks.name_search --sample $(SAMPLE) $(if $(INDEX),--index $(INDEX)) \
	  $(if $(QUERIES),--queries $(QUERIES)) $(if $(DATABASE_URL),--database-url $(DATABASE_URL)) $(ARGS)

ARTICLES ?= ../shared/drafting

bench-draft: $(VENV)/.test-installed  ## measure drafting by rules on articles with gold claims (ARTICLES)
	@$(BIN)/python -m benchmarks.draft --articles $(ARTICLES) $(ARGS)

bench-scale: $(VENV)/.test-installed  ## measure importing N people beside executemany, and exports (N, both databases)
	@$(BIN)/python -m benchmarks.scale --people $(N) $(ARGS)

bench-exports: $(VENV)/.test-installed  ## measure exports beside reading raw (N people)
	@$(BIN)/python -m benchmarks.exports --people $(N) $(ARGS)

bench-sizing: $(VENV)/.test-installed  ## measure what the database of DATABASE_URL takes: bytes, memory, processor time
	@$(BIN)/python -m benchmarks.sizing $(ARGS)

verify-compose:  ## bring both compose files up with a real Docker and look whether they hold (ARGS: which parts)
	@bash deploy/verify.sh $(ARGS)

# Without their dependencies: tests read only the schema files of followthemoney, and what else it
# needs would have to be compiled; openapi-python-client refuses our typer, with which it works.
BARE := followthemoney>=4.11 openapi-python-client>=0.29

lock:  ## write the lock files anew (needs uv); they carry versions and hashes, no URLs
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt $(LOCK_ARGS)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra test pyproject.toml -o requirements-dev.txt $(LOCK_ARGS)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra mcp --extra otel --constraint requirements-dev.txt pyproject.toml -o requirements-extras.txt $(LOCK_ARGS)
	printf '%s\n' $(foreach each,$(BARE),'$(each)') | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-deps - -o requirements-dev-bare.txt $(LOCK_ARGS)

clean:  ## remove the virtual environment and caches; ./data/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
