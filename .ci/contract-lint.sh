#!/bin/sh
# Fetches the stock linter of data contracts, which has ODCS's own schema with it, once; prints the
# folder: bin/datacontract is the program.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/contract-lint-$DATACONTRACT_CLI_VERSION

if [ -r "$target/complete" ]; then
  echo "$target"
  exit 0
fi
if ! command -v python3 >/dev/null 2>&1; then
  echo "contract-lint.sh: the linter needs python3, and there is none on the PATH" >&2
  exit 1
fi

echo "contract-lint.sh: fetching datacontract-cli $DATACONTRACT_CLI_VERSION" >&2
# In its place from the start: a virtual environment knows its own path.
rm -rf "$target"
mkdir -p "$parts"
(python3 -m venv "$target" &&
  "$target/bin/pip" -q --disable-pip-version-check install \
    "datacontract-cli==$DATACONTRACT_CLI_VERSION") >&2
touch "$target/complete"
echo "$target"
