# What a developer or a council's IT types. `make` alone lists it.
# Everything is run as `.venv/bin/python -m …`: scripts in .venv/bin break when the folder is moved.

# The system's own Python, where it is new enough: it is what councils run (deploy/install.sh), and it is compiled for
# speed, which one built by pyenv is not (measured: `make check` takes a fifth less).
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
PORT ?= 8501
# How large a benchmark is, e.g. `make bench-load BENCH="--people 50000 --matching"`.
BENCH ?=
# How pytest runs, e.g. `make test PYTEST="-n 0 -x tests/config"`.
# A file stays in one process, with the server it starts; tests/conftest.py puts the long ones first.
PYTEST ?= -n 2 --dist loadfile --no-loadscope-reorder

VENV := .venv
PY := $(VENV)/bin/python
# Nothing is installed whose hash is not in a lock.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# What Python has compiled is kept, whatever this shell says: each run of the tests begins with all of it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run check test test-deploy check-code check-chromium screenshots upgrade-check bench bench-search bench-region bench-ui quality bench-load bench-audit bench-sign-in \
	bench-users drill linkage try-install lock update clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/installed ## Start Family Context with made-up families (PORT=8501)
	@FAMILY_CONTEXT_MODE=demonstration $(PY) manage.py demo --if-needed
	@echo "Family Context: open http://127.0.0.1:$(PORT) in a browser. Ctrl-C stops it."
	@FAMILY_CONTEXT_MODE=demonstration exec $(PY) -m streamlit run app.py --server.port $(PORT) --server.headless true

check: check-code ## Check the code, and run every test that needs neither a browser nor PostgreSQL
	$(PY) -m pytest $(PYTEST) -m "not (browser or postgresql or deploy)" --ignore tests/browser

test: check-code check-chromium ## Check the code and run every test, but for those of test-deploy
	$(PY) -m pytest $(PYTEST) -m "not deploy"

test-deploy: $(VENV)/installed-dev ## Run the tests that need nginx and systemd; installs them on Debian, as root
	$(PY) -m tests.deploy.programs
	$(PY) -m pytest $(PYTEST) -m deploy

# Everything that finds mistakes without running the code.
check-code: $(VENV)/installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m ty check
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

check-chromium: $(VENV)/installed-dev ## Make sure there is a Chromium for the browser tests
	@$(PY) -m tests.browser.chromium

screenshots: $(VENV)/installed-dev check-chromium ## Take a picture of every screen, into screenshots/
	$(PY) docs/take_screenshots.py

upgrade-check: $(VENV)/installed ## Say whether the installed Streamlit has every name we rely on (docs/streamlit.md)
	@$(PY) -m docs.upgrade_check

bench-ui: $(VENV)/installed-dev check-chromium ## Time Search and View in a browser, with 100,000 people
	$(PY) -m benchmarks.ui $(BENCH)

bench: $(VENV)/installed-dev check-chromium ## Time all of it with 100,000 people, in one table beside the figures kept
	$(PY) -m benchmarks.together.table $(BENCH)

bench-search: $(VENV)/installed-dev ## Time a search at 10 thousand to 2 million people, beside the usual query
	$(PY) -m benchmarks.search $(BENCH)

bench-region: $(VENV)/installed-dev ## Time a search in a region of ten million people, on both databases
	$(PY) -m benchmarks.search --sizes 10000000 --postgres 10000000 $(BENCH)

quality: $(VENV)/installed-dev ## Score the search by kind of typing error (BENCH="--pairs FILE" for name pairs of your own)
	$(PY) -m benchmarks.quality $(BENCH)

bench-load: $(VENV)/installed-dev ## Time a load of a million people while a worker reads
	$(PY) -m benchmarks.load $(BENCH)

bench-audit: $(VENV)/installed-dev ## Time the pages of the audit and its verification at a million records
	$(PY) -m benchmarks.audit $(BENCH)

bench-sign-in: $(VENV)/installed-dev ## Time a wrong name and a wrong password, and 200 people who sign in at once
	$(PY) -m benchmarks.sign_in
	$(PY) -m benchmarks.sign_in_rush $(BENCH)

bench-users: $(VENV)/installed-dev ## Time a hundred people at work on one process, and on two
	$(PY) -m benchmarks.users $(BENCH)

drill: $(VENV)/installed-dev ## Attack without each defence; kill, stop, fill, tamper and soak: nothing lost, unnoticed or leaking
	$(PY) -m tests.attacks.undefended
	$(PY) -m benchmarks.drills.load
	$(PY) -m benchmarks.drills.audit
	$(PY) -m benchmarks.drills.faults
	$(PY) -m benchmarks.drills.soak

linkage: $(VENV)/installed-dev ## Score matching without a shared key on made-up people, and Splink beside it
	$(PY) -m benchmarks.linkage.score $(BENCH)

try-install: $(VENV)/installed-dev ## Install on a clean Debian root and ask through nginx over TLS (root; debootstrap)
	deploy/try-install.sh

lock: $(VENV)/installed-dev ## Write requirements.lock and requirements-dev.lock again, after a change to the lists
	$(PY) -m deploy.lock

update: $(VENV)/installed-dev ## Take the newest packages that fit together, and run every test and drill again
	$(PY) -m deploy.update_pins
	$(MAKE) test
	$(MAKE) drill

clean: ## Remove the Python environment and caches (data/ is kept)
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than what it was made from, so a second run installs nothing.
$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo "Family Context needs Python 3.11 or newer, and there is no \"$(PYTHON)\" here. Install it, or name yours: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Family Context needs Python 3.11 or newer; \"$(PYTHON)\" is $$($(PYTHON) --version 2>&1). Name a newer one: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu install it with: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.lock
	@echo "Installing what Family Context needs into $(VENV) …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/installed-dev: $(VENV)/made requirements-dev.lock
	@echo "Installing Family Context and what its tests need into $(VENV) …"
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/installed
