# `make` lists the targets. Everything uses the release profile and the same set of crates, so that
# the demo, the tests and the benchmarks share one build.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

CARGO ?= cargo
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
BIN := $(TARGET_DIR)/release
TOOLS := .billify/tools
BUILD := $(CARGO) build --locked --release --workspace --bins
TEST := $(CARGO) test --locked --release --workspace --lib --bins --tests

.PHONY: help
help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing on Debian 12 or Ubuntu 24.04; quick when all is there.
	@deploy/setup.sh

.PHONY: build
build: setup ## Build every program.
	$(BUILD)

.PHONY: demo
demo: build ## Start everything, read the sample documents, serve until Ctrl-C. EXIT=1 ends after the table; WORKERS=n.
	@exec "$(BIN)/billify-local" demo

.PHONY: up
up: build ## Start everything and serve until Ctrl-C. WORKERS=n.
	@exec "$(BIN)/billify-local" up

.PHONY: clean-data
clean-data: build ## Delete all data of `make demo` and `make up`.
	@"$(BIN)/billify-local" clean

.PHONY: samples
samples: build ## Write the sample documents with their truth to target/samples.
	@"$(BIN)/billify-samples" generate --out "$(TARGET_DIR)/samples"

.PHONY: test
test: setup fmt-check lint doc test-rust deny ## Check and test everything.

.PHONY: test-rust
test-rust: ## Run the Rust tests, with the programs they start freshly built.
	$(BUILD)
	$(TEST)

.PHONY: fmt
fmt: ## Format the code.
	$(CARGO) fmt --all

.PHONY: fmt-check
fmt-check: ## Check the format.
	$(CARGO) fmt --all --check

.PHONY: lint
lint: ## Run clippy; a warning is an error.
	$(CARGO) clippy --locked --release --workspace --all-targets -- -D warnings

.PHONY: doc
doc: ## Build the documentation; a warning is an error.
	RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" $(CARGO) doc --locked --release --workspace --no-deps --document-private-items

.PHONY: deny
deny: $(TOOLS)/bin/cargo-deny ## Check licences, banned crates and sources of the dependencies.
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(CARGO) deny --locked check bans licenses sources

# Built without optimisation: it runs for seconds, and takes minutes less to build.
$(TOOLS)/bin/cargo-deny:
	$(CARGO) install cargo-deny --version 0.20.2 --locked --debug --no-default-features --root "$(TOOLS)"

.PHONY: bench
bench: build ## Measure speed and memory (ten minutes) and write the figures into docs/PERFORMANCE.md.
	@"$(BIN)/billify-bench" all --write docs/PERFORMANCE.md

.PHONY: accuracy
accuracy: build ## Score the extraction on the corpus beside the project, where it is there.
	@if [ -d ../shared/corpora ]; then python3 tests/accuracy.py "$(BIN)/billify-worker" ../shared/corpora; \
	else echo "skipped: no corpus beside the project"; fi

.PHONY: clean
clean: ## Delete what was built.
	$(CARGO) clean
