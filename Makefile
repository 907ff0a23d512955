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
CYCLONEDX   := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
GOLICENSES  := github.com/google/go-licenses@v1.6.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME    ?= 20s

.DEFAULT_GOAL := help
.PHONY: help run build install costs fault faults sabotage seeds property test format vet staticcheck race menus scripts browser rules unit manifests vuln sbom licences reproducible fuzz bench lint generate image clean go

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

test: format vet staticcheck race costs faults menus scripts browser rules unit manifests ## everything that must hold

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
	@set -e; race=; if command -v gcc >/dev/null; then export CGO_ENABLED=1; race=-race; \
	else echo "no C compiler: testing without the race detector"; fi; \
	drawn="$$($(DRAWN))"; \
	$(GO) test $$race -shuffle=on -timeout 20m $$($(GO) list ./... | grep -v /cmd/hotline/fault | grep -vxF "$$drawn"); \
	$(GO) test $$race -shuffle=on -timeout 20m $$drawn -rapid.seed=$(RAPID_SEED)

costs: go ## what a webhook allocates and writes, which no other work on the machine changes
	@echo "== costs"
	$(GO) test -count=1 -run TestAWebhookStaysCheap ./ivr/web

# The packages that have property tests. In make test these draw from one seed, so that a
# failure tells of a change and not of luck; make property draws from others.
RAPID_SEED  ?= 1
DRAWS       ?= 2000
DRAWN       = $(GO) list -f '{{.ImportPath}} {{join .TestImports " "}} {{join .XTestImports " "}}' ./... | awk '/ pgregory.net\/rapid/ {print $$1}'

property: go ## the property tests, with DRAWS (2000) random draws each
	$(GO) test -timeout 60m -count=1 $$($(DRAWN)) -rapid.checks=$(DRAWS)

SEEDS       ?= 150

menus: go ## check against an enumerator of calls, on SEEDS (150) random menus
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

# promtool is in Debian's prometheus package. Where it is not there and cannot be
# installed, that is said, and the rest holds.
rules: ## the alerts of config/prometheus, checked and played by promtool
	@echo "== alerts"
	@if ! command -v promtool >/dev/null && test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	  echo "installing promtool"; \
	  { apt-get update && apt-get install -y --no-install-recommends prometheus; } >/dev/null 2>&1 || true; fi
	@if command -v promtool >/dev/null; then \
	  promtool check rules config/prometheus/hotline.rules.yaml && cd config/prometheus && promtool test rules hotline.rules_test.yaml; \
	else echo "no promtool here (Debian: prometheus): the alerts are not played"; fi

# How much of the system a compromised hotline could use, from 0 to 10: systemd calls less
# than 2 well confined.
unit: ## the systemd unit, as systemd-analyze judges it
	@echo "== systemd unit"
	@if command -v systemd-analyze >/dev/null; then \
	  systemd-analyze security --offline=true --no-pager --threshold=20 config/systemd/hotline.service | tail -1; exit $${PIPESTATUS[0]}; \
	else echo "no systemd here: the unit is not judged"; fi

# A module of its own, so that the hotline's needs none of Kubernetes and Compose.
manifests: go ## the Kubernetes manifests and compose.yaml, held against their own types
	@echo "== manifests"
	@if $(GO) -C testdata/manifests mod download 2>/dev/null; then $(GO) -C testdata/manifests test -count=1 ./...; \
	else echo "the types of Kubernetes could not be fetched (no network?): skipped"; fi

fuzz: go ## every fuzz target for FUZZTIME (20s)
	@set -e; for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "== $$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; done

FAULTS      ?= 20

# Alone, for they load the machine, and measure what a stop takes.
faults: go ## each fault of make fault, a few times
	@echo "== faults"
	@set -o pipefail; HOTLINE_SEED=$(or $(SEED),1) $(GO) test -timeout 10m -count=1 -parallel 4 -v ./cmd/hotline/fault | grep -v "^=== "

fault: go ## kill, fill, damage, repeat: FAULTS (20) times as often as in make test; prints the seed and a table
	HOTLINE_FAULTS=$(FAULTS) $(GO) test -timeout 60m -count=1 -parallel 8 -v -run . ./cmd/hotline/fault | grep -v "^=== "
	$(MAKE) seeds

sabotage: SABOTAGE ?= all
sabotage: go ## break the product in the way that each row of docs/faults.md claims to notice: does its test fail? SABOTAGE=B9 does one row's
	HOTLINE_SABOTAGE=$(SABOTAGE) $(GO) test -timeout 90m -count=1 -v -run TestEverySabotageIsSeen ./cmd/hotline/fault | grep -v "^=== "

# Each seed is one course of events: SEED=17 plays that one alone, and tells what happens in it.
seeds: SEEDS = $(if $(SEED),1,2000)
seeds: go ## SEEDS (2000) simulated hotlines of random callers, agents and faults, from SEED (1) on
	@echo "== seeds"
	@set -o pipefail; HOTLINE_SEED=$(SEED) HOTLINE_WORLDS=$(SEEDS) $(GO) test -timeout 60m -count=1 -v -run TestSeeds ./ivr/simulate/seeds | grep -v "^=== \|--- PASS"

ROUNDS      ?= 10

# Node and PostgreSQL are tried beside it where they are, or can be installed.
bench: go ## a webhook beside Echo, Express and Fastify, in ROUNDS (10) turns; then imports, look-ups, commits, calls
	@if test "$$(id -u)" = 0 && command -v apt-get >/dev/null && ! { command -v node && command -v npm && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; then \
	  echo "installing Node and PostgreSQL"; \
	  { apt-get update && apt-get install -y --no-install-recommends nodejs npm postgresql; } >/dev/null 2>&1 || true; fi
	@if command -v npm >/dev/null; then cd testdata/beside && npm ci --no-audit --no-fund --loglevel=error; fi
	$(GO) test -run '^$$' -bench 'Beside$$' -benchtime $(ROUNDS)x ./ivr/web
	$(GO) test -timeout 60m -run '^$$' -bench . -skip 'BenchmarkBeside$$' -benchmem ./...

lint: go ## golangci-lint (takes minutes to install)
	$(GO) run $(GOLANGCI) run

generate: go ## write anew what is made from the program: schema, references, .env.example
	$(GO) generate ./config ./menus ./menus/check/rules ./cmd/hotline/scenario

vuln: go ## known vulnerabilities in what the program calls (asks vuln.go.dev)
	$(GO) run $(GOVULNCHECK) ./cmd/hotline

sbom: build ## bin/sbom.json: what bin/hotline is made of, as CycloneDX
	$(GO) run $(CYCLONEDX) bin -json -licenses -version $(VERSION) -output bin/sbom.json bin/hotline
	@echo "bin/sbom.json"

# 1.6.0 finds the standard library by GOROOT. Unknown is a licence whose page could not be found.
licences: go ## bin/licences.csv: the licence of each module; fails on one that forbids or binds
	@mkdir -p bin
	GOROOT="$$($(GO) env GOROOT)" $(GO) run $(GOLICENSES) check --disallowed_types=forbidden,restricted,unknown ./cmd/hotline 2>/dev/null
	GOROOT="$$($(GO) env GOROOT)" $(GO) run $(GOLICENSES) report ./cmd/hotline 2>/dev/null | sort > bin/licences.csv
	@cut -d, -f3 bin/licences.csv | sort | uniq -c

# From another folder and without the cache of the first: nothing of where or when it was
# built is in the program.
reproducible: build ## build twice, in two folders and from scratch: are the programs the same?
	@other="$$(mktemp -d)"; trap 'chmod -R u+w "$$other"; rm -rf "$$other"' EXIT; \
	  cp -r cmd config ivr menus store go.mod go.sum "$$other"; \
	  cd "$$other" && GOCACHE="$$other/cache" CGO_ENABLED=0 $(GO) build $(BUILD) -o again ./cmd/hotline; \
	  sha256sum "$(CURDIR)/bin/hotline" again; cmp "$(CURDIR)/bin/hotline" again && echo "the same"

image: ## the container image hotline:VERSION
	docker build --build-arg VERSION=$(VERSION) -t hotline:$(VERSION) .

clean: ## remove what was built
	rm -rf bin
