#!/bin/sh
# Builds a real OpenTelemetry Collector for the tests, once; prints where it is.
# It needs Go and its module proxy, and some four minutes the first time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/otelcol-$COLLECTOR_VERSION/otelcol

if [ -x "$target" ]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "collector.sh: building the Collector needs Go, and there is no 'go' on the PATH" >&2
  exit 1
fi

echo "collector.sh: building the Collector $COLLECTOR_VERSION, this takes some minutes" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

sed -e '/^#/d' -e "s/PROVIDER_VERSION/$COLLECTOR_PROVIDER_VERSION/" -e "s/VERSION/$COLLECTOR_VERSION/" \
  "$here/collector.yaml" >"$work/manifest.yaml"
printf '  output_path: %s\n' "$work/built" >"$work/output"
sed -i "/^dist:/r $work/output" "$work/manifest.yaml"
cd "$work"
GOBIN=$work GOFLAGS=-buildvcs=false go install "go.opentelemetry.io/collector/cmd/builder@v$COLLECTOR_VERSION" >&2
GOFLAGS=-buildvcs=false "$work/builder" --config "$work/manifest.yaml" --ldflags '-s -w' >&2
mkdir -p "$(dirname "$target")"
mv "$work/built/otelcol-contrib" "$target.part"
mv "$target.part" "$target"
echo "$target"
