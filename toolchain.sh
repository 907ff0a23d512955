#!/bin/sh
# Fetches the Go toolchain that builds this project into .tools/go, for a machine
# without Go. It comes from the Go module proxy (GOPROXY, or proxy.golang.org) and
# is used only if it has the checksum below. `make` runs this by itself.
set -eu

version=go1.26.8
sha256_amd64=30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7
sha256_arm64=02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99

cd "$(dirname "$0")"
[ -x .tools/go/bin/go ] && exit 0

fail() { echo "$1" >&2; exit 1; }
by_hand="get Go 1.26 from https://go.dev/dl/ and run this again"

[ "$(uname -s)" = Linux ] || fail "Go was not found: $by_hand."
case "$(uname -m)" in
x86_64 | amd64) arch=amd64 want=$sha256_amd64 ;;
aarch64 | arm64) arch=arm64 want=$sha256_arm64 ;;
*) fail "Go was not found, and there is none here for $(uname -m): $by_hand." ;;
esac

# The first address in GOPROXY: direct and off are none.
proxy=$(echo "${GOPROXY:-https://proxy.golang.org}" | tr ',|' '\n\n' | grep -m 1 '^https\{0,1\}://' || true)
proxy=${proxy:-https://proxy.golang.org}
module=golang.org/toolchain@v0.0.1-$version.linux-$arch
url="${proxy%/}/golang.org/toolchain/@v/v0.0.1-$version.linux-$arch.zip"

mkdir -p .tools
work=$(mktemp -d .tools/fetch-XXXXXX)
trap 'rm -rf "$work"' EXIT
zip="$work/go.zip"

echo "Go was not found: fetching $version for linux-$arch into .tools/go (70 MB, once)"
if command -v curl >/dev/null; then
  curl -fsSL --retry 2 -o "$zip" "$url" || fail "$url could not be fetched: $by_hand."
elif command -v wget >/dev/null; then
  wget -q -O "$zip" "$url" || fail "$url could not be fetched: $by_hand."
elif command -v python3 >/dev/null; then
  python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$url" "$zip" || fail "$url could not be fetched: $by_hand."
else
  fail "Go was not found, nor curl, wget or python3 to fetch it: install one of them, or $by_hand."
fi

have=$(sha256sum "$zip" | cut -d ' ' -f 1)
[ "$have" = "$want" ] || fail "$url has the checksum $have, not $want: it is not used."

if command -v unzip >/dev/null; then
  unzip -q "$zip" -d "$work"
elif command -v python3 >/dev/null; then
  python3 -m zipfile -e "$zip" "$work"
elif command -v bsdtar >/dev/null; then
  bsdtar -xf "$zip" -C "$work"
else
  fail "The toolchain needs unzip, python3 or bsdtar to be unpacked: install one of them, or $by_hand."
fi
chmod -R +x "$work/$module/bin" "$work/$module/pkg/tool" # a module's files have no modes
mv "$work/$module" .tools/go
