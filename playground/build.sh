#!/usr/bin/env bash
# Builds the playground into ../src/http/graphiql/, from where the gateway embeds it.
# The same lockfile gives the same bytes: CI may build and compare.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --no-audit --no-fund
npm run build
