# CSN: two commands matter, `make run` and `make test`. `make` alone lists all of them.

# The first Python that is recent enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_TESTS := .venv/.installed-tests
# Where the system can, killing make ends what it started.
DIES_WITH_MAKE := $(shell command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM --)
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help run test test-long check browser bench migrate seed lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: $(INSTALLED) ## start everything on this machine (PORT=3000, CSN_DATA=.csn, CSN_DEMO=1)
	@CSN_DEMO=$${CSN_DEMO-$$(if [ "$$CSN_ENV" = production ] || [ -n "$$CSN_DATABASE_URL$$CSN_MASTER_KEY_URI" ]; \
		then echo 0; else echo 1; fi)}; export CSN_DEMO; exec $(DIES_WITH_MAKE) $(BIN)/python -m csn_app run

test: check browser ## lint, types and the whole suite on real parts and a real browser
	$(BIN)/python -m pytest -n 2

test-long: $(INSTALLED_TESTS) browser ## kill, fault and long property tests
	$(BIN)/python -m pytest tests/long

check: $(INSTALLED_TESTS) ## lint, types and the architecture tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture

bench: $(INSTALLED_TESTS) browser ## how fast: a table and bench.json
	$(BIN)/python -m tests.bench

migrate: $(INSTALLED) ## bring the database at CSN_DATABASE_URL up to date (make run does it by itself)
	$(BIN)/python -m csn_app migrate

seed: $(INSTALLED) ## load the demo people into the database at CSN_DATABASE_URL (make run does it by itself)
	$(BIN)/python -m csn_app seed-demo

lock: $(INSTALLED_TESTS) ## resolve all packages anew, Python's and the front end's
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) --upgrade requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile $(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.txt
	$(BIN)/python -m csn_app.launch.frontend --refresh-lock

clean: ## remove builds and caches, never the data (.csn) nor the packages (.venv)
	rm -rf .build .web .states .reflex .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage test-results
	find csn_app tests alembic -name __pycache__ -type d -prune -exec rm -rf {} +

browser: $(INSTALLED_TESTS)
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then :; \
	elif $(BIN)/playwright install chromium; then :; \
	else echo "The tests need Chromium: install it with your system's packages, then run again." >&2; exit 1; fi
	@if command -v tesseract >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-fra >/dev/null; then :; \
	else echo "Without tesseract and its French data, the tests of scanned pages are left out." >&2; fi

$(INSTALLED): requirements.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "CSN a besoin de Python 3.11 ou plus récent : installez-le puis recommencez." >&2; exit 1; fi
	@echo "Paquets Python : installation (une seule fois par version)…"
	@$(PYTHON) -m venv .venv || { \
		echo "Le module venv de Python manque : installez-le (Debian : apt install python3-venv) puis recommencez." >&2; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(INSTALLED_TESTS): $(INSTALLED) requirements-dev.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@
