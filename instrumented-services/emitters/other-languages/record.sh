#!/usr/bin/env bash
# Records the fixtures of Python, Node and Go again. Needs python3 with venv, node with npm, and go;
# CI does not run it. The versions are in requirements.txt, package.json and go.mod.
set -euo pipefail
cd "$(dirname "$0")"
built="$PWD/../target/other-languages"
mkdir -p "$built/node"
python3 -m venv "$built/python"
"$built/python/bin/pip" install --quiet --requirement python/requirements.txt
cp node/package.json "$built/node"
(cd "$built/node" && npm install --no-audit --no-fund)
(cd go && go build -o "$built/go/story" .)
cd ../../..
mvn -pl instrumented-services/emitters -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=RecordOtherLanguages -Dfailsafe.failIfNoSpecifiedTests=false
