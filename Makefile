# Every way of working with the playground. `make` alone lists the targets.
#
# Variables, all optional:
#   PYTHON=python3.12   the interpreter the environment is made with (3.11 or newer)
#   VENV=.venv          where the environment lies
#   PORT=8501           the port that `make run` serves on
#   ADDRESS=0.0.0.0     the address it listens on (else server.address in .streamlit/config.toml)
#   ARGS="-k digits"    further arguments for pytest (test, verify) or for the benchmark (bench)

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8501
ADDRESS ?=
ARGS   ?=

# The playground is many processes, and its tests start it often: without compiled modules on disk
# each would compile them all again.
unexport PYTHONDONTWRITEBYTECODE

# Two processes; tests/conftest.py says which tests never run beside each other.
PYTEST := $(VENV)/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

# tools/install.py writes a stamp when, and only when, an installation went through. While a stamp
# is newer than the files it stands for, nothing is installed and pip is not called.
STAMP     := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help setup run test verify lint bench messages check setup-dev browser-hint

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP)  ## Make the environment and install what the playground runs on

run: setup  ## Serve the playground on http://localhost:8501 (PORT, ADDRESS)
	@$(VENV)/bin/python -m streamlit run app.py --server.port $(PORT) \
		$(if $(ADDRESS),--server.address $(ADDRESS))

test: setup-dev browser-hint  ## Run the fast tests
	@$(PYTEST) $(ARGS)

verify: setup-dev browser-hint  ## Run every test, the slow ones too
	@$(PYTEST) -m "slow or not slow" $(ARGS)

lint: setup-dev  ## Check style, formatting and types
	@$(VENV)/bin/python -m ruff check .
	@$(VENV)/bin/python -m ruff format --check .
	@$(VENV)/bin/python -m mypy

bench: setup-dev  ## Measure speed and learning
	@$(VENV)/bin/python -m core bench $(ARGS)

messages: setup  ## Collect the texts and update the Chinese catalog
	@$(VENV)/bin/python tools/messages.py

check:  ## Lint, then test
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

setup-dev: $(DEV_STAMP)

define need-python
@command -v $(PYTHON) > /dev/null || { \
	echo "No '$(PYTHON)' was found. Please install Python 3.11 or newer," >&2; \
	echo "or name one you have: make run PYTHON=/path/to/python3" >&2; exit 1; }
endef

$(STAMP): requirements.txt
	$(need-python)
	@$(PYTHON) tools/install.py --venv $(VENV)

$(DEV_STAMP): requirements.txt requirements-dev.txt
	$(need-python)
	@$(PYTHON) tools/install.py --venv $(VENV) --dev

browser-hint:
	@if [ -z "$$PLAYGROUND_CHROMIUM" ] && ! command -v chromium > /dev/null \
		&& ! command -v chromium-browser > /dev/null && ! command -v google-chrome > /dev/null; then \
		echo "No Chromium found, so the browser tests are skipped: install one (apt install chromium," \
			"brew install --cask chromium) or set PLAYGROUND_CHROMIUM to its path."; \
	fi
