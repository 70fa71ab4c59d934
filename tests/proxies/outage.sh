# The gateway goes, something else is in its place for a while, it comes back. Sourced by
# run.sh.

# outage PROXY
outage() {
  local name=$1 root=graphql.example.com:$port/ prefix=www.example.com:$port/crm/ at down=502
  # Once its health check knows, Caddy says "unavailable".
  [ "$name" != caddy ] || down='50[23]'
  end demo
  is "$name: without the gateway, 502" \
    "$(graphql --output /dev/null --write-out '%{http_code}' "https://${root}graphql")" "$down"
  is "$name: with the request's id" \
    "$(id_of --header 'X-Request-Id: down' "https://${root}graphql")" down

  start_mirror "$address"
  soon ask --fail "https://${root}" || die "$name does not find the mirror"
  for at in "$root" "$prefix"; do
    is "$name, $at: it speaks of the client, not for it" \
      "$(ask --header 'X-Forwarded-For: 203.0.113.9' --header 'X-Forwarded-Proto: gopher' \
        --header 'X-Forwarded-Host: evil.example' --header 'X-Request-Id: told' \
        "https://${at}graphql?a=%20b")" \
      "GET /graphql[?]a=%20b for=127.0.0.1 proto=https host=${at%%/*} id=told"
  done
  end mirror

  start_demo
  soon graphql --fail "https://${root}graphql" || true
  is "$name: with the gateway back, an answer" "$(graphql "https://${root}graphql")" "$ANSWER"
}
