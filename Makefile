# `make help` lists the targets. Everything that is built lies in .build.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
HOLDFAST := .build/holdfast
SIMULATOR := .build/octopus-simulator

bindir = $(DESTDIR)$(PREFIX)/bin
sharedir = $(DESTDIR)$(PREFIX)/share

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: packages-run build simulator ## install what is missing, build, and show the whole story on loopback and a throwaway root
	@HOLDFAST=$(HOLDFAST) SIMULATOR=$(SIMULATOR) examples/demo-checkup.sh
	@HOLDFAST=$(HOLDFAST) examples/demo.sh

.PHONY: test
test: packages-test fixtures test-debug test-release build lint docs examples schemas pages ## prove everything, in debug and in release
	@echo 'make test: all passed'

.PHONY: build
build: ## build one optimised, stripped binary: .build/holdfast
	@SWIFT=$(SWIFT) .ci/build-binary.sh $(HOLDFAST)

# The embedded Octopus Server of the demo and the tests; it is not installed.
.PHONY: simulator
simulator:
	@SWIFT=$(SWIFT) .ci/build-binary.sh $(SIMULATOR) octopus-simulator

.PHONY: bench
bench: packages-test build simulator ## measure speed and memory beside a floor in C
	@HOLDFAST=$(HOLDFAST) SIMULATOR=$(SIMULATOR) Tests/Bench/bench.sh

.PHONY: fuzz
fuzz: ## feed the parser with libFuzzer, for a bounded time
	@Tests/Fuzz/fuzz.sh

.PHONY: lint
lint: ## check format, shell scripts and file sizes
	@SWIFT=$(SWIFT) Tests/Lint/lint.sh

.PHONY: format
format: ## format the Swift sources in place
	@$(SWIFT) format format --in-place --parallel --recursive Package.swift Sources Tests

.PHONY: docs
docs: build ## check every policy and every command that the documents show
	@HOLDFAST=$(HOLDFAST) Tests/Docs/check-docs.sh

.PHONY: examples
examples: build ## validate every policy we ship
	@HOLDFAST=$(HOLDFAST) Tests/Docs/check-examples.sh

.PHONY: schemas
schemas: packages-test build ## check the policy schema, and reports of real runs against the published ones
	@HOLDFAST=$(HOLDFAST) Tests/Schema/check-schema.sh
	@HOLDFAST=$(HOLDFAST) Tests/Schema/check-reports.sh

.PHONY: pages
pages: packages-test build ## try the page that --format html writes in a browser
	@HOLDFAST=$(HOLDFAST) Tests/HTML/check-html.sh

# What `make build` left is installed as it is: root needs no Swift.
$(HOLDFAST):
	@$(MAKE) build

.PHONY: install
install: $(HOLDFAST) ## install below DESTDIR and PREFIX
	install -D -m 0755 $(HOLDFAST) $(bindir)/holdfast
	install -d $(sharedir)/holdfast/policies
	install -m 0644 policies/*.yaml $(sharedir)/holdfast/policies
	$(HOLDFAST) schema >.build/holdfast.schema.json
	install -m 0644 .build/holdfast.schema.json $(sharedir)/holdfast/holdfast.schema.json
	$(call install-completion,bash,bash-completion/completions/holdfast)
	$(call install-completion,zsh,zsh/site-functions/_holdfast)
	$(call install-completion,fish,fish/vendor_completions.d/holdfast.fish)

define install-completion
	$(HOLDFAST) --generate-completion-script $(1) >.build/completion.$(1)
	install -D -m 0644 .build/completion.$(1) $(sharedir)/$(2)
endef

.PHONY: clean
clean: ## remove what was built
	rm -rf .build

# The steps of `make test`, each of its own too.

.PHONY: packages-run packages-test
packages-run packages-test: packages-%:
	@.ci/install-packages.sh $*

# 77: this machine cannot boot containers; the tests that need one say so when they are skipped.
.PHONY: fixtures
fixtures:
	@Tests/Fixtures/container/image.sh >/dev/null || test $$? -eq 77
	@! [ -d "$${HOLDFAST_TEST_CACHE:-/var/tmp/holdfast-tests}/run" ] || Tests/Fixtures/container/stop.sh --stale

.PHONY: test-debug test-release
test-debug test-release: test-%:
	$(SWIFT) build --configuration $* --build-tests -Xswiftc -enable-testing
	$(SWIFT) test --configuration $* --skip-build -Xswiftc -enable-testing
