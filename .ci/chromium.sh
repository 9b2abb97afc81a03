#!/bin/sh
# Installs the Chromium that the HTML report is opened in, from the distribution; prints where it is.
set -eu

for name in chromium chromium-browser google-chrome; do
  if command -v "$name"; then
    exit 0
  fi
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "chromium.sh: install Chromium, or name one in RACETRACE_CHROMIUM; there is no apt-get here to do it" >&2
  exit 1
fi
apt-get update -q >&2
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium >&2
command -v chromium
