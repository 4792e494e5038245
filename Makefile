# Everything starts from a machine with python3, make and git. The Python to use: make PYTHON=/path/to/python3 …
PYTHON ?= python3
BIN := .venv/bin
DEMO_HOME := $(CURDIR)/.demo

.PHONY: help setup demo test lint lock bench clean

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

setup:  ## install into .venv, compile the kernels
	@$(PYTHON) tools/set_up.py

demo: setup  ## a demo shop, one question answered, the web app at 127.0.0.1:8000
	@CANYOU_HOME=$(DEMO_HOME) $(BIN)/canyou demo

test: setup  ## all tests (browser tests need chromium: installed by apt where this is root)
	@bash tools/browser.sh
	$(BIN)/pytest -n 2

lint: setup  ## style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock:  ## write uv.lock anew (make lock UPGRADE=--upgrade raises the versions)
	@$(PYTHON) tools/lock.py $(UPGRADE)

bench: setup  ## measure: planning, then asking
	$(BIN)/canyou bench plan
	$(BIN)/canyou bench ask

clean:  ## take away what was made here
	rm -rf .venv .tools .demo build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
