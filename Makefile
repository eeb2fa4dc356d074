# What one does with rajut. `make` alone lists it all.

CARGO  ?= cargo
CASES  ?= 100000
SEEDS  ?= 20000
CRASHES ?= 50
MAX_EXAMPLES ?= 20
SOAK ?= 600

# Snapshots are compared in a test run, never rewritten by it.
export INSTA_UPDATE ?= no

.DEFAULT_GOAL := help
.PHONY: help run test tidy lint deny web pages screenshots smooth fuzz contract crash soak bench peers dist audit tools node packages browser sdk client websockets

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: pages ## Start the server with the demo workshop, on http://127.0.0.1:8000
	@echo "Building rajut, then serving a demo workshop on http://127.0.0.1:8000 (stop with Ctrl-C)."
	@echo "Sign in as admin with password123. The data goes to ./data/rajut."
	@echo "The first build compiles a whole database: 10 to 25 minutes on two cores. Later ones take seconds."
	$(CARGO) run -- serve --demo

test: tools sdk client websockets pages browser ## Everything that must hold before a change is merged
	@echo "A first run compiles a whole database, twice (to check and to run): 15 to 35 minutes on two cores."
	$(MAKE) --no-print-directory tidy
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint deny web
	$(CARGO) test --locked

tidy: ## The rules about the code itself
	$(CARGO) test --locked --test tidy

# The documentation is for those who read the code: it may link to what is private.
lint: tools ## Format, clippy and documentation, without a warning
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" $(CARGO) doc --locked --no-deps --document-private-items

deny: ## Licences, sources and unused dependencies, with the tools that are installed
	@if $(CARGO) deny --version >/dev/null 2>&1; then \
		$(CARGO) deny --locked check bans licenses sources; \
	else \
		echo "SKIPPED: cargo-deny is not installed, licences and sources were not checked (cargo install --locked cargo-deny)"; \
	fi
	@if $(CARGO) machete --version >/dev/null 2>&1; then \
		$(CARGO) machete; \
	else \
		echo "SKIPPED: cargo-machete is not installed, unused dependencies were not looked for (cargo install --locked cargo-machete)"; \
	fi

web: packages ## Types and tests of what runs in browsers
	npm --prefix web run --silent check
	npm --prefix web run --silent test

# The server takes them into its binary, and works without them.
pages: packages ## Build what browsers are sent: web/dist
	@if [ ! -f web/dist/admin.html ] || [ -n "$$(find web/src web/admin.html web/vite.config.ts web/package-lock.json -newer web/dist/admin.html)" ]; then \
		npm --prefix web run --silent build -- --logLevel warn; \
	fi

screenshots: packages browser ## Take a picture of every page: web/screenshots
	$(CARGO) build --locked
	npm --prefix web run --silent screenshots

smooth: packages browser ## How smooth the panel is with many orders and changes (ORDERS=10000 CHANGES=20 LASTS=30 seconds)
	$(CARGO) build --locked
	npm --prefix web run --silent smooth

fuzz: contract ## Long random histories of an order (CASES=100000), bad days of an engine (SEEDS=20000)
	RAJUT_CASES=$(CASES) $(CARGO) test --locked --lib konveksi::tests -- --nocapture
	RAJUT_SEEDS=$(SEEDS) $(CARGO) test --locked --lib bad_days

# Ids, codes and sign-ins are real, everything else is made up; about four minutes a role.
contract: ## Ask a server all it describes, as every role, and hold the answers against it (MAX_EXAMPLES=20)
	@test -d tests/fuzz/.venv || python3 -m venv tests/fuzz/.venv
	@tests/fuzz/.venv/bin/pip install --quiet --requirement tests/fuzz/requirements.txt
	$(CARGO) build --locked
	tests/fuzz/.venv/bin/python tests/fuzz/run.py --examples $(MAX_EXAMPLES) -- $(CARGO) run --locked --quiet -- serve --demo

crash: ## Kill the server in the middle of work, again and again (CRASHES=50)
	RAJUT_CRASHES=$(CRASHES) $(CARGO) test --locked --test it crash -- --nocapture

soak: ## Thousands of sockets that break, and a server that is killed on the way (SOAK=600 seconds)
	CARGO_PROFILE_TEST_OPT_LEVEL=2 RAJUT_SOAK=$(SOAK) $(CARGO) test --locked --test it soak -- --nocapture

# The dev profile compiles dependencies with optimisation, so that nothing is built again.
bench: ## The parts of the engine, a workshop's busy day, money on its way in, and telling many
	$(CARGO) bench --locked --profile dev --bench engine
	$(CARGO) bench --locked --profile dev --bench canonical
	$(CARGO) bench --locked --profile dev --bench webhooks
	$(CARGO) bench --locked --profile dev --bench fanout

peers: node ## What the fan-out bench is held against (Node and Python packages, Debian's redis)
	@test benches/peers/node_modules/.package-lock.json -nt benches/peers/package-lock.json || npm ci --prefix benches/peers --silent --no-audit --no-fund
	@test -d benches/peers/.venv || python3 -m venv benches/peers/.venv
	@benches/peers/.venv/bin/pip install --quiet --requirement benches/peers/requirements.txt
	@redis-server --version >/dev/null 2>&1 || echo "redis-server is missing: the bench will leave the peers out (apt-get install redis-server)"

dist: pages ## The binary to install: target/dist/rajut
	$(CARGO) build --locked --profile dist

audit: ## Known vulnerabilities in what we depend on (needs a network and cargo-deny)
	$(CARGO) deny --locked check advisories

tools:
	@$(CARGO) --version >/dev/null || { echo "Rust is missing; README.md says where to get it"; exit 1; }
	@$(CARGO) fmt --version >/dev/null 2>&1 || rustup component add rustfmt
	@$(CARGO) clippy --version >/dev/null 2>&1 || rustup component add clippy

node:
	@npm --version >/dev/null 2>&1 || { echo "Node is missing; README.md says where to get it"; exit 1; }

packages: node
	@test web/node_modules/.package-lock.json -nt web/package-lock.json || npm ci --prefix web --silent

# Stories of the pages run in Debian's Chromium; nothing downloads one.
browser:
	@[ -x /usr/bin/chromium ] || [ -x "$${CHROMIUM:-}" ] \
		|| { [ "$$(id -u)" = 0 ] && apt-get --version >/dev/null 2>&1 \
			&& apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
		|| { echo "Chromium is missing, and the stories of the pages run in it: install it (apt-get install chromium), or say where it is (CHROMIUM=/path/to/it)"; exit 1; }

# The payment provider's own library, which judges our sandbox.
sdk: node
	@test tests/sdk/node_modules/.package-lock.json -nt tests/sdk/package-lock.json || npm ci --prefix tests/sdk --silent --no-audit --no-fund

# A generator of clients and a runner of collections, which judge the contract.
client: node
	@test tests/client/node_modules/.package-lock.json -nt tests/client/package-lock.json || npm ci --prefix tests/client --silent --no-audit --no-fund

# A client of sockets by others, in Python.
websockets:
	@python3 -c 'import ensurepip' 2>/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get --version >/dev/null 2>&1 \
			&& apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv; } \
		|| { echo "Python with a place for packages is missing (apt-get install python3 python3-venv)"; exit 1; }
	@test -x tests/websockets/.venv/bin/pip || python3 -m venv --clear tests/websockets/.venv
	@test tests/websockets/.venv/installed -nt tests/websockets/requirements.txt || { \
		tests/websockets/.venv/bin/pip install --quiet --disable-pip-version-check --requirement tests/websockets/requirements.txt && \
		touch tests/websockets/.venv/installed; }
