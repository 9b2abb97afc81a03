#!/bin/sh
# Makes the images that docker-compose.yml asks for, since CI reaches no image registry: Debian's
# packages and the binaries that are built here, under the public tags and with the public images'
# users, entry points and variables. Only into the engine that docker.sh started: any other one pulls.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/versions"

parts=${XDG_CACHE_HOME:-$HOME/.cache}/racetrace-parts
base=debian:bookworm-slim
say() { echo "images.sh: $*" >&2; }

if [ "$(docker info --format '{{.DockerRootDir}}')" != "$parts/docker" ]; then
  say "this engine is not CI's own, so it pulls its images"
  exit 0
fi

# Changes with this file, so that an image of an older one is made anew.
recipe=$(cksum <"$0" | cut -d' ' -f1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

made() {
  [ "$(docker image inspect --format '{{index .Config.Labels "racetrace.recipe"}}' "$1" 2>/dev/null)" = "$recipe" ]
}

# build IMAGE [FOLDER]: the Dockerfile comes on standard input.
build() {
  mkdir -p "$work/empty"
  DOCKER_BUILDKIT=0 docker build -q --network=host --label "racetrace.recipe=$recipe" -t "$1" \
    -f - "${2:-$work/empty}" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  say "made $1"
}

debian() {
  if ! command -v debootstrap >/dev/null 2>&1; then
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends debootstrap >&2
  fi
  mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    awk '/^URIs:/{print $2; exit} /^deb /{print $2; exit}')
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root" "$mirror" >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; exit 1; }
  # With the updates that the machine's own sources have.
  cp -r /etc/apt/sources.list.d "$work/root/etc/apt/"
  tar -C "$work/root" -c . | docker import - "$base" >/dev/null
  rm -rf "$work/root"
  say "made $base"
}

docker image inspect "$base" >/dev/null 2>&1 || debian

made "$JRE_IMAGE" || build "$JRE_IMAGE" <<DOCKERFILE
FROM $base
RUN apt-get update -q && apt-get install -q -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
CMD ["java", "-version"]
DOCKERFILE

if ! made "$POSTGRES_IMAGE"; then
  mkdir -p "$work/postgres"
  cat >"$work/postgres/docker-entrypoint.sh" <<'SCRIPT'
#!/bin/bash
# What the public image does, as far as it is used here.
set -e
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chown postgres "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
user=${POSTGRES_USER:-postgres} database=${POSTGRES_DB:-${POSTGRES_USER:-postgres}}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb -U "$user" --auth-local=trust --auth-host=scram-sha-256 --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  # Not over TCP yet, so that nobody takes it for ready.
  pg_ctl -w -o "-c listen_addresses=''" start >/dev/null
  [ "$database" = postgres ] || createdb -U "$user" "$database"
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -f "$file" ] || psql -q -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file"
  done
  pg_ctl -w -m fast stop >/dev/null
fi
exec postgres -c listen_addresses='*' "${@:2}"
SCRIPT
  chmod +x "$work/postgres/docker-entrypoint.sh"
  build "$POSTGRES_IMAGE" "$work/postgres" <<DOCKERFILE
FROM $base
RUN apt-get update -q && apt-get install -q -y --no-install-recommends postgresql-15 && rm -rf /var/lib/apt/lists/*
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/data
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
fi

made "$REDIS_IMAGE" || build "$REDIS_IMAGE" <<DOCKERFILE
FROM $base
RUN apt-get update -q && apt-get install -q -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/*
USER redis
WORKDIR /data
CMD ["redis-server", "--protected-mode", "no"]
DOCKERFILE

# With wget, which the public image has from its busybox.
if ! made "$JAEGER_IMAGE"; then
  mkdir -p "$work/jaeger"
  cp "$("$here/jaeger.sh")" "$work/jaeger/jaeger-linux"
  build "$JAEGER_IMAGE" "$work/jaeger" <<DOCKERFILE
FROM $base
RUN apt-get update -q && apt-get install -q -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/*
ENV JAEGER_LISTEN_HOST=0.0.0.0
COPY jaeger-linux /cmd/jaeger/
USER 10001
ENTRYPOINT ["/cmd/jaeger/jaeger-linux"]
DOCKERFILE
fi

# Without a shell, like the public one.
if ! made "$COLLECTOR_IMAGE"; then
  mkdir -p "$work/collector"
  cp "$("$here/collector.sh")" "$work/collector/otelcol-contrib"
  build "$COLLECTOR_IMAGE" "$work/collector" <<DOCKERFILE
FROM scratch
COPY otelcol-contrib /
USER 10001
ENTRYPOINT ["/otelcol-contrib"]
CMD ["--config", "/etc/otelcol-contrib/config.yaml"]
DOCKERFILE
fi

echo "images: $JRE_IMAGE $POSTGRES_IMAGE $REDIS_IMAGE $JAEGER_IMAGE $COLLECTOR_IMAGE"
