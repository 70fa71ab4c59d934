#!/usr/bin/env bash
# Runs the Dockerfile's build steps on this machine, then serves the result as a
# user without rights and asks it for its health: what the image would do.
set -euo pipefail
cd "$(dirname "$0")/.."

# The steps build into this folder.
unset CARGO_TARGET_DIR

# The defaults are a profile of Cargo's and its folder, whatever is built here: one crate tells.
profile=$(sed -n 's/^ARG PROFILE=//p' Dockerfile)
cargo build --quiet --locked --profile "$profile" --package memchr
[ -d "target/$(sed -n 's/^ARG FOLDER=//p' Dockerfile)/deps" ]

# ARG NAME=DEFAULT: what the environment says counts, as with `docker build --build-arg`.
while IFS='=' read -r name default; do
  export "$name=${!name:-$default}"
done < <(sed -n 's/^ARG //p' Dockerfile)

grep '^RUN ' Dockerfile | sed 's/^RUN //' | while read -r step; do
  echo "+ $step"
  bash -euc "$step"
done

# COPY --from=build /src/PATH DESTINATION
copy=$(grep '^COPY --from=build /src/' Dockerfile)
built=$(awk '{print $3}' <<<"$copy" | sed 's|^/src/||')
place=$(mktemp -d)
trap 'kill "${served:-}" 2>/dev/null || true; rm -rf "$place"' EXIT
chmod 755 "$place"
install -m 755 "$built" "$place/didar-graphql"

# The distroless image's nonroot user has this number.
as_nonroot=()
[ "$(id -u)" -ne 0 ] || as_nonroot=(setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs)
cd "$place"
env -i "${as_nonroot[@]}" "$place/didar-graphql" demo --listen 127.0.0.1:0 --contacts 100 >"$place/log" 2>&1 &
served=$!
for _ in $(seq 50); do
  address=$(sed -n 's|^Endpoint: http://\(.*\)/graphql$|\1|p' "$place/log")
  if [ -n "$address" ] && env -i "${as_nonroot[@]}" "$place/didar-graphql" healthcheck --listen "$address" >/dev/null 2>&1; then
    echo "the image's binary serves as uid $(awk '/^Uid:/ {print $2}' "/proc/$served/status")"
    kill -TERM "$served"
    wait "$served"
    echo "and stops cleanly on SIGTERM"
    exit 0
  fi
  sleep 0.2
done
cat "$place/log"
echo "the binary did not become ready" >&2
exit 1
