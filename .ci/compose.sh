#!/usr/bin/env bash
# Does with docker-compose.yml what the README tells a user to do, and holds what the analyzer finds
# against what the database lacks. docker.sh and images.sh come first.
set -euo pipefail
cd "$(dirname "$0")/.."
# Not a project that somebody works with here.
export COMPOSE_PROJECT_NAME=racetrace-ci

out=$(mktemp -d)
finish() {
  status=$?
  if [ $status -ne 0 ]; then
    docker compose --profile '*' ps -a || true
    docker compose --profile '*' logs --tail 20 || true
  fi
  docker compose --profile '*' down -v >/dev/null 2>&1 || true
  rm -rf "$out"
  exit $status
}
trap finish EXIT
fail() {
  echo "compose.sh: $1" >&2
  exit 1
}

# The README's lines, as they stand there.
everything() {
  docker compose up -d --wait
}
lite() {
  docker compose --profile lite up -d --wait
}
traffic() {
  docker compose run --rm load
}
look() {
  ./racetrace analyze --jaeger http://localhost:16686
}

# round NAME EXHIBITS: traffic, then an analysis that must account for everything that is lost.
round() {
  local status=0 lost explained
  traffic >"$out/load.txt" 2>"$out/load.log" || { cat "$out/load.log"; fail "$1: the load failed"; }
  cat "$out/load.txt"
  look >"$out/report.txt" || status=$?
  [ $status -eq 1 ] || { cat "$out/report.txt"; fail "$1: analyze exited with $status, not with 1"; }
  grep -q '^lost-update  PROVEN ' "$out/report.txt" || fail "$1: no lost update is proven"
  # Both in the order of the exhibits: changes, then points.
  lost=$(sed -n 's/.*: \([0-9]*\) are lost$/\1/p' "$out/load.txt" | xargs)
  explained=$(awk '/^  impact .* lost: / { sum[$(NF-1)] += $NF } END { print sum["changes"], sum["balance"] }' \
    "$out/report.txt" | xargs)
  [ "$(wc -w <<<"$lost")" -eq "$2" ] || fail "$1: the load tells of other than $2 exhibits"
  [ "$lost" = "$explained" ] || fail "$1: the database lacks $lost, the analyzer explains $explained"
  summary+=("$1: up in $seconds s; the database lacks $lost (changes, points), the analyzer explains as many")
}

up() {
  local start=$SECONDS
  "$1" >"$out/up.log" 2>&1 || { cat "$out/up.log"; fail "$1: not everything came up"; }
  seconds=$((SECONDS - start))
}

summary=()
docker compose --profile '*' down -v >/dev/null 2>&1
mvn -q -B --no-transfer-progress package -DskipTests
docker compose --profile '*' build -q

up lite
round lite 1
docker compose --profile lite down -v >/dev/null 2>&1
[ -z "$(docker compose --profile '*' ps -aq)" ] || fail "down left something running"

up everything
round everything 2

limits=0
for container in $(docker compose ps -q); do
  limit=$(docker inspect -f '{{.HostConfig.Memory}}' "$container")
  [ "$limit" -gt 0 ] || fail "$container has no memory limit"
  [ "$(docker inspect -f '{{.State.OOMKilled}}' "$container")" = false ] || fail "$container ran out of memory"
  limits=$((limits + limit))
done
[ $limits -le 1300000000 ] || fail "the memory limits add up to $limits bytes"
for service in ingress-service operator-service order-service referral-service; do
  [ "$(docker compose exec -T "$service" id -u)" -ne 0 ] || fail "$service runs as root"
done
docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' $(docker compose ps -q) | sort
summary+=("memory limits of what runs: $((limits / 1000000)) MB; no service runs as root")

# What was not seen must not pass for clean.
docker compose kill collector >/dev/null 2>&1
docker compose restart jaeger >/dev/null 2>&1
docker compose run --rm --no-deps load >/dev/null 2>&1 || fail "the services do not work without a Collector"
status=0
look >/dev/null || status=$?
[ $status -eq 3 ] || fail "without a Collector analyze exited with $status, not with 3"
summary+=("without a Collector: INCONCLUSIVE")

printf '%s\n' "${summary[@]}"
