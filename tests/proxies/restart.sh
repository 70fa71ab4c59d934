# Two gateways behind a proxy, restarted in turn while clients ask. Sourced by run.sh.

LOAD_SECONDS=20
CLIENTS=8

# Asks without a pause until the time is over. Each line should be $ANSWER or "200 ".
load() {
  local until=$((SECONDS + LOAD_SECONDS))
  while [ "$SECONDS" -lt "$until" ]; do
    graphql --write-out '\n%{http_code} %{errormsg}\n' \
      "https://graphql.example.com:$port/graphql?n=[1-50]" || true
  done
}

# restarts_under_load PROXY
restarts_under_load() {
  local name="$1: two gateways restarted in turn under load" first second restarts=0 client
  local asked wrong until gateway
  first=127.0.0.1:$(free_port)
  second=127.0.0.1:$(free_port)
  start_gateway first "$first"
  start_gateway second "$second"
  "start_$1" "$first" "$second"
  # The last restart ends before the load does.
  until=$((SECONDS + LOAD_SECONDS - 4))
  for client in $(seq $CLIENTS); do start "asker$client" load; done
  for gateway in first second first second first second; do
    [ "$SECONDS" -lt "$until" ] || break
    end "$gateway"
    [ "$status" = 0 ] || fail "$name: the gateway ends well" "$status"
    start_gateway "$gateway" "${!gateway}"
    restarts=$((restarts + 1))
    # Until the proxy believes that it is back.
    sleep 3
  done
  for client in $(seq $CLIENTS); do ended "asker$client"; done
  cat "$place"/asker?.out >"$place/answered"
  rm "$place"/asker?.out
  asked=$(grep -c '^[0-9]* ' "$place/answered")
  wrong=$({ grep -vxF -e "$ANSWER" -e '200 ' "$place/answered" || true; } | sort | uniq -c | sort -rn)
  [ "$asked" -ge 500 ] || fail "$name" "only $asked requests were sent"
  is "$name: no request fails ($asked requests, $restarts restarts)" "$wrong" ''
  end "$1"
  end first
  end second
}
