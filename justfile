# `just` alone lists the recipes. CI runs the same ones (.ci/run).

_list:
    @just --list --unsorted

# The gateway over the embedded sandbox, GraphiQL on http://127.0.0.1:8080
demo *ARGS:
    cargo run --release -- demo {{ARGS}}

# Formatting, lints and documentation, warnings denied
check: format lint doc

# Formatting
format:
    cargo fmt --all -- --check

# Lints, with every feature and with none
lint:
    cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
    cargo clippy --no-default-features --lib --bins --locked --quiet -- -D warnings

# Documentation
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet

# Licences, sources and bans of dependencies, and those that nothing uses (needs cargo-deny and cargo-machete)
dependencies:
    cargo deny --all-features --log-level error check bans licenses sources
    cargo machete

# All that needs nothing but Rust
test *ARGS:
    cargo test --workspace --locked {{ARGS}}

# Tests that need a `redis-server`
test-redis:
    cargo test --locked --quiet --test it -- --ignored

# HTTP audits, the playground in a real Chromium, the clients' own packages (needs npm and chromium)
test-outside:
    tests/outside.sh

# The gateway behind the real nginx and Caddy (needs both, openssl, curl and iproute2)
test-proxies:
    cargo build --locked --quiet
    tests/proxies/run.sh target/debug/didar-graphql

# The Kubernetes and Compose manifests, and the alerts (needs Python 3.11 and promtool)
test-manifests:
    python3 -m venv target/manifests
    target/manifests/bin/pip install --quiet --disable-pip-version-check kubernetes-validate==1.37.0 PyYAML==6.0.3
    promtool test rules deploy/alerts_test.yaml
    target/manifests/bin/python tests/proxies/manifests.py target/debug/didar-graphql

# Hostile documents, bodies, connections and frames (needs Python 3.11)
test-attacks:
    cargo build --locked --quiet
    tests/attacks/run.sh target/debug/didar-graphql

# Write schema/*.graphql anew
schema:
    cargo run --quiet -- schema --core > schema/core.graphql
    cargo run --quiet -- schema --demo > schema/demo.graphql

# Build GraphiQL anew into src/http/graphiql (needs npm)
playground:
    playground/build.sh

# Whether what is generated and committed is what its sources make: the schemas, GraphiQL
generated: schema playground
    git diff --exit-code --stat -- schema src/http/graphiql

# Follow the Dockerfile's steps on this machine and serve as a non-root user
image-steps:
    deploy/follow-dockerfile.sh

# Whether a page, a filter, a save and a schema take no more instructions than they may; `set` writes the budgets anew (needs valgrind)
instructions *ARGS:
    cargo build --locked --quiet --bench instructions
    "$(cargo build --locked --quiet --bench instructions --message-format json | sed -n 's/.*"executable":"\([^"]*instructions-[^"]*\)".*/\1/p')" {{ARGS}}

# Makes the files of a release, from a debug build, and uploads nothing (needs cargo-deny)
release-dry-run:
    cargo build --locked --quiet
    deploy/release.sh --dry-run target/debug/didar-graphql

# Figures, not verdicts: the gateway beside a bare pass-through and a plain async-graphql server (needs wrk)
bench:
    cargo build --release --locked --workspace --bins
    target/release/didar-graphql-bench

# Figures, not verdicts: what a newcomer waits for, from the started demo to a query that outlives a reload (needs npm and Chromium)
first-steps:
    cargo build --release --locked
    cd playground && npm ci --no-audit --no-fund --silent
    node playground/test/first-steps.mjs target/release/didar-graphql README.md

# Figures, not verdicts: ten thousand accounts in one process
bench-accounts:
    cargo bench --locked --bench accounts
