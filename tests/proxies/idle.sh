# Proxies keep an idle connection for up to 60 seconds and rely on the gateway to keep it
# for longer: a request sent while it hangs up would be lost. Sourced by run.sh.

idle_begins() {
  local at
  at=127.0.0.1:$(free_port)
  start_gateway idle "$at"
  connect idle_fd "$at"
  answers "$idle_fd" || die 'the gateway does not answer on a plain connection'
  idle_since=$SECONDS
}

idle_ends() {
  local name='an idle connection is kept for over 60 seconds' rest
  rest=$((65 - SECONDS + idle_since))
  [ "$rest" -le 0 ] || sleep "$rest"
  if answers "$idle_fd"; then
    ok "$name ($((SECONDS - idle_since)))"
  else
    fail "$name" "closed after at most $((SECONDS - idle_since))"
  fi
  exec {idle_fd}>&-
  end idle
}

# connect NAME ADDRESS: a connection; its descriptor is in the variable of that name.
connect() { eval "exec {$1}<>/dev/tcp/${2/://}"; }

# sends DESCRIPTOR: a request.
sends() { printf 'GET /livez HTTP/1.1\r\nHost: gateway\r\n\r\n' >&"$1"; }

# receives DESCRIPTOR: whether a whole answer comes.
receives() {
  local line
  while read -r -t 5 line <&"$1"; do [ "$line" != alive ] || return 0; done
  return 1
}

answers() { sends "$1" && receives "$1"; } 2>/dev/null
