# The commands of the project. Only Python 3.11+, make and the package registry are needed.

NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$name $(NEW_ENOUGH) 2>/dev/null && echo $$name && break; done)
WORKERS ?=
NAME ?=
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help run test lint bench schema migration clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: $(READY) ## start everything on http://127.0.0.1:8000 (database and demo data included)
	@exec $(BIN)/commerce run

test: $(READY) ## lint, all tests in parallel with coverage, JavaScript client audits
	@$(BIN)/python -m tools.checks all $(if $(WORKERS),--workers $(WORKERS))

lint: $(READY) ## style, formatting, types and import contracts
	@$(BIN)/python -m tools.checks style

bench: $(READY) ## measure speed on this machine
	@$(BIN)/python -m benchmarks

schema: $(READY) ## write the generated files in schema/ anew
	@$(BIN)/commerce schema write

migration: $(READY) ## write a migration for changed tables: make migration NAME=add_something
	@test -n "$(NAME)" || { echo "say what it does: make migration NAME=add_something" >&2; exit 1; }
	@$(BIN)/alembic revision --autogenerate -m "$(NAME)"

clean: ## remove .venv and all caches; shop data stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache \
	  .coverage .coverage.* htmlcov tests/clients/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made again only when the lock file or a project file changed.
$(READY): uv.lock pyproject.toml tools/environment.py $(wildcard plugins/*/pyproject.toml)
	@$(or $(PYTHON),python3) $(NEW_ENOUGH) 2>/dev/null || { echo "cannot prepare .venv: Python 3.11 \
	or later is needed; name one with make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) tools/environment.py
	@touch $@
