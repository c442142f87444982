# Two commands do everything on a fresh machine with Python 3.11+, git and make: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check docs clean

demo: $(VENV)/demo-ready
	$(BIN)/touchstone demo --out demo

test: $(VENV)/test-ready
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy features models pipeline
	$(BIN)/lint-imports
	$(BIN)/touchstone describe docs --check

docs: $(VENV)/demo-ready
	$(BIN)/touchstone describe docs

clean:
	rm -rf $(VENV) build dist demo *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo-ready: $(VENV)/bin/python pyproject.toml constraints/core.txt
	$(PIP) --constraint constraints/core.txt --editable ".[train]"
	@touch $@

$(VENV)/test-ready: $(VENV)/demo-ready constraints/dev.txt
	$(PIP) --constraint constraints/core.txt --constraint constraints/dev.txt --editable ".[train,dev]"
	@touch $@
