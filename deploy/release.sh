#!/usr/bin/env bash
# Makes a release of what is checked out, in target/release-files: an archive with the binary,
# completions, man page, systemd unit and licences, a bill of materials, both crates, checksums.
# Nothing is uploaded; at the end it says what to do with the files.
#
#   deploy/release.sh                                  builds with cargo-auditable and cargo-cyclonedx
#   deploy/release.sh --dry-run target/debug/didar-graphql    takes a binary, changes allowed, no bill of materials
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "$*" >&2; exit 1; }
[ $# = 0 ] || { [ $# = 2 ] && [ "$1" = --dry-run ]; } || die "usage: $0 [--dry-run BINARY]"
binary=${2:-target/dist/didar-graphql}
for tool in cargo-deny $([ $# = 2 ] || echo cargo-auditable cargo-cyclonedx); do
  command -v "$tool" >/dev/null || die "$tool is needed: cargo install --locked $tool"
done

version=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"name":"didar-graphql","version":"\([^"]*\)".*/\1/')
if [ $# = 0 ]; then
  [ -z "$(git status --porcelain)" ] || die 'the tree has changes'
  grep -q "^## $version" CHANGELOG.md || die "CHANGELOG.md has no section $version"
  cargo auditable build --profile dist --locked --bin didar-graphql
fi

files=target/release-files
name=didar-graphql-$version-$(rustc -vV | sed -n 's/^host: //p')
rm -rf "$files"
mkdir -p "$files/$name"
install -m 755 "$binary" "$files/$name/didar-graphql"
cp README.md README.fa.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT deploy/systemd/didar-graphql.service "$files/$name"
for shell in bash zsh fish; do
  "$binary" completions "$shell" >"$files/$name/didar-graphql.$shell"
done
"$binary" man >"$files/$name/didar-graphql.1"
{
  echo "didar-graphql $version is licensed under MIT or Apache-2.0. It contains the crates below, each under"
  echo 'one of its licences; GraphiQL and what it is made of are in graphiql-licences.txt.'
  echo
  cargo deny --log-level error list --layout crate
} >"$files/$name/NOTICE"
cp src/http/graphiql/LICENSES.txt "$files/$name/graphiql-licences.txt"

# Built from what is in the crates, the sandbox first: the gateway depends on it.
cargo package --locked -p didar-sandbox -p didar-graphql ${2:+--allow-dirty --quiet}
cp "target/package/didar-sandbox-$version.crate" "target/package/didar-graphql-$version.crate" "$files"

if [ $# = 0 ]; then
  # It writes one beside each manifest of the workspace.
  cargo cyclonedx --format json --override-filename "$name"
  mv "$name.json" "$files/$name.cdx.json"
  rm -f "sandbox/$name.json" "bench/$name.json"
fi

tar -C "$files" --sort=name --owner=0 --group=0 --numeric-owner -czf "$files/$name.tar.gz" "$name"
rm -r "${files:?}/$name"
(cd "$files" && sha256sum -- * >SHA256SUMS && cat SHA256SUMS)
echo "cargo publish -p didar-sandbox, then -p didar-graphql; tag v$version; attach the files in $files"
