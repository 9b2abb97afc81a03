#!/bin/sh
# Collects trace files of other projects for the tests, once; prints the folder they are in.
# They stay where they come from: nothing of them is part of this project. They lie in the modules
# that the real parts are built from, so Go has most of them already.
set -eu

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/files-1

if [ -d "$target" ]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "files.sh: getting the modules needs Go, and there is no 'go' on the PATH" >&2
  exit 1
fi

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# A module's own go.sum says what its dependencies are to be, so they are asked for from within it.
jaeger=github.com/jaegertracing/jaeger@v$JAEGER_MODULE_VERSION
compose=github.com/docker/compose/v2@v$COMPOSE_VERSION
(cd "$work" && go mod init files && go mod download $jaeger $compose) >&2
modules=$(go env GOMODCACHE)

# take FROM MODULE FOLDER FILE...: copies files of a module that FROM depends on, or is.
take() {
  from=$1 module=$2 folder=$3
  shift 3
  if [ "$module" = "$from" ]; then
    root=$modules/$module
  else
    root=$(cd "$modules/$from" && go mod download "$module" && go list -m -f '{{.Dir}}' "$module")
  fi
  name=$(basename "${module%@*}")
  mkdir -p "$work/all/$name"
  for file in "$@"; do
    cp "$root/$folder/$file" "$work/all/$name/$file"
    chmod u+w "$work/all/$name/$file"
  done
}

contrib=github.com/open-telemetry/opentelemetry-collector-contrib
take $compose github.com/docker/buildx util/otelutil/fixtures jaeger.json
take $jaeger $contrib/receiver/zipkinreceiver testdata sample1.json sample2.json sample3.json sample4.json
take $jaeger $contrib/pkg/translator/zipkin zipkinv2/testdata zipkin_v2_single.json zipkin_v2_notimestamp.json
take $jaeger $jaeger internal/uimodel/converter/v1/json/fixtures ui_01.json es_01.json domain_01.json
take $jaeger $jaeger cmd/query/app/apiv3/snapshots FindTraces.json GetTrace.json
take $jaeger $jaeger cmd/query/app/fixture otlp2jaeger-in.json otlp2jaeger-out.json
take $jaeger $jaeger cmd/anonymizer/app/uiconv/fixtures trace_success.json
take $jaeger $jaeger cmd/collector/app/handler/testdata zipkin_v2_01.json zipkin_v2_02.json zipkin_v2_03.json
take $jaeger $jaeger internal/converter/thrift/jaeger/fixtures domain_02.json domain_03.json

mkdir -p "$parts"
rm -rf "$target.part"
mv "$work/all" "$target.part"
mv "$target.part" "$target"
echo "$target"
