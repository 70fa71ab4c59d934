# The gateways behind the proxies. Sourced by run.sh.

# The sandbox's key, which is no secret (sandbox/src/settings.rs).
KEY=sandbox0demo0key0not0a0real0one0

# The demo: a gateway at $address, over a sandbox at $sandbox. When it was there before, it
# comes back at the same address.
start_demo() {
  : >"$place/demo.out"
  start demo "$binary" demo --listen "${address:-127.0.0.1:0}" --contacts 200
  soon grep -q '^Endpoint:' "$place/demo.out" || die 'the demo does not start'
  address=$(sed -n 's|^Endpoint: http://\(.*\)/graphql$|\1|p' "$place/demo.out")
  sandbox=$(sed -n 's|^ *\(http.*\)/api$|\1|p' "$place/demo.out")
  is_ready "$address"
}

# start_gateway NAME ADDRESS: one more over the same sandbox.
start_gateway() {
  DIDAR_BASE_URL=$sandbox/api DIDAR_API_KEY=$KEY DIDAR_GRAPHQL_ALLOWED_HOSTS=graphql.example.com start "$1" "$binary" serve --listen "$2"
  is_ready "$2"
}

is_ready() {
  soon curl --silent --fail "http://$1/readyz" || die "the gateway at $1 is not ready"
}

# slow MILLISECONDS: how much later the sandbox answers a search.
slow() {
  curl --silent --fail "${JSON[@]}" "$sandbox/_sandbox/faults" \
    --data "{\"action\": \"contact/PersonSearch\", \"kind\": {\"delay\": $1}}"
}

not_slow() { curl --silent --fail --request DELETE "$sandbox/_sandbox/faults"; }
