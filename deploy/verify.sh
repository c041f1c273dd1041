#!/usr/bin/env bash
# Brings compose.yaml and compose.cluster.yaml up with a real Docker, under names of their own, and looks
# whether they keep what docs/operating.md promises. Needs docker with compose 2.24 or newer, and curl.
#   make verify-compose          # UP="--pull never" for images that are here already, SKIP_BUILD=1; ARGS: which parts
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT=${PORT:-18010} LOAD=seed_data
read -ra up <<<"${UP:-}"
work=$(mktemp -d)
loads=()

step() { printf '\n== %s\n' "$*"; }
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
single() { docker compose --project-name incumbent-verify --file compose.yaml "$@"; }
cluster() { docker compose --project-name incumbent-verify-cluster --file compose.cluster.yaml "$@"; }
clean() {
  local status=$?
  for each in "${loads[@]}"; do kill "$each" 2>/dev/null || true; done
  if [ "$status" != 0 ]; then
    single logs --tail 20 2>/dev/null || true
    cluster logs --tail 20 2>/dev/null || true
  fi
  single down --volumes --timeout 5 >/dev/null 2>&1 || true
  cluster down --volumes --timeout 5 >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean EXIT

get() { curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' "localhost:$PORT$1"; }

# within SECONDS COMMAND…: until it succeeds.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.5
  done
}
answers() { [ "$(get "$1")" = 200 ]; }

# write ID: a new article, with the key; prints the status.
write() {
  curl --silent --max-time 40 --output "$work/answer" --write-out '%{http_code}' "localhost:$PORT/v1/articles" \
    --header "Authorization: Bearer $key" --header 'Content-Type: application/json' \
    --data "{\"id\": \"$1\", \"reason\": \"Verifying\", \"title\": \"$1\", \"text\": \"Nothing of note.\"}"
}
make_key() { "$1" exec -T "$2" incumbent keys create --holder Verify --scope curate --expires 1d 2>/dev/null; }

# Reads through the proxy until it is stopped; a line for each answer that is no 200.
start_load() {
  : >"$work/failed"
  : >"$work/asked"
  (
    trap 'exit 0' TERM
    while :; do
      status=$(get /v1/people/liu-jianchao || true)
      echo . >>"$work/asked"
      [ "$status" = 200 ] || echo "$status" >>"$work/failed"
    done
  ) &
  load=$!
  loads+=("$load")
}
stop_load() {
  kill "$load"
  wait "$load" || true
  echo "$(wc -l <"$work/asked") requests, $(wc -l <"$work/failed") failed"
  [ ! -s "$work/failed" ] || fail "requests failed: $(sort "$work/failed" | uniq -c | tr '\n' ' ')"
}

# left ADDRESS: how many requests the limit leaves to one that says that it comes from there.
left() {
  curl --silent --max-time 20 --output /dev/null --dump-header - --header "X-Forwarded-For: $1" \
    "localhost:$PORT/v1/people/liu-jianchao" | sed -n 's/^[Rr]ate[Ll]imit: .*;r=\([0-9]*\);.*/\1/p'
}
counts_as_one() {
  local first
  first=$(left 203.0.113.1)
  for each in 2 3 4 5 6; do left "203.0.113.$each" >/dev/null; done
  [ "$(left 203.0.113.7)" -lt "$first" ]
}

# Neither the image nor what docker inspect tells of a container has a password.
holds_no_secret() {
  local secret
  secret=$("$1" exec -T "$2" sh -c 'cut -d: -f5 /run/secrets-api/pgpass')
  [ "${#secret}" -ge 32 ] || fail "$2 has no password to look for"
  for container in $("$1" ps --all --quiet); do
    if docker inspect "$container" | grep -qF "$secret"; then fail "docker inspect shows the password"; fi
  done
  if "$1" logs --no-color | grep -qF "$secret"; then fail "a log shows the password"; fi
}

is_confined() {
  for service in "${@:2}"; do
    [ "$("$1" exec -T "$service" id -u)" != 0 ] || fail "$service runs as root"
    if "$1" exec -T "$service" sh -c 'echo x >/etc/x' 2>/dev/null; then fail "$service can write to its image"; fi
    read -r memory cpus pids restart < <(docker inspect "$("$1" ps --quiet "$service")" --format \
      '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}')
    if [ "$memory" = 0 ] || [ "$cpus" = 0 ] || [ "$pids" = 0 ]; then fail "$service has no limits"; fi
    [ "$restart" = unless-stopped ] || fail "$service is not started again"
  done
}

query() { cluster exec -T "$1" psql --no-psqlrc --tuples-only --no-align --username=postgres --command "$2" "${3:-postgres}"; }
followed() { [ "$(query db-2 "SELECT count(*) FROM articles WHERE id = 'cluster-1'" incumbent)" = 1 ]; }
number=0
writes() { number=$((number + 1)); [ "$(write "promoted-$number")" = 201 ]; }
# replace NODE: with nothing of what it had.
replace() {
  cluster rm --force --stop "$1" >/dev/null 2>&1
  docker volume rm "incumbent-verify-cluster_database-${1#db-}" >/dev/null
  cluster up --detach --no-deps "${@:2}" "${up[@]}" "$1" >/dev/null 2>&1
}
follows() { [ "$(query db-1 'SELECT pg_is_in_recovery()' 2>/dev/null)" = t ]; }
waits() { cluster logs --tail 5 db-1 | grep -q 'Waiting until db-2 is a primary'; }
is_waited_for() { [ "$(query db-2 'SELECT sync_state FROM pg_stat_replication')" = quorum ]; }
refuses() { cluster logs --tail 5 db-1 | grep -q 'is a primary, too'; }

check_image() {
  step "The image"
  [ -n "${SKIP_BUILD:-}" ] || single build --quiet api
  size=$(docker image inspect incumbent:local --format '{{.Size}}')
  echo "$((size / 1000000)) MB"
  [ "$size" -lt "${IMAGE_LIMIT:-250000000}" ] || fail "it is larger than 250 MB"
}

check_single() {
  step "compose.yaml"
  started=$SECONDS
  single up --detach --wait "${up[@]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "it did not come up"; }
  echo "up after $((SECONDS - started)) s"
  answers /readyz || fail "/readyz is not 200"
  answers /v1/people/liu-jianchao || fail "the seed is not there"
  is_confined single api db
  counts_as_one || fail "who comes to the port chooses its address"
  key=$(make_key single api)
  [ "$(write single-1)" = 201 ] || fail "no write: $(cat "$work/answer")"
  holds_no_secret single api
  single run --rm -T secrets rotate >/dev/null 2>&1
  single exec -T db sh /docker-entrypoint-initdb.d/10-roles.sh >/dev/null
  single restart api >/dev/null 2>&1
  within 120 answers /v1/articles/single-1 || fail "with rotated passwords the write is not there"
  single kill --signal KILL db >/dev/null 2>&1
  single up --detach --wait "${up[@]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "it did not come back"; }
  within 60 answers /v1/articles/single-1 || fail "after a crash of PostgreSQL the write is not there"
  started=$SECONDS
  single stop api >/dev/null 2>&1
  echo "the API stopped within $((SECONDS - started)) s"
  single down --volumes >/dev/null 2>&1
}

# As docs/keeping.md says it.
check_backup() {
  step "A backup, restored beside and put in its place"
  single up --detach --wait "${up[@]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "it did not come up"; }
  key=$(make_key single api)
  [ "$(write kept-1)" = 201 ] || fail "no write: $(cat "$work/answer")"
  single exec -T api incumbent backup - >"$work/backup" 2>"$work/log" || fail "no backup: $(cat "$work/log")"
  [ "$(write lost-1)" = 201 ] || fail "no write: $(cat "$work/answer")"
  single stop api >/dev/null 2>&1
  single exec -T db createdb -U postgres --owner incumbent restored
  single run --rm -T --no-deps -e DATABASE_URL=postgresql://incumbent@db/restored api restore - \
    <"$work/backup" >"$work/log" 2>&1 || fail "not restored: $(cat "$work/log")"
  single exec -T db psql -q -U postgres -c "ALTER DATABASE incumbent RENAME TO before" \
    -c "ALTER DATABASE restored RENAME TO incumbent"
  single up --detach --wait "${up[@]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "it did not come back"; }
  answers /v1/articles/kept-1 || fail "what was backed up is not there"
  [ "$(get /v1/articles/lost-1)" = 404 ] || fail "what came after the backup is there"
  single exec -T api incumbent verify >"$work/log" 2>&1 || fail "verify: $(cat "$work/log")"
  single exec -T db dropdb -U postgres before
  single down --volumes >/dev/null 2>&1
}

check_cluster() {
  step "compose.cluster.yaml"
  started=$SECONDS
  cluster up --detach --wait "${up[@]}" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "it did not come up"; }
  echo "up after $((SECONDS - started)) s"
  within 60 answers /readyz || fail "/readyz is not 200"
  for path in /metrics /%6Detrics /metrics%0A; do
    [ "$(get "$path")" = 404 ] || fail "$path shows metrics to everybody"
  done
  is_confined cluster api-1 api-2 api-3 db-1 db-2 redis proxy
  key=$(make_key cluster api-1)
  [ "$(write cluster-1)" = 201 ] || fail "no write: $(cat "$work/answer")"
  answers /v1/articles/cluster-1 || fail "a write is not read"
  holds_no_secret cluster api-1
  if cluster exec -T proxy getent hosts db-1 >/dev/null; then fail "the proxy finds the database"; fi
  within 20 followed || fail "the standby does not follow"
}

check_processes() {
  step "An API process killed under load"
  start_load
  cluster kill --signal KILL api-2 >/dev/null 2>&1
  sleep 5
  cluster up --detach --no-deps --wait "${up[@]}" api-2 >/dev/null 2>&1
  stop_load

  step "A rolling restart under load"
  start_load
  for api in api-1 api-2 api-3; do
    cluster up --detach --no-deps --force-recreate --wait "${up[@]}" "$api" >/dev/null 2>&1 || fail "$api is not healthy"
  done
  stop_load
}

check_failover() {
  step "The primary killed, the standby promoted"
  cluster kill --signal KILL db-1 >/dev/null 2>&1
  cluster rm --force --stop db-1 >/dev/null 2>&1
  [ "$(query db-2 'SELECT pg_promote()')" = t ] || fail "the standby was not promoted"
  promoted=$SECONDS
  within 60 writes || fail "no write after the promotion: $(cat "$work/answer")"
  echo "written $((SECONDS - promoted)) s after the promotion"
  within 10 answers /v1/articles/cluster-1 || fail "a write from before is lost"

  step "The old primary comes back, and follows"
  cluster up --detach --no-deps "${up[@]}" db-1 >/dev/null 2>&1
  within 60 refuses || fail "the old primary started beside the new one"
  replace db-1 --wait || fail "db-1 did not come back"
  [ "$(query db-1 'SELECT pg_is_in_recovery()')" = t ] || fail "db-1 does not follow"
  [ "$(query db-2 "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")" = 1 ] || fail "nobody follows db-2"
  query db-2 "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'" >/dev/null
  query db-2 'SELECT pg_reload_conf()' >/dev/null
  within 20 is_waited_for || fail "commits do not wait for db-1"
  writes || fail "no write that waits for db-1: $(cat "$work/answer")"

  step "And back again, then db-1 emptied before db-2 is promoted: it waits"
  cluster kill --signal KILL db-2 >/dev/null 2>&1
  [ "$(query db-1 'SELECT pg_promote()')" = t ] || fail "db-1 was not promoted"
  within 60 writes || fail "no write after the second promotion: $(cat "$work/answer")"
  replace db-2 --wait || fail "db-2 did not come back"
  cluster kill --signal KILL db-1 >/dev/null 2>&1
  replace db-1
  within 60 waits || fail "db-1 made a second, empty database"
  [ "$(query db-2 'SELECT pg_promote()')" = t ] || fail "db-2 was not promoted"
  within 120 follows || fail "db-1 does not follow"
  within 60 writes || fail "no write after the third promotion: $(cat "$work/answer")"
  within 10 answers /v1/articles/cluster-1 || fail "a write from before is lost"
}

for each in "${@:-image single backup cluster processes failover}"; do
  for part in $each; do "check_$part"; done
done
printf '\nAll of it holds.\n'
