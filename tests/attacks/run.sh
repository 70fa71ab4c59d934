#!/usr/bin/env bash
# Attacks on a running demo: hostile documents, bodies, connections, frames. Each check says
# what it cost and that an ordinary query is answered after it; the first failure ends the run.
# Some three minutes; requests to this machine only. Needs Python 3.11 or newer, and Linux.
#
#   tests/attacks/run.sh target/debug/didar-graphql
#
# SEED=n chooses other random requests, KEEP_GOING=1 goes on after a failure (and still fails).
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 <didar-graphql>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"
export SEED=${SEED:-$RANDOM} PYTHONDONTWRITEBYTECODE=1
ulimit -n "$(ulimit -Hn)"

place=$(mktemp -d)
pids=()
# Ends what this script started, and nothing else.
end() {
  local pid
  for pid in "${pids[@]}"; do kill -KILL "$pid" || true; done
  wait
  rm -rf "$place"
} 2>/dev/null
trap end EXIT
trap 'exit 130' INT TERM

[ -d .venv ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
python=$PWD/.venv/bin/python here=$PWD

# demo NAME: starts one; its address is in ENDPOINT, its process in SERVED.
demo() {
  : >"$place/$1.out"
  "$binary" demo --listen 127.0.0.1:0 --contacts 300 >"$place/$1.out" 2>"$place/$1.log" &
  SERVED=$!
  pids+=("$SERVED")
  for _ in $(seq 100); do
    ENDPOINT=$(sed -n 's/^Endpoint: //p' "$place/$1.out")
    [ -z "$ENDPOINT" ] || break
    sleep 0.1
  done
  [ -n "$ENDPOINT" ] || { cat "$place/$1.out" "$place/$1.log"; exit 1; }
  export ENDPOINT SERVED
}

failed=0
bad() {
  failed=1
  [ -n "${KEEP_GOING:-}" ] || exit 1
}

# lives NAME: the demo of that name has neither ended nor panicked, and ends when it is told to.
lives() {
  kill -0 "$2" 2>/dev/null || { echo "FAIL  $1: the process is gone"; tail -n 3 "$place/$1.log"; bad; return; }
  ! grep -q panicked "$place/$1.log" || { echo "FAIL  $1: a panic"; grep -m 3 panicked "$place/$1.log"; bad; }
  kill -KILL "$2"
  wait "$2" 2>/dev/null || true
}

echo "seed $SEED"

# Slow ones take their time beside the others, each file against a demo of its own.
declare -A slow served
aside() {
  demo "$1"
  served[$1]=$SERVED
  "$python" "$1.py" >"$place/$1.said" 2>&1 &
  slow[$1]=$!
  pids+=("$!")
}
# outcome NAME: waits for it, and says what it said.
outcome() {
  local status=0
  wait "${slow[$1]}" || status=$?
  cat "$place/$1.said"
  [ "$status" = 0 ] || bad
  lives "$1" "${served[$1]}"
}
aside slow
aside unread

demo main
main_served=$SERVED
if (cd "$place" && PYTHONPATH=$here SCHEMATHESIS_HOOKS=hooks "$python" -m schemathesis.cli run "$ENDPOINT" \
  --checks answers --phases fuzzing --max-examples 25 --seed "$SEED" --request-timeout 20 --no-color) \
  >"$place/schemathesis" 2>&1; then
  echo "ok    schemathesis: $(sed -n 's/^ *\([0-9].*generated.*\)/\1/p' "$place/schemathesis")"
else
  echo 'FAIL  schemathesis'
  tail -n 60 "$place/schemathesis"
  bad
fi
for part in fuzz documents texts http1 http2; do
  "$python" "$part.py" || bad
done
lives main "$main_served"

outcome slow

# Each against a demo of its own: what goes wrong here lasts.
for part in strict amplification; do
  count=$("$python" -c "import $part, target; print(len(target.CHECKS))")
  for at in $(seq 0 $((count - 1))); do
    demo "$part$at"
    "$python" "$part.py" "$at" || bad
    lives "$part$at" "$SERVED"
  done
done
outcome unread
[ "$failed" = 0 ] || { echo "failures, in $SECONDS s"; exit 1; }
echo "all good, in $SECONDS s"
