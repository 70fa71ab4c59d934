# What holds behind any proxy. Sourced by run.sh.

# behind NAME BASE: the gateway as clients see it at one address. Its direct answers are
# the measure.
behind() {
  local name=$1 base=$2 got=$place/got direct=$place/direct head=$place/head
  local tls='%{http_version} %{ssl_verify_result}'
  local gzip=(--compressed --header 'Accept-Encoding: gzip')
  playground
  queries
  request_ids
  body_sizes
  is "$name: /readyz for who watches the proxy" "$(ask "${base}readyz")" ready
  for path in metrics /metrics %6detrics livez/../metrics %2Fmetrics; do
    is "$name: not $path" "$(ask --path-as-is --output /dev/null --write-out '%{http_code}' \
      "$base$path")" 404
  done
}

playground() {
  local files file tag
  is "$name: the page, over TLS and HTTP/2" \
    "$(ask --output "$got" --write-out "%{http_code} $tls %{content_type}" "$base")" \
    '200 2 0 text/html*'
  curl --silent "http://$address/" >"$direct"
  same "$name: the page is the gateway's" "$got" "$direct"
  # Those the page names, and the workers that its script names.
  files=$(grep -o 'assets/[A-Za-z0-9._-]*' "$got")
  files+=" $(curl --silent "http://$address/$(head -n 1 <<<"$files")" |
    grep -oE '[a-z]+\.worker\.js' | sort -u | sed 's|^|assets/|')"
  for file in $files; do
    curl --silent "http://$address/$file" >"$direct"
    ask "${gzip[@]}" --dump-header "$head" --output "$got" "$base$file"
    same "$name: $file is the gateway's" "$got" "$direct"
    is "$name: and compressed" "$(cat "$head")" '*content-encoding: gzip*'
  done
  tag=$(sed -n 's/^etag: //Ip' "$head" | tr -d '\r')
  is "$name: a file that did not change is not sent again" "$(status_if_not "$tag")" 304
  # As browsers ask where a proxy on the way compressed it (RFC 9110, 13.1.2).
  is "$name: nor where its tag was made weak" "$(status_if_not "W/${tag#W/}")" 304
  curl --silent "http://$address/graphiql-tabs.json" >"$direct"
  ask "${base}graphiql-tabs.json" >"$got"
  same "$name: the tabs are the gateway's" "$got" "$direct"
  is "$name: and have queries" "$(cat "$got")" '*"query":*'
}

# status_if_not TAG: of the last file, for one who has it with that tag.
status_if_not() {
  ask "${gzip[@]}" --header "If-None-Match: $1" --output /dev/null --write-out '%{http_code}' \
    "$base$file"
}

queries() {
  # Long enough for its answer to be compressed.
  local long='{"query":"{ __schema { types { name description } } }"}'
  local media='application/graphql-response+json'
  is "$name: a query is answered" \
    "$(graphql --write-out "\n%{http_code} $tls" "${base}graphql")" "$ANSWER"$'\n200 2 0'
  is "$name: over GET, too" \
    "$(ask --get --data-urlencode 'query={ contacts(first: 1, includeDeleted: true) { totalCount } }' "${base}graphql")" \
    "$ANSWER"
  curl --silent "${JSON[@]}" --data "$long" "http://$address/graphql" >"$direct"
  ask "${gzip[@]}" "${JSON[@]}" --header "Accept: $media" --data "$long" \
    --dump-header "$head" --output "$got" "${base}graphql"
  same "$name: a compressed answer can be read" "$got" "$direct"
  is "$name: it is compressed" "$(cat "$head")" '*content-encoding: gzip*'
  is "$name: it has the type that was asked for" "$(cat "$head")" "*content-type: $media*"
}

# id_of …: the ids in an answer's head, one a line.
id_of() {
  graphql --output /dev/null --dump-header - "$@" | sed -n 's/^x-request-id: //Ip' | tr -d '\r'
}

request_ids() {
  local id=check-$RANDOM$RANDOM
  is "$name: a client's request id is echoed, once" \
    "$(id_of --header "X-Request-Id: $id" "${base}graphql")" "$id"
  is_logged "$name: it is in the gateway's log" "$id"
  id=$(id_of "${base}graphql")
  is_made "$name: an id is made where there is none" "$id"
  is_logged "$name: it is in the gateway's log" "$id"
  is_made "$name: an id that could upset a log is replaced" \
    "$(id_of --header 'X-Request-Id: two words' "${base}graphql")"
}

is_made() {
  if [[ $2 =~ ^[0-9a-f-]{32,36}$ ]]; then ok "$1"; else fail "$1" "got: $2"; fi
}

is_logged() {
  if soon grep -q "\"request_id\":\"$2\"" "$place/demo.log"; then ok "$1"; else fail "$1" "$2"; fi
}

# Bodies around the limit of 1 MiB: a query and blanks.
body_sizes() {
  local body=$place/body code='%{http_code}' sent
  sent=("${JSON[@]}" --header 'X-Request-Id: large' --dump-header "$head" "${base}graphql")
  { echo "$QUERY"; head -c 2100000 /dev/zero | tr '\0' ' '; } >"$body.all"
  head -c 1048576 "$body.all" >"$body"
  is "$name: a body of 1 MiB is taken" "$(ask --data-binary "@$body" "${sent[@]}")" "$ANSWER"
  head -c 1048577 "$body.all" >"$body"
  is "$name: one byte more is 413, in GraphQL's words" \
    "$(ask --write-out "$code %{content_type}" --data-binary "@$body" "${sent[@]}")" \
    '*PAYLOAD_TOO_LARGE*413 application/json*'
  is "$name: with the request's id" "$(cat "$head")" '*x-request-id: large*'
  is "$name: 413 also where the length is not told" \
    "$(ask --write-out "$code" --request POST --upload-file - "${sent[@]}" <"$body")" \
    '*PAYLOAD_TOO_LARGE*413'
  # A gateway that hangs up in the middle of a body makes some proxies say 502 at times.
  for size in 1900000 2100000; do
    head -c $size "$body.all" >"$body"
    is "$name: of $size bytes, too, twenty times" \
      "$(for _ in $(seq 20); do
        ask --output /dev/null --write-out "$code\n" --data-binary "@$body" "${sent[@]}" || true
      done | sort | uniq -c | xargs)" '20 413'
  done
}

# without_slash NAME URL
without_slash() {
  is "$1: the path without its slash leads to the page" \
    "$(ask --location --output /dev/null --write-out '%{http_code} %{url_effective}' "$2")" \
    "200 $2/"
}

# connections: the clients' ends of all connections to the gateway, also of those that
# were closed a moment ago.
connections() {
  {
    ss -Htan "sport = :${address##*:}" | awk '$1 != "LISTEN" {print $5}'
    ss -Htan "dport = :${address##*:}" | awk '{print $4}'
  } | sort -u
}

# shares_connections NAME: forty clients, one after the other.
shares_connections() {
  local name="$1: clients share connections to the gateway" made
  connections >"$place/before"
  for _ in $(seq 40); do
    graphql --output /dev/null "https://graphql.example.com:$port/graphql"
  done
  connections >"$place/after"
  made=$(comm -13 "$place/before" "$place/after" | wc -l)
  if [ "$made" -le 3 ]; then
    ok "$name (40 clients, $made new ones)"
  else
    fail "$name" "$made new ones for 40 clients"
  fi
}
