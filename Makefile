# make run    the hotline on this machine, with a demo ledger
# make test   everything that must hold
# make help   the rest

SHELL       := /bin/bash
# Without Go on this machine, the toolchain that toolchain.sh fetches.
ifeq ($(shell command -v go),)
export PATH := $(CURDIR)/.tools/go/bin:$(PATH)
endif
GO          ?= go
PREFIX      ?= /usr/local
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
BUILD       := -buildvcs=false -trimpath -ldflags "-s -w -X main.release=$(VERSION)"
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME    ?= 20s

.DEFAULT_GOAL := help
.PHONY: help run build install fault test format vet staticcheck race menus scripts browser fuzz bench lint generate image clean go

help:
	@sed -n 's/^# //p' $(MAKEFILE_LIST) | head -3
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

go:
	@command -v $(GO) >/dev/null || ./toolchain.sh

run: build ## build, and start the hotline on this machine with a demo ledger
	@./bin/hotline dev

build: go ## build bin/hotline: one static file
	CGO_ENABLED=0 $(GO) build $(BUILD) -o bin/hotline ./cmd/hotline

install: build ## put hotline on the PATH, in PREFIX/bin (/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 bin/hotline "$(DESTDIR)$(PREFIX)/bin/hotline"

test: format vet staticcheck race menus scripts browser ## everything that must hold

format: go ## are all files as gofmt writes them?
	@echo "== gofmt"
	@unformatted="$$(gofmt -l cmd config ivr menus store)"; test -z "$$unformatted" || { echo "gofmt -w is needed for:"; echo "$$unformatted"; exit 1; }

vet: go ## go vet
	@echo "== go vet"
	$(GO) vet ./...

staticcheck: go ## staticcheck, if it can be had
	@echo "== staticcheck"
	@if GOBIN="$(CURDIR)/bin" $(GO) install $(STATICCHECK); then bin/staticcheck ./...; \
	else echo "staticcheck could not be installed (no network?): skipped"; fi

# The race detector needs a C compiler. Where there is none and none can be
# installed, the tests run without it. Where there is no PostgreSQL, its tests say so
# and are skipped.
race: go ## all tests, with the race detector where there is a C compiler
	@echo "== go test"
	@if ! command -v gcc >/dev/null && test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	  echo "installing a C compiler for the race detector"; \
	  { apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev; } >/dev/null 2>&1 || true; fi
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null && test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	  echo "installing PostgreSQL, on which the store is tried"; \
	  { apt-get update && apt-get install -y --no-install-recommends postgresql; } >/dev/null 2>&1 || true; fi
	@if command -v gcc >/dev/null; then CGO_ENABLED=1 $(GO) test -race -shuffle=on ./...; \
	else echo "no C compiler: testing without the race detector"; $(GO) test -shuffle=on ./...; fi

SEEDS       ?= 300

menus: go ## check against an enumerator of calls, on SEEDS (300) random menus
	@echo "== random menus"
	HOTLINE_SEEDS=$(SEEDS) $(GO) test -timeout 20m -count=1 -run TestRandomMenus ./menus/check

scripts: build ## OKPAY's scripts: do they notice wherever an exit of the menus leads?
	@echo "== scripts"
	@HOTLINE_MENUS= ./bin/hotline test --mutate --cover 100

# The pages are tried in a real browser. Where it is not there and cannot be
# installed, that is said, and the rest holds.
browser: build ## the pages, in Chromium
	@echo "== browser"
	@if test "$$(id -u)" = 0 && command -v apt-get >/dev/null && ! { command -v chromium && command -v node && command -v npm; } >/dev/null; then \
	  echo "installing Chromium and Node"; \
	  { apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk nodejs npm; } >/dev/null 2>&1 || true; fi
	@if command -v chromium >/dev/null && command -v node >/dev/null && command -v npm >/dev/null; then \
	  cd testdata/browser && npm ci --no-audit --no-fund --loglevel=error && CHROMIUM="$$(command -v chromium)" node --test --test-reporter=spec; \
	else echo "no Chromium or Node here: the pages are not tried in a browser"; fi

fuzz: go ## every fuzz target for FUZZTIME (20s)
	@set -e; for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "== $$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; done

FAULTS      ?= 20

fault: go ## kill, fill, damage, repeat: FAULTS (20) times as often as in make test; prints the seed and a table
	HOTLINE_FAULTS=$(FAULTS) $(GO) test -timeout 60m -count=1 -v -run . ./cmd/hotline/fault | grep -v "^=== "

bench: go ## benchmarks: a webhook beside bare Echo, then imports, look-ups, commits, calls
	$(GO) test -run '^$$' -bench BesideEcho -benchtime 5x ./ivr/web
	$(GO) test -run '^$$' -bench . -benchmem ./...

lint: go ## golangci-lint (takes minutes to install)
	$(GO) run $(GOLANGCI) run

generate: go ## write anew what is made from the program: schema, references, .env.example
	$(GO) generate ./config ./menus ./menus/check/rules ./cmd/hotline/scenario

image: ## the container image hotline:VERSION
	docker build --build-arg VERSION=$(VERSION) -t hotline:$(VERSION) .

clean: ## remove what was built
	rm -rf bin
