# `just` alone lists the recipes. CI runs the same ones (.ci/run).

_list:
    @just --list --unsorted

# The gateway over the embedded sandbox, GraphiQL on http://127.0.0.1:8080
demo *ARGS:
    cargo run --release -- demo {{ARGS}}

# Formatting, lints and documentation, warnings denied
check:
    cargo fmt --all -- --check
    cargo clippy --workspace --all-targets --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked

# All that needs nothing but Rust
test *ARGS:
    cargo test --workspace --locked {{ARGS}}

# HTTP audits and the playground in a real Chromium (needs npm and chromium)
test-outside:
    tests/outside.sh

# Tests that need a `redis-server`
test-redis:
    cargo test --locked --test it -- --ignored

# The gateway behind the real nginx and Caddy (needs both, openssl, curl and iproute2)
test-proxies:
    cargo build --locked
    tests/proxies/run.sh target/debug/didar-graphql

# Hostile documents, bodies, connections and frames (needs Python 3.11)
test-attacks:
    cargo build --locked
    tests/attacks/run.sh target/debug/didar-graphql

# Write schema/*.graphql anew
schema:
    cargo run --quiet -- schema --core > schema/core.graphql
    cargo run --quiet -- schema --demo > schema/demo.graphql

# Build GraphiQL anew into src/http/graphiql (needs npm)
playground:
    playground/build.sh

# Licences, sources and bans of dependencies (needs cargo-deny)
deny:
    cargo deny check bans licenses sources

# Follow the Dockerfile's steps on this machine and serve as a non-root user
image-steps:
    deploy/follow-dockerfile.sh

# Figures, not verdicts: ten thousand accounts in one process
bench:
    cargo bench --locked --bench accounts
