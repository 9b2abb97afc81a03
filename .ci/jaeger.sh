#!/bin/sh
# Builds a real Jaeger for the tests, once; prints where it is.
# It needs Go and its module proxy, and some five minutes the first time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/jaeger-$JAEGER_VERSION/jaeger

if [ -x "$target" ]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "jaeger.sh: building Jaeger needs Go, and there is no 'go' on the PATH" >&2
  exit 1
fi

echo "jaeger.sh: building Jaeger $JAEGER_VERSION, this takes some minutes" >&2
module=github.com/jaegertracing/jaeger@v$JAEGER_MODULE_VERSION
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# 'go install' refuses the module because of its replacements, so it is built in place.
(cd "$work" && go mod init parts && go mod download "$module") >&2
mkdir -p "$(dirname "$target")"
cd "$(go env GOMODCACHE)/$module"
GOFLAGS=-buildvcs=false go build -trimpath -ldflags '-s -w' -o "$target.part" ./cmd/jaeger >&2
mv "$target.part" "$target"
echo "$target"
