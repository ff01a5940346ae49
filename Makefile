# make demo   the plan's network, served and drawn        make test   the tests
# Options are passed on: make demo ARGS="--port 8001 --no-browser"

.DEFAULT_GOAL := help
.PHONY: help install demo test check schema bench
SHELL := /bin/sh
ARGS ?=
BIN := .venv/bin

help:
	@echo "make install   everything into .venv, in this folder"
	@echo "make demo      the plan's network, served and drawn (ARGS=\"--port 8001 --no-browser\")"
	@echo "make test      the tests"
	@echo "make check     formatting, types, layers, schema and tests"
	@echo "make schema    write schema/schema.graphql anew, after a change of the API"
	@echo "make bench     how fast it is, beside its peers"

install: .venv/.installed

.venv/.installed: pyproject.toml uv.lock install.sh
	@sh install.sh
	@touch $@

demo: install
	@$(BIN)/intreccio demo $(ARGS)

test: install
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: install
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

schema: install
	@$(BIN)/intreccio schema > schema/schema.graphql

bench: install
	@$(BIN)/python -m benchmarks $(ARGS)
