# Two commands on a fresh machine, which needs only python3 (3.11 or newer) and make:
#   make compare    Mainnet 6 against Mainnet 7: the table, and the report in results/
#   make test       lint, types, tests
# Options for the command behind a target go into ARGS; PYTHON chooses another interpreter, in its own environment.

PYTHON ?= python3
ARGS ?=
STUDIES ?= $$($(IN) -c "from econsim.analysis.studies import study_names; print(*study_names())")
.DEFAULT_GOAL := help
.PHONY: help compare studies test docs bench lab lint clean
.NOTPARALLEL:

# An interpreter in two words: a key (which interpreter, for which folder) and its version. Empty if it does not run.
IDENTIFY = import os, sys, binascii; \
  place = os.path.realpath(sys.executable) + os.pathsep + os.getcwd(); \
  print("%08x %d.%d" % ((binascii.crc32(place.encode("utf-8")) & 0xffffffff,) + tuple(sys.version_info[:2])))
identify = $(shell "$(1)" -c '$(IDENTIFY)' 2>/dev/null)

CHOSEN := $(call identify,$(PYTHON))
ifeq ($(PYTHON),python3)
  VENV := .venv
else ifeq ($(CHOSEN),$(call identify,python3))
  VENV := .venv
else
  VENV := .venv-$(word 2,$(CHOSEN))
endif

# A stamp carries the key, so a moved folder or a replaced interpreter gets a new environment.
KEY := $(word 1,$(CHOSEN))
MADE := $(VENV)/.made-$(KEY)
RUN := $(VENV)/.run-$(KEY)
DEV := $(VENV)/.dev-$(KEY)
IN := $(VENV)/bin/python
COMPILE := $(VENV)/bin/econsim run mainnet6 --epochs 1 --replicates 1 --workers 1 --quiet --out $(VENV)/.compiled >/dev/null
INSTALL := $(IN) -m pip install -qq --disable-pip-version-check

help:
	@echo "make compare   Mainnet 6 against Mainnet 7: writes the report to results/, prints its first page"
	@echo "make studies   every question of governance anew: its page, figures and numbers in results/studies/; a killed one goes on"
	@echo "make test      lint, types and tests"
	@echo "make docs      the documentation site: build/docs/html/index.html"
	@echo "make bench     how fast and how small: what is measured beside what it must be, in some minutes"
	@echo "make lab       the notebooks in JupyterLab"
	@echo "make lint      lint and types only"
	@echo "make clean     remove environments, caches and builds; results/ stays"
	@echo
	@echo "Options: make compare ARGS=\"--epochs 60 --replicates 4\"    make test ARGS=\"-k ledger\"    make bench ARGS=\"--rows epoch,genesis\""
	@echo "         make studies STUDIES=\"take_rate deposits\" ARGS=--quick"
	@echo "Another interpreter, in its own environment: make test PYTHON=/path/to/python3.12"

compare: $(RUN)
	@$(VENV)/bin/econsim compare mainnet6 mainnet7 $(ARGS)

studies: $(RUN)
	@for name in $(STUDIES); do \
	  $(VENV)/bin/econsim study $$name $(ARGS) || exit 1; \
	done

# Kernels are compiled beside the linters, once, not by every worker of the tests.
test: $(DEV)
	@$(COMPILE) & $(MAKE) --no-print-directory lint && wait
	$(IN) -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal $(ARGS)

lint: $(DEV)
	$(IN) -m ruff check .
	$(IN) -m ruff format --check .
	$(IN) -m mypy

docs: $(DEV)
	@$(IN) -m sphinx -q -E -a -j auto -W --keep-going -c docs -d build/docs/doctrees $(ARGS) . build/docs/html
	@echo "the site: build/docs/html/index.html"

bench: $(DEV)
	@$(IN) -m benchmarks.table $(ARGS)

lab: $(DEV)
	@$(IN) -m jupyterlab --ServerApp.root_dir=notebooks $(ARGS)

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@"$(PYTHON)" -c '' 2>/dev/null || { \
	  echo 'econsim needs Python 3.11 or newer, and "$(PYTHON)" does not run: install it, or name one that does: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'econsim needs Python 3.11 or newer, and "$(PYTHON)" is $(word 2,$(CHOSEN)): name a newer one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '"$(PYTHON)" cannot make environments (no venv or ensurepip): on Debian or Ubuntu, apt install python3-venv' >&2; exit 1; }
	@echo "Making $(VENV) with Python $(word 2,$(CHOSEN)) ..." >&2
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(RUN): requirements.lock pyproject.toml | $(MADE)
	@echo "Installing econsim and what it needs into $(VENV); the first time takes a minute or two ..." >&2
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@echo "Compiling the market, once for this version ..." >&2
	@$(COMPILE)
	@touch $@

# The development lock holds everything the other holds (tests/house/test_locks.py), so one environment serves both.
$(DEV): requirements-dev.lock pyproject.toml | $(MADE)
	@echo "Installing econsim, its tests and notebooks into $(VENV); the first time takes a minute or two ..." >&2
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(RUN) $@
