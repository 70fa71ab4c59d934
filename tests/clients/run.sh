#!/usr/bin/env bash
# Real clients against a running demo: Apollo, urql, Relay, GraphQL Code Generator, federation, and the
# reference implementation over an account of odd custom fields. Needs npm.
#
#   tests/clients/run.sh target/debug/didar-graphql
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 <didar-graphql>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"

npm ci --no-audit --no-fund --silent
rm -rf generated
mkdir -p generated/relay
# Relay's artefacts are written for bundlers: only CommonJS finds them without their ".js".
echo '{ "type": "commonjs" }' >generated/relay/package.json

# Runs a tool; what it says is of interest only where it fails.
tool() {
  local name=$1 said
  shift
  said=$("$@" 2>&1) || { printf 'FAIL  %s:\n%s\n' "$name" "$said"; exit 1; }
  echo "ok    $name"
}
tool 'codegen: types of the schema and of its operations' node codegen/generate.mjs generated/codegen
tool 'codegen: they compile, and wrong filters do not' node_modules/.bin/tsc --project .
tool 'Relay: the compiler takes the schema and the operations' node_modules/.bin/relay-compiler

log=$(mktemp)
"$binary" demo --listen 127.0.0.1:0 --contacts 1000 --federation >"$log" 2>&1 &
served=$!
trap 'kill "$served" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 100); do
  page=$(sed -n 's/^GraphiQL: //p' "$log")
  [ -z "$page" ] || break
  sleep 0.1
done
[ -n "$page" ] || { cat "$log"; exit 1; }
sandbox=$(sed -n 's/^ *\(http.*\/api\)$/\1/p' "$log")

for client in apollo urql relay federation; do
  node "$client.mjs" "${page}graphql"
done
# Last: it puts other definitions under the demo's feet.
node catalogue/check.mjs "$binary" "$sandbox"
