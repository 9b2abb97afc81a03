#!/bin/sh
# Sees to it that a Docker engine answers and that 'docker compose' is there; 'docker.sh stop' ends
# the engine if this script started it. A first run takes some three minutes, and needs root and Go.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
pidfile=$parts/docker.pid
say() { echo "docker.sh: $*" >&2; }

# The number may have gone to another process since; dockerd itself leaves the file when it is killed.
ours() {
  [ -f "$pidfile" ] && [ "$(cat "/proc/$(cat "$pidfile")/comm" 2>/dev/null)" = dockerd ]
}

start_engine() {
  if ! command -v dockerd >/dev/null 2>&1; then
    say "installing Docker's engine"
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends docker.io iptables >&2
  fi
  mkdir -p "$parts/docker"
  ours || rm -f "$pidfile"
  # In the cache folder, so that the next run finds its images.
  setsid dockerd --data-root "$parts/docker" --pidfile "$pidfile" \
    </dev/null >"$parts/docker.log" 2>&1 &
  tries=0
  until docker version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 60 ]; then
      tail -n 20 "$parts/docker.log" >&2
      say "the engine does not answer; its log is $parts/docker.log"
      exit 1
    fi
    sleep 0.5
  done
}

add_compose() {
  plugin=$parts/compose-$COMPOSE_VERSION/docker-compose
  if [ ! -x "$plugin" ]; then
    command -v go >/dev/null 2>&1 || { say "building Compose needs Go, and there is no 'go' on the PATH"; exit 1; }
    say "building Compose $COMPOSE_VERSION, this takes some minutes"
    module=github.com/docker/compose/v2
    work=$(mktemp -d)
    (cd "$work" && go mod init parts && go mod download "$module@v$COMPOSE_VERSION") >&2
    rm -rf "$work"
    mkdir -p "$(dirname "$plugin")"
    (cd "$(go env GOMODCACHE)/$module@v$COMPOSE_VERSION" && GOFLAGS=-buildvcs=false go build -trimpath \
      -ldflags "-s -w -X $module/internal.Version=v$COMPOSE_VERSION" -o "$plugin.part" ./cmd) >&2
    mv "$plugin.part" "$plugin"
  fi
  plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  mkdir -p "$plugins"
  ln -sf "$plugin" "$plugins/docker-compose"
}

if [ "${1:-}" = stop ]; then
  if ours; then
    pid=$(cat "$pidfile")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  exit 0
fi

docker version >/dev/null 2>&1 || start_engine
docker compose version >/dev/null 2>&1 || add_compose
echo "Docker engine $(docker version --format '{{.Server.Version}}'), Compose $(docker compose version --short)"
