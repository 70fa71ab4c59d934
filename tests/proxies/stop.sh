# A gateway that is told to stop while requests are under way. Sourced by run.sh.

# begin_requests NUMBER: each on a connection of its own to the gateway "stopping", with the
# answers in files of their own.
begin_requests() {
  rm -rf "$place/answers"
  mkdir "$place/answers"
  : >"$place/clients.out"
  start clients curl --silent --max-time 30 --parallel --parallel-immediate --parallel-max "$1" \
    "${JSON[@]}" --data "$QUERY" --output "$place/answers/#1" \
    --write-out '%{http_code} %{errormsg}\n' "http://$at/graphql?n=[1-$1]"
}

# unread COMPARISON: how many of the gateway's connections have such a number of bytes that
# it did not read.
unread() { ss -Htn state established "sport = :${at##*:}" | awk "\$1 $1" | wc -l; }

# are_read NUMBER, are_unread NUMBER: whether that many requests have arrived.
are_read() { [ "$(unread '== 0')" = "$1" ]; }
are_unread() { [ "$(unread '> 0')" = "$1" ]; }

# all_answered NAME NUMBER
all_answered() {
  ended clients
  is "$1" "$(sort "$place/clients.out" | uniq -c | sort -rn | head -n 3 | xargs)" "$2 200"
  is "$1, as they should be" "$(cat "$place"/answers/* 2>/dev/null | sed 's/}}}/&\n/g' | grep -cxF "$ANSWER")" "$2"
}

stop_with_requests_in_flight() {
  local name='SIGTERM with 200 requests in flight' at
  at=127.0.0.1:$(free_port)
  start_gateway stopping "$at"
  # Sixteen at a time: five seconds in all.
  slow 400
  begin_requests 200
  soon are_read 200 || die "$name: they do not arrive"
  is "$name: none is answered yet" "$(wc -l <"$place/clients.out")" 0
  signal stopping TERM
  ended stopping
  is "$name: the process ends well" "$status" 0
  all_answered "$name: all are answered" 200
  not_slow
}

# As in a busy moment: requests are there when the signal comes, but not read.
stop_with_requests_not_yet_read() {
  local name='SIGTERM with 50 requests not yet read' at fds=() fd lost=0
  at=127.0.0.1:$(free_port)
  start_gateway stopping "$at"
  signal stopping STOP
  begin_requests 50
  soon are_unread 50 || die "$name: they do not arrive"
  signal stopping TERM
  signal stopping CONT
  all_answered "$name, on new connections: all are answered" 50
  ended stopping

  start_gateway stopping "$at"
  for _ in $(seq 50); do
    connect fd "$at"
    answers "$fd" || die "$name: a connection is not kept"
    fds+=("$fd")
  done
  signal stopping STOP
  for fd in "${fds[@]}"; do sends "$fd"; done
  soon are_unread 50 || die "$name: they do not arrive on kept connections"
  signal stopping TERM
  signal stopping CONT
  for fd in "${fds[@]}"; do
    receives "$fd" || lost=$((lost + 1))
    exec {fd}>&-
  done
  is "$name, on kept connections: none is lost" "$lost" 0
  ended stopping
}

second_signal() {
  local name='a second SIGTERM' at since
  at=127.0.0.1:$(free_port)
  start_gateway stopping "$at"
  slow 5000
  begin_requests 200
  soon are_read 200 || die "$name: the requests do not arrive"
  signal stopping TERM
  sleep 0.5
  if signal stopping 0; then ok "$name: the first one waits"; else fail "$name: the first one waits"; fi
  since=${EPOCHREALTIME/[.,]/}
  signal stopping TERM
  ended stopping
  since=$(((${EPOCHREALTIME/[.,]/} - since) / 1000))
  is "$name ends the process, with 130" "$status" 130
  if [ "$since" -lt 1000 ]; then ok "$name: at once ($since ms)"; else fail "$name: at once" "$since ms"; fi
  ended clients
  is "$name: nothing was answered" "$(grep -c ^200 "$place/clients.out")" 0
  not_slow
}
