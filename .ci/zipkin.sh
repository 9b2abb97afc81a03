#!/bin/sh
# Fetches a real Zipkin for the tests, once; prints where it is. It is a Maven artifact of 135 MB.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/zipkin-$ZIPKIN_VERSION/zipkin.jar

if [ -r "$target" ]; then
  echo "$target"
  exit 0
fi

echo "zipkin.sh: fetching Zipkin $ZIPKIN_VERSION" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# In the checkout, for the version of the plugin.
mvn -q -B -N -f "$here/../pom.xml" dependency:copy \
  "-Dartifact=io.zipkin:zipkin-server:$ZIPKIN_VERSION:jar:exec" "-DoutputDirectory=$work" >&2
mkdir -p "$(dirname "$target")"
mv "$work/zipkin-server-$ZIPKIN_VERSION-exec.jar" "$target.part"
mv "$target.part" "$target"
echo "$target"
