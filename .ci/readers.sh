#!/bin/sh
# Fetches what reads our reports independently, once; prints the folder: bin/ has the programs, and
# sarif-2.1.0.schema.json is the standard's own schema.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
name=readers-$SARIF_TOOLS_VERSION-$JUNITPARSER_VERSION-$CHECK_JSONSCHEMA_VERSION
target=$parts/$name

if [ -r "$target/sarif-2.1.0.schema.json" ]; then
  echo "$target"
  exit 0
fi
for program in python3 npm; do
  if ! command -v $program >/dev/null 2>&1; then
    echo "readers.sh: the readers need $program, and there is none on the PATH" >&2
    exit 1
  fi
done

echo "readers.sh: fetching sarif-tools, junitparser, check-jsonschema and the schema of SARIF" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# In its place from the start: a virtual environment knows its own path.
rm -rf "$target"
mkdir -p "$parts"
(python3 -m venv "$target" &&
  "$target/bin/pip" -q --disable-pip-version-check install "sarif-tools==$SARIF_TOOLS_VERSION" \
    "junitparser==$JUNITPARSER_VERSION" "check-jsonschema==$CHECK_JSONSCHEMA_VERSION") >&2
# The standard's schema comes with the matchers that its first author publishes.
cd "$work"
npm pack --silent "@microsoft/jest-sarif@$JEST_SARIF_VERSION" >/dev/null
tar xzf ./*.tgz package/lib/schemas/sarif-2.1.0-rtm.5.json
mv package/lib/schemas/sarif-2.1.0-rtm.5.json "$target/sarif-2.1.0.schema.json"
echo "$target"
