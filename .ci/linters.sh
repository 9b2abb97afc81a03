#!/bin/sh
# Fetches the linters of CI servers' files, once; prints the folder: bin/ has the programs.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
target=$parts/linters-$ACTIONLINT_VERSION-$CHECK_JSONSCHEMA_VERSION-$NPM_GROOVY_LINT_VERSION

if [ -r "$target/done" ]; then
  echo "$target"
  exit 0
fi
for program in go npm python3; do
  if ! command -v $program >/dev/null 2>&1; then
    echo "linters.sh: the linters need $program, and there is none on the PATH" >&2
    exit 1
  fi
done

echo "linters.sh: fetching actionlint, check-jsonschema and npm-groovy-lint" >&2
rm -rf "$target"
mkdir -p "$target"
(python3 -m venv "$target" &&
  "$target/bin/pip" -q --disable-pip-version-check install \
    "check-jsonschema==$CHECK_JSONSCHEMA_VERSION" &&
  GOBIN="$target/bin" go install "github.com/rhysd/actionlint/cmd/actionlint@v$ACTIONLINT_VERSION" &&
  npm install --silent --no-fund --no-audit --prefix "$target/npm" \
    "npm-groovy-lint@$NPM_GROOVY_LINT_VERSION") >&2
ln -s ../npm/node_modules/.bin/npm-groovy-lint "$target/bin/npm-groovy-lint"
touch "$target/done"
echo "$target"
