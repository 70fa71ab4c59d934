# Lines for checks, processes that end with the script, requests. Sourced by run.sh.

failures=0

ok() { echo "ok    $1"; }

# fail NAME [LINE …]: what is known of a failure, and the end of the run.
fail() {
  echo "FAIL  $1"
  shift
  [ $# = 0 ] || printf '        %s\n' "$@"
  failures=$((failures + 1))
  [ -n "${KEEP_GOING:-}" ] || { last_words; exit 1; }
}

# Where nothing can go on.
die() {
  echo "FAIL  $*"
  last_words
  exit 1
}

last_words() {
  local log
  for log in "$place"/*.log; do
    [ ! -s "$log" ] || printf '        %s: %s\n' "${log##*/}" "$(tail -n 1 "$log" | cut -c -300)"
  done
}

# is NAME GOT EXPECTED, where EXPECTED is a pattern.
is() {
  # shellcheck disable=SC2053
  if [[ $2 == $3 ]]; then
    ok "$1"
  else
    fail "$1" "got:      ${2:0:500}" "expected: $3"
  fi
}

# same NAME FILE FILE
same() {
  if cmp -s "$2" "$3"; then
    ok "$1"
  else
    fail "$1" "got:      $(head -c 300 "$2")" "expected: $(head -c 300 "$3")"
  fi
}

# need PROGRAM PACKAGE …
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} = 0 ] || { echo "needed: apt-get install ${missing[*]}" >&2; exit 1; }
}

# start NAME COMMAND …: in the background, with its output and log in files by that name.
declare -A pids=()
start() {
  local name=$1
  shift
  "$@" >>"$place/$name.out" 2>>"$place/$name.log" &
  pids[$name]=$!
}

signal() { kill "-$2" "${pids[$1]}"; }

# ended NAME: waits for the end of a process; its status is in $status.
ended() {
  status=0
  wait "${pids[$1]}" 2>/dev/null || status=$?
  unset "pids[$1]"
}

# end NAME: asks it to end, and waits.
end() {
  signal "$1" TERM
  ended "$1"
}

# Ends what still runs, also a gateway that drains or was stopped. nginx has to be asked: its
# workers would outlive it.
end_all() {
  local signal
  [ ${#pids[@]} -gt 0 ] || return 0
  for signal in TERM CONT TERM KILL; do
    kill "-$signal" "${pids[@]}" || true
    sleep 0.2
  done
  wait
} 2>/dev/null

# soon COMMAND …: whether it succeeds within ten seconds.
soon() {
  for _ in $(seq 100); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  return 1
}

# A port that nobody listens on, below those the system gives to clients.
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); do
    [ -n "$(ss -Htanl "sport = :$port")" ] || { echo "$port"; return; }
  done
}

certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 \
    -keyout "$place/key.pem" -out "$place/fullchain.pem" -subj /CN=throw-away \
    -addext 'subjectAltName=DNS:graphql.example.com,DNS:www.example.com' 2>/dev/null
}

# ask …: curl to the proxy's hosts, which are this machine; their certificate is checked.
ask() {
  curl --silent --max-time 30 --http2 --cacert "$place/fullchain.pem" \
    --connect-to "::127.0.0.1:" "$@"
}

# graphql …: ask for the same by POST; its answer is always $ANSWER.
QUERY='{"query":"{ contacts(first: 1, includeDeleted: true) { totalCount } }"}'
ANSWER='{"data":{"contacts":{"totalCount":200}}}'
JSON=(--header 'Content-Type: application/json')
graphql() { ask "${JSON[@]}" --data "$QUERY" "$@"; }
