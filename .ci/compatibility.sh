#!/usr/bin/env bash
# Holds the README's table of what is read to the tests that it names: after `mvn verify`, each of
# them must have run, and nothing of it been skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

rows=$(awk '/^\| where the spans are /{ table = 1; getline; next } table && /^\|/ { print; next } { table = 0 }' README.md)
[ "$(wc -l <<<"$rows")" -ge 8 ] || { echo "compatibility.sh: the README's table is not found" >&2; exit 1; }

while IFS='|' read -r _ where which tried tests _; do
  for test in ${tests//,/ }; do
    report=$(find . -path "*-reports/TEST-*.$test.xml" | head -n 1)
    [ -n "$report" ] || { echo "compatibility.sh:$where: $test did not run" >&2; exit 1; }
    counts=$(grep -o '<testsuite [^>]*' "$report")
    ran=$(sed -n 's/.* tests="\([0-9]*\)".*/\1/p' <<<"$counts")
    skipped=$(sed -n 's/.* skipped="\([0-9]*\)".*/\1/p' <<<"$counts")
    [ "$ran" -gt 0 ] && [ "$skipped" -eq 0 ] ||
      { echo "compatibility.sh:$where: of $test $ran ran, $skipped were skipped" >&2; exit 1; }
    echo "$where |$which |$tried | $test: $ran"
  done
done <<<"$rows"
