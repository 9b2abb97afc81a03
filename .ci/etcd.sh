#!/bin/sh
# Builds a real etcd for the lab, once; prints where it is.
# It needs Go and its module proxy, and some two minutes the first time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/etcd-$ETCD_VERSION/etcd

if [ -x "$target" ]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "etcd.sh: building etcd needs Go, and there is no 'go' on the PATH" >&2
  exit 1
fi

echo "etcd.sh: building etcd $ETCD_VERSION, this takes some minutes" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# 'go install' refuses the module because of its replacements; a module that requires it does not.
cd "$work"
module=go.etcd.io/etcd/server/v3
(go mod init parts && GOFLAGS=-mod=mod go get "$module@v$ETCD_VERSION" &&
  go build -mod=mod -buildvcs=false -trimpath -ldflags '-s -w' -o "$work/etcd" "$module") >&2
mkdir -p "$(dirname "$target")"
mv "$work/etcd" "$target.part"
mv "$target.part" "$target"
echo "$target"
