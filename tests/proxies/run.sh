#!/usr/bin/env bash
# The gateway behind the real nginx and the real Caddy, configured as in deploy/; then it
# is stopped and restarted under load. One line a check; the first failure ends the run,
# unless KEEP_GOING is set. It takes about 70 seconds, asks this machine only and needs no
# rights; it says which of Debian's packages are missing.
#
#   tests/proxies/run.sh target/debug/didar-graphql
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 <didar-graphql>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"
deploy=$(realpath ../../deploy)
# nginx is where only administrators look for programs.
PATH=$PATH:/usr/sbin
for file in lib gateways nginx caddy behind outage idle restart stop; do
  . "./$file.sh"
done

need nginx nginx caddy caddy openssl openssl curl curl ss iproute2

place=$(mktemp -d)
trap 'end_all; rm -rf "$place"' EXIT
trap 'exit 130' INT TERM

certificate
start_demo
idle_begins
for proxy in nginx caddy; do
  "start_$proxy" "$address"
  behind "$proxy, root" "https://graphql.example.com:$port/"
  behind "$proxy, prefix" "https://www.example.com:$port/crm/"
  without_slash "$proxy, prefix" "https://www.example.com:$port/crm"
  shares_connections "$proxy"
  [ "$proxy" != nginx ] || keeps_queries_secret
  outage "$proxy"
  end "$proxy"
done
stop_with_requests_in_flight
stop_with_requests_not_yet_read
second_signal
restarts_under_load nginx
if [[ $(caddy version) == *2.6.* ]]; then
  # It loses the body of a request that the first gateway did not take.
  echo 'skip  caddy: restarts under load (needs a newer Caddy than 2.6)'
else
  restarts_under_load caddy
fi
idle_ends
[ "$failures" = 0 ] || { echo "$failures failed, in $SECONDS s"; exit 1; }
echo "all good, in $SECONDS s"
