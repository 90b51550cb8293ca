# `make help` lists what there is. Variables: PYTHON=... the interpreter to make .venv with, CC=... the C compiler,
# ARGS=... more arguments for pytest, the demo, the benchmarks or scripts/lock.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
ARGS ?=

# Says what it does in one line, and what the tool said only where it fails.
define step
@printf '%s ...\n' '$(1)'; said=$$($(2) 2>&1) || { printf '%s\n' "$$said"; exit 1; }
endef

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

.PHONY: env
env: ## make .venv, or leave it as it is when nothing it is made from has changed
	@scripts/env

.PHONY: demo
demo: env ## a made-up firm's worklist
	@$(BIN)/collectrules demo $(ARGS)

.PHONY: test
test: lint ## style, types, layers, then every test
	@echo 'running the tests ...'
	@$(BIN)/pytest -q -n auto $(ARGS)

.PHONY: fuzz
fuzz: env ## 20,000 damaged policies, as a nightly test (FUZZ_CASES=... for more or fewer)
	@FUZZ_CASES=$${FUZZ_CASES:-20000} $(BIN)/pytest -q -o faulthandler_timeout=0 tests/policy/test_fuzz.py $(ARGS)

.PHONY: soak
soak: env ## sixteen processes at one ledger for a minute, and a hundred killed in the middle
	@SOAK=1 $(BIN)/pytest -q -p no:xdist -o faulthandler_timeout=0 tests/load $(ARGS)

.PHONY: lint
lint: env ## style, types, layers
	$(call step,checking style,$(BIN)/ruff check .)
	$(call step,checking format,$(BIN)/ruff format --check .)
	$(call step,checking types,$(BIN)/mypy)
	$(call step,checking layers,$(BIN)/lint-imports)
	$(call step,checking policies,env RUST_LOG=warn $(BIN)/taplo lint policies/*.toml policies/packs/*.toml)

.PHONY: format
format: env ## put the code in shape
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

.PHONY: bench
bench: env ## the benchmarks, which print ratios
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: docs
docs: env ## write the generated pages of docs/reference
	@$(BIN)/python scripts/docs.py

.PHONY: pictures
pictures: env ## draw the pictures in docs/images from the demo
	@$(BIN)/python scripts/screenshots.py

.PHONY: lock
lock: ## write requirements/*.txt afresh (ARGS=--upgrade: the newest of everything)
	@scripts/lock $(ARGS)

.PHONY: clean
clean: ## remove .venv and what the tools left
	@rm -rf .venv build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
		snapshot_report.html
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
