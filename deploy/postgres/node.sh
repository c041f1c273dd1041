#!/bin/bash
# One of two PostgreSQL nodes. NODE is its name, PEER the other's, and FIRST=yes stands at the one that
# makes the database when there is none anywhere. A node without data copies the peer's and follows it,
# once the peer is a primary: until then it waits, so that there is no second, empty database.
# There is no failover by itself: docs/operating.md has the run book.
set -euo pipefail
export PGPASSFILE=/run/secrets-database/pgpass PGCONNECT_TIMEOUT=3

# "t" where the peer follows, "f" where it is a primary, nothing where it does not answer.
peer_follows() {
  psql --no-psqlrc --tuples-only --no-align --host="$PEER" --username=replicator --dbname=postgres \
    --command='SELECT pg_is_in_recovery()' 2>/dev/null || true
}

# Whether there is a server at all, be it that it is starting yet or takes no password of ours.
peer_is_there() {
  local status=0
  pg_isready --quiet --host="$PEER" --timeout=3 || status=$?
  [ "$status" -lt 2 ]
}

copy() {
  pg_basebackup --host="$PEER" --username=replicator --pgdata="$PGDATA.new" --write-recovery-conf \
    --wal-method=stream --checkpoint=fast --slot="$NODE" "$@"
}

# The copy takes its place when it is whole, so that one that was interrupted is never started. The slot
# keeps for this node what it has not read yet; it may be there from an earlier life.
follow() {
  until [ "$(peer_follows)" = f ]; do
    echo "Waiting until $PEER is a primary. Where it follows a $NODE that is gone, promote it."
    sleep 2
  done
  rm -rf "$PGDATA.new"
  copy --create-slot || copy
  mv "$PGDATA.new" "$PGDATA"
}

if [ ! -e "$PGDATA/PG_VERSION" ]; then
  if [ "${FIRST:-no}" != yes ] || peer_is_there; then
    follow
  fi
elif [ ! -e "$PGDATA/standby.signal" ] && [ "$(peer_follows)" = f ]; then
  echo "$PEER is a primary, too: it was promoted while $NODE was away. Not starting, so that nobody writes" \
    "here. Delete the data of $NODE, and it follows $PEER (docs/operating.md, failover)." >&2
  exit 1
fi
exec docker-entrypoint.sh postgres -c cluster_name="$NODE" "$@"
