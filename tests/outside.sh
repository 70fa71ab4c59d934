#!/usr/bin/env bash
# What others wrote, against a running demo: the audits of GraphQL over HTTP, and the
# playground in a real Chromium with every request to another host blocked, and real
# clients (tests/clients).
# Needs npm and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || { echo "chromium is needed: apt-get install chromium" >&2; exit 1; }
for packages in tests/outside playground; do
  (cd "$packages" && npm ci --no-audit --no-fund --silent)
done

cargo build --locked --quiet
log=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/didar-graphql" demo --listen 127.0.0.1:0 --contacts 200 >"$log" 2>&1 &
served=$!
trap 'kill "$served" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 100); do
  page=$(sed -n 's/^GraphiQL: //p' "$log")
  [ -z "$page" ] || break
  sleep 0.1
done
[ -n "$page" ] || { cat "$log"; exit 1; }

echo 'GraphQL over HTTP:'
node tests/outside/audit.mjs "${page}graphql"
echo 'The playground:'
CHROMIUM="$chromium" node playground/test/drive.mjs "$page" "${CARGO_TARGET_DIR:-target}/debug/didar-graphql"
echo 'Clients:'
tests/clients/run.sh "${CARGO_TARGET_DIR:-target}/debug/didar-graphql"
